"""The sample's help center: topics, articles, services, a notice, a form."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalera.base.people.actions import portal
from escalera.base.people.models import Agent, Contact, Segment
from escalera.core.knowledge import actions as knowledge
from escalera.core.knowledge.models import Article, Topic
from escalera.core.services import actions as services
from escalera.faces.cli.sample import cast

COORDINATOR = "Julián Prieto"  # julian.prieto@clinicadelsur.example, with the sample's password
TOPICS = [
    ("Usuario y contraseña", "key"), ("Conexión y redes", "plug"), ("Facturación y pagos", "card"),
    ("Instalación", "tool"),
]  # fmt: skip
PARTS = [(1, "VPN y trabajo remoto", "lock")]  # of which topic, name, icon
ARTICLES = [
    (4, "Cortes de VPN por renegociación de claves",
     "1. Abra el cliente y confirme que la versión es 7.2.4 o posterior.\n"
     "2. En **Ajustes › Red**, active «Mantener sesión».\n3. Desconecte y vuelva a conectar.", "public"),
    (0, "Restablecer la contraseña",
     "1. En la página de entrada, pulse **¿Olvidó su contraseña?**\n2. Escriba su dirección de correo.\n"
     "3. Abra el enlace que le enviamos; sirve durante 20 minutos.\n\n"
     "Si no llega nada, mire en el correo no deseado.", "public"),
    (0, "Activar la verificación en dos pasos",
     "## Qué necesita\n\nSu teléfono con una aplicación de códigos.\n\n## Pasos\n\n"
     "1. Entre en **Mi cuenta › Seguridad**.\n2. Escanee el código.\n3. Guarde los códigos de respaldo.", "public"),
    (1, "El wifi va lento en una sala",
     "- Reinicie el punto de acceso de la sala.\n- Compruebe que su equipo usa la banda de **5 GHz**.\n"
     "- Mida la velocidad cerca y lejos del punto de acceso.", "public"),
    (1, "La luz del router está en rojo",
     "1. Apague el router y espere 30 segundos.\n2. Revise que el cable de fibra no esté doblado.\n"
     "3. Encienda el router. Si en cinco minutos sigue en rojo, escríbanos.", "public"),
    (2, "Descargar una factura",
     "Entre en **Mi cuenta › Facturas** y pulse el mes. Puede descargarla en PDF o XML.", "public"),
    (2, "Cambiar los datos de facturación",
     "Los datos cambian desde la factura siguiente. Escríbanos con el documento de su empresa.", "public"),
    (3, "Preparar la visita de un técnico",
     "- Tenga a mano el número de su solicitud.\n- Deje libre el acceso al cuadro de comunicaciones.\n"
     "- Una persona mayor de edad debe estar presente.", "public"),
    (1, "Interno: reiniciar el BNG de zona norte", "Solo con la autorización de N3. Vea el procedimiento.", "internal"),
]  # fmt: skip


TRANSLATIONS = {
    "Restablecer la contraseña": ("en", "Reset your password",
     "1. On the sign-in page press **Forgot your password?**\n2. Type your mail address.\n"
     "3. Open the link that we send you; it works for 20 minutes."),
    "La luz del router está en rojo": ("pt-br", "A luz do roteador está vermelha",
     "1. Desligue o roteador e espere 30 segundos.\n2. Veja se o cabo de fibra não está dobrado.\n"
     "3. Ligue o roteador. Se em cinco minutos continuar vermelha, escreva para nós."),
}  # fmt: skip
VISIT = """Antes de la visita
- El número de su solicitud
- Acceso libre al cuadro de comunicaciones
- Una persona mayor de edad en la oficina
"""
GAPS = [
    ("¿Cómo cambio la titularidad de la línea?", 7), ("cambiar titular línea", 4),
    ("¿Puedo pagar la factura con tarjeta?", 5), ("¿Qué velocidad tiene la fibra en mi calle?", 3),
]  # fmt: skip


def make_help(by: Agent, at: datetime) -> None:
    """Write the help center once; a desk that has topics keeps its own."""
    if Topic.objects.exists():
        return
    topics = [
        knowledge.save_topic(name=name, icon=icon, order=order, is_public=True, by=by, at=at)
        for order, (name, icon) in enumerate(TOPICS)
    ]
    topics += [
        knowledge.save_topic(name=name, icon=icon, order=0, is_public=True, by=by, at=at, parent=topics[above].pk)
        for above, name, icon in PARTS
    ]
    for place, (topic, title, body, audience) in enumerate(ARTICLES):
        article = knowledge.write_article(
            title=title,
            body=body,
            topic=topics[topic],
            by=by,
            at=at,
            language="es",
            audience=audience,
            position=place,
        )
        knowledge.publish(article_id=article.pk, by=by, at=at)
    _go_on_writing(by, at)
    _keep_true(by, at)
    for place, name in enumerate(("Internet", "Telefonía", "Correo", "Área de clientes")):
        service = services.save_service(name=name, position=place, is_shown=True, by=by, at=at)
        if name == "Telefonía":
            words = "Llamadas entrecortadas en la zona norte. Lo estamos arreglando."
            services.set_state(service_id=service.pk, state="degraded", words=words, by=by, at=at)


def _go_on_writing(by: Agent, at: datetime) -> None:
    """Translate some articles, begin another that waits for its review, and count what was asked in vain."""
    for title, (language, name, body) in TRANSLATIONS.items():
        article = Article.objects.get(title=title)
        knowledge.save_text(article_id=article.pk, language=language, title=name, body=body, by=by, at=at)
        knowledge.publish(article_id=article.pk, language=language, by=by, at=at)
    words = "1. Abra **Ajustes › Llamadas**.\n2. Active el desvío y escriba el número."
    draft = knowledge.write_article(
        title="Desviar las llamadas de una extensión", body=words, topic=Topic.objects.all()[1], by=by, at=at,
        language="es",
    )  # fmt: skip
    knowledge.ask_review(article_id=draft.pk, by=by, at=at)
    for text, times in GAPS:
        for _n in range(times):
            knowledge.note_gap(text=text, language="es", where="portal", at=at)


def _keep_true(by: Agent, at: datetime) -> None:
    """Give articles an owner and a day to be looked at again, one of which comes; one has an attachment."""
    visit = Article.objects.get(title="Preparar la visita de un técnico")
    knowledge.add_file(article_id=visit.pk, name="lista-para-la-visita.txt", content=VISIT.encode(), by=by, at=at)
    for title, days in (("El wifi va lento en una sala", 30), ("Descargar una factura", 180)):
        one = Article.objects.get(title=title)
        knowledge.edit_article(article_id=one.pk, owner=by, review_every_days=days, by=by, at=at)
    knowledge.remark(article_id=visit.pk, text="¿Cuánto dura la visita?", at=at, language="es")


def announce(by: Agent, at: datetime) -> None:
    """Announce work for tomorrow night, and let a gold customer's coordinator sign in."""
    night = (at + timedelta(days=1)).replace(hour=3, minute=0, second=0, microsecond=0)
    services.post_notice(
        kind="planned", title="Mantenimiento de la red en la zona sur", begins_at=night,
        words="El servicio puede cortarse unos minutos.", until=night + timedelta(hours=3), by=by, at=at,
    )  # fmt: skip
    knowledge.tell_due(at=at)
    Contact.objects.filter(name=COORDINATOR).update(is_coordinator=True)
    portal.set_password(contact=Contact.objects.get(name=COORDINATOR), password=cast.PASSWORD, at=at)


def allow_higher() -> None:
    """Let gold customers ask for a higher level."""
    Segment.objects.filter(code="oro").update(may_ask_higher=True)
