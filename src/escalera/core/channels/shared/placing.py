"""To which ticket a person's words belong: the one rule of reopen, append or new, for every channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from escalera.base.people.models import Contact
from escalera.core.channels.models import Mark, Thread
from escalera.core.channels.shared.heard import Said
from escalera.core.tickets.models import Ticket

REOPENS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Place:
    """`ticket_id`: None for a new ticket; `rule`: its code; `words`: what the ticket shows of why, as data."""

    ticket_id: int | None
    rule: str
    words: dict[str, str] | None = None


def place(thread: Thread, contact: Contact, said: Said, at: datetime) -> Place:
    """Return where it goes: an answer to a message goes to its ticket; else the thread's ticket if it is open or ended
    lately; else a new one."""
    if said.anew:
        return Place(None, "anew")
    if said.reply_to and (number := _answered(thread, said.reply_to)):
        return Place(number, "answered")
    ticket = Ticket.objects.filter(pk=thread.ticket_id).first() if thread.ticket_id else None
    while ticket is not None and ticket.merged_into_id is not None:
        ticket = ticket.merged_into
    if ticket is None:
        return Place(None, "new")
    if ticket.is_open:
        return Place(ticket.pk, "append")
    if ticket.resolved_at is not None and at - ticket.resolved_at < REOPENS:
        return Place(ticket.pk, "reopen")
    return Place(None, "ended")


def _answered(thread: Thread, external_id: str) -> int | None:
    mark = (
        Mark.objects.filter(channel=thread.channel_id, external_id=external_id[:200])
        .select_related("message")
        .first()
    )
    if mark is None or mark.message is None or mark.thread_id not in (None, thread.pk):
        return None
    ticket = mark.message.ticket
    return ticket.pk if ticket.is_open else None
