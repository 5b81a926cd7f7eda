"""Makes a conversation on WhatsApp in a running product's desk, by the product's own actions: run as a program, it prints
the ticket's number. Its one word is the minutes that the window has left."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import django


def make(minutes: float) -> int:
    """Return the number of a new ticket whose window closes in so many minutes (it has closed if they are negative)."""
    from django.utils import timezone

    from escalera.base.people.actions import meet
    from escalera.core.channels.models import Channel, Mark, Template, Thread
    from escalera.core.tickets.actions import Content, open_ticket

    now = timezone.now()
    wrote = now - timedelta(hours=24) + timedelta(minutes=minutes)
    door, _made = Channel.objects.get_or_create(
        kind="whatsapp", address="573001112233", defaults={"name": "Tienda"}
    )  # fmt: skip
    components: list[dict[str, Any]] = [
        {"type": "BODY", "text": "Hola {{1}}, su caso {{2}} sigue abierto: {{3}}.",
         "example": {"body_text": [["Ana", "123", "la visita es mañana"]]}},
        {"type": "FOOTER", "text": "Cordillera"},
    ]  # fmt: skip
    Template.objects.get_or_create(
        channel=door, name="seguimiento", language="es", defaults={"state": "approved", "components": components}
    )
    number = f"+5730055500{abs(int(minutes)) % 90 + 10}"
    ana = meet(channel="phone", address=number, name="Ana Prieto", at=wrote, wrote=True)
    extra = {
        "door": door.pk, "from": number, "reactions": {"Ana": "👍"},
        "location": {"latitude": 4.6486, "longitude": -74.0653, "name": "Casa", "address": "Calle 72"},
    }  # fmt: skip
    message = open_ticket(
        requester=ana, subject="No llega el técnico", content=Content("¿A qué hora viene?", extra=extra),
        channel="whatsapp", at=wrote,
    )  # fmt: skip
    thread = Thread.objects.create(
        channel=door, address=number.lstrip("+"), contact=ana, ticket=message.ticket, begun_at=wrote, last_in_at=wrote
    )
    Mark.objects.create(channel=door, external_id=f"wamid.{message.pk}", thread=thread, message=message)
    return message.ticket_id


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(f"{make(float(sys.argv[1]))}\n")
