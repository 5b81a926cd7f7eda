"""Run as a process: the sample company without tickets, with chats for each way of setting one up. Their keys are the
names below; the site signs its visitors with `SECRET`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from escalera.faces.cli.main import set_up_django
from tests.journeys.company.furnishing import furnish

SECRET = "el secreto del sitio"
OPEN, HELPED, ASKS, AWAY, SIGNED, RULED = (
    "chat-open",
    "chat-helped",
    "chat-asks",
    "chat-away",
    "chat-signed",
    "chat-ruled",
)
GREETING = "Hola. ¿En qué le ayudamos?"
RULE_WORDS = "¿Le ayudamos a elegir un plan?"
BASE: dict[str, Any] = {"title": "Soporte Cordillera", "greeting": GREETING, "color": "#0b6", "asks": []}
CHATS: dict[str, dict[str, Any]] = {
    OPEN: {},
    HELPED: {"assistant": True, "asks": ["name", "email"]},
    ASKS: {
        "questions": [
            {"name": "name", "label": "Su nombre", "kind": "text", "required": True},
            {"name": "email", "label": "Su correo", "kind": "email", "required": True},
            {
                "name": "tema",
                "label": "Tema",
                "kind": "choice",
                "required": False,
                "choices": ["Facturas", "Internet"],
            },
        ]
    },
    AWAY: {},
    SIGNED: {"identity_required": True, "color": "#3451a3"},
    RULED: {
        "rules": [
            {"id": "planes", "url": "/precios*", "after_s": 1, "scrolled": 40, "once": "ever", "text": RULE_WORDS},
        ]
    },
}


def open_chats() -> None:
    from escalera.base.calendars.actions import add_calendar
    from escalera.base.people.models import Agent, Level, Team
    from escalera.core.channels.models import Channel
    from escalera.core.channels.shared.secrets import with_secret

    now = datetime.now(UTC)
    owner = Agent.objects.get(email__startswith="valeria@")
    for name, hours in (("Chat", [(0, 1440)]), ("Chat cerrado", [])):
        week = [hours] * 7
        calendar = add_calendar(name=name, time_zone="America/Bogota", week=week, by=owner, at=now)
        team = Team.objects.create(name=name, level=Level.objects.get(order=1), calendar=calendar)
        team.agents.set(Agent.objects.filter(email__startswith="noelia@"))
    for key, about in CHATS.items():
        settings = with_secret({**BASE, **about}, "identity", SECRET, now)
        team = Team.objects.get(name="Chat cerrado" if key == AWAY else "Chat")
        Channel.objects.create(kind="chat", name=key, address=key, hook_key=key, team=team, settings=settings)


if __name__ == "__main__":
    furnish()
    set_up_django()
    open_chats()
