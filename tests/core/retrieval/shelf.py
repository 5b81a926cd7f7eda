"""A shelf of articles to search in."""

from __future__ import annotations

from escalera.core.knowledge import actions
from escalera.core.knowledge.models import Article, Topic
from tests.cast import NOON, Desk


def shelf(desk: Desk, name: str = "Help", **change: object) -> Topic:
    values = {"name": name, "icon": "web", "order": 0, "is_public": True, "by": desk.sara, "at": NOON}
    return actions.save_topic(**{**values, **change})  # type: ignore[arg-type]


def written(desk: Desk, title: str, body: str, **change: object) -> Article:
    """Write and publish an article."""
    values = {
        "title": title,
        "body": body,
        "topic": Topic.objects.first() or shelf(desk),
        "by": desk.sara,
        "at": NOON,
    }
    article = actions.write_article(**{**values, **change})  # type: ignore[arg-type]
    return actions.publish(article_id=article.pk, by=desk.sara, at=NOON)


def bank(desk: Desk) -> None:
    """Fill the shelf with what a bank's customers ask."""
    for title, body in (
        (
            "El cajero retuvo la tarjeta",
            "Si el cajero retiene su tarjeta, bloquéela en la aplicación. Enviaremos otra.",
        ),
        ("Recuperar la contraseña", "Pulse «He olvidado mi contraseña» y siga los pasos que llegan por correo."),
        (
            "Cobro duplicado",
            "Un cobro que aparece dos veces se anula solo en tres días. Si no, reclame la devolución.",
        ),
        ("Horario de oficinas", "Las oficinas abren de lunes a viernes, de 8:30 a 14:00."),
        ("Viajar al extranjero", "Avise de su viaje para que la tarjeta funcione en otros países."),
    ):
        written(desk, title, body, language="es")
