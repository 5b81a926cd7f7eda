"""Look-ups that every message from outside takes, with their SQL written once."""

from __future__ import annotations

from escalera.base.storage.ready import Ready
from escalera.core.channels.models import Mark, Thread
from escalera.core.tickets.models import Message, MessageKind, Ticket

_MARK = Ready(lambda channel, name: Mark.objects.filter(channel=channel, external_id=name))
_THREAD = Ready(
    lambda channel, address: Thread.objects.select_for_update(of=("self",)).filter(channel=channel, address=address)
)
_TICKET = Ready(lambda number: Ticket.objects.filter(pk=number))
_LAST_SAID = Ready(
    lambda ticket, note: Message.objects.filter(ticket=ticket).exclude(kind=note).order_by("-pk")[:1]
)  # fmt: skip


def mark_of(channel_id: int, name: str) -> Mark | None:
    """Return what is known under a provider's name."""
    return _MARK.first(channel_id, name[:200])


def locked_thread(channel_id: int, address: str) -> Thread | None:
    """Return a conversation, locked; None if nobody has said a word in it."""
    return _THREAD.first(channel_id, address)


def ticket_of(number: int) -> Ticket | None:
    return _TICKET.first(number)


def last_said(ticket_id: int) -> Message | None:
    """Return the newest word of a ticket that is no note."""
    return _LAST_SAID.first(ticket_id, str(MessageKind.NOTE))
