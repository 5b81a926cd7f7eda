"""The sample's channels beside mail. Those of a provider are for practice: what is sent by them stands on the ticket and
does not leave, and nobody is asked how they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from escalera.base.people.models import Team
from escalera.core.channels.models import Channel, Template
from escalera.core.channels.shared.sending import PRACTICE

CHAT: dict[str, Any] = {
    "title": "Cordillera", "greeting": "Hola. ¿En qué le ayudamos?", "color": "#0b6e4f", "assistant": True,
    "asks": ["name", "email"], "mail_after": 0, "idle_after": 0,
}  # fmt: skip
FORM: dict[str, Any] = {
    "title": "Pida una visita técnica", "intro": "Cuéntenos qué ocurre y le respondemos por correo.",
    "thanks": "Gracias. Le escribimos hoy mismo.",
}  # fmt: skip
CALLS = {
    "provider": "twilio",
    "languages": [{"digit": "1", "language": "es"}, {"digit": "2", "language": "en"}],
    "menus": {
        "main": {
            "options": [
                {"digit": "1", "to": "menu", "value": "Averías", "say": {"es": "averías", "en": "faults"}},
                {"digit": "2", "to": "level", "value": 1, "say": {"es": "facturas y contratos", "en": "bills"}},
                {"digit": "8", "to": "callback", "say": {"es": "que le llamemos", "en": "a call back"}},
                {"digit": "9", "to": "voicemail", "say": {"es": "dejar un mensaje", "en": "leaving a message"}},
            ],
            "otherwise": {"to": "level", "value": 1},
        },
        "Averías": {
            "options": [
                {"digit": "1", "to": "level", "value": 1, "say": {"es": "internet en casa", "en": "internet at home"}},
                {"digit": "2", "to": "level", "value": 2, "say": {"es": "redes de empresa", "en": "company networks"}},
                {"digit": "0", "to": "menu", "value": "main", "say": {"es": "volver", "en": "going back"}},
            ],
        },
    },
}  # fmt: skip
PROVIDERS = ("whatsapp", "telegram", "sms", "voice")
# kind, name, address, key of the team, settings
DOORS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("whatsapp", "WhatsApp Cordillera", "+576015550100", "linea", {}),
    ("telegram", "Telegram", "@cordillera_ayuda_bot", "linea", {}),
    ("sms", "Mensajes de texto", "+576015550101", "linea", {"provider": "twilio"}),
    ("voice", "Línea de atención", "+576015550102", "linea", CALLS),
    ("chat", "Chat del sitio", "chat-cordillera", "linea", CHAT),
    ("form", "Formulario de visitas", "visitas", "linea", FORM),
    ("alerts", "Alertmanager", "alertmanager", "plataforma", {}),
]
# name, words, examples of what stands in its places
TEMPLATES = [
    ("seguimiento_de_caso", "Hola, {{1}}: seguimos con su caso {{2}}. ¿Podemos continuar por aquí?", ["Marta", "1042"]),
    ("visita_programada", "Hola, {{1}}: su visita técnica quedó para el {{2}}. Respóndanos si necesita cambiarla.",
     ["Marta", "martes a las 10:00"]),
]  # fmt: skip


def open_channels(teams: dict[str, Team], at: datetime) -> dict[str, Channel]:
    """Return the channels by kind, made now where there were none."""
    doors = {}
    for kind, name, address, team, settings in DOORS:
        inside = {PRACTICE: True} if kind in PROVIDERS else {}
        defaults = {
            "name": name, "team": teams[team], "acknowledges": False, "settings": {**settings, **inside},
            "last_ok_at": at,
        }  # fmt: skip
        doors[kind] = Channel.objects.get_or_create(kind=kind, address=address, defaults=defaults)[0]
    for name, words, examples in TEMPLATES:
        body = {"type": "BODY", "text": words, "example": {"body_text": [examples]}}
        about = {"state": "approved", "category": "UTILITY", "components": [body], "synced_at": at}
        Template.objects.get_or_create(channel=doors["whatsapp"], name=name, language="es", defaults=about)
    return doors
