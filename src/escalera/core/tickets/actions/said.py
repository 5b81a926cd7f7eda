"""What the product says in its own name."""

from __future__ import annotations

from datetime import datetime

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.storage.together import together
from escalera.core.tickets.actions.content import Content, checked, write_message
from escalera.core.tickets.facts import ReplyWritten
from escalera.core.tickets.models import Message, MessageKind, Ticket


@together()
def write_automatic(*, ticket_id: int, content: Content, at: datetime, key: str, channel: str) -> Message:
    """Say something to the customer in the product's own name, once per `key`: an acknowledgement, say.

    It neither counts as an answer nor changes the ticket's state."""
    if known := Message.objects.filter(key=key).first():
        return known
    ticket = Ticket.objects.lock(ticket_id)
    message = write_message(
        ticket, checked(content), kind=MessageKind.BOT, channel=channel, at=at, author=None, key=key
    )
    record(ReplyWritten(ticket_id=ticket.pk, message_id=message.pk, channel=channel), actor=SYSTEM, at=at)
    return message
