"""What this room learns later from what happens to tickets: a person answered, somebody came again."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.base.people.models import Contact
from escalera.core.tickets.facts import ReplyWritten, TicketOpened, TicketReopened
from escalera.levels.selfservice import actions


@reader("assistant", facts=(ReplyWritten, TicketOpened, TicketReopened), from_start=False)
def follow_tickets(events: Sequence[Event]) -> None:
    """Note where a person answered, and who came again within a week of being helped."""
    for event in events:
        fact = event.fact
        if isinstance(fact, ReplyWritten):
            if event.actor_kind == "agent":
                actions.note_person(ticket_id=fact.ticket_id, at=event.at)
        elif isinstance(fact, TicketReopened):
            actions.note_reopened(ticket_id=fact.ticket_id, at=event.at)
        elif isinstance(fact, TicketOpened) and event.actor_kind == "contact" and event.actor_id:
            contact = Contact.objects.filter(pk=event.actor_id).first()
            if contact is not None:
                actions.note_return(at=event.at, contact=contact, not_ticket=fact.ticket_id)
