"""What the rule of reopen, append or new makes of the place that threading found for a mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from escalera.base.people.models import Contact
from escalera.base.people.queries import segment_of
from escalera.core.channels.email.threading import Place
from escalera.core.channels.shared import placing
from escalera.core.channels.shared.conversation_rule import rule_for
from escalera.core.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Ruled:
    """Where the mail goes after all, and what the rule said; `said` None where it had nothing to say."""

    place: Place
    said: placing.Place | None = None


def ruled(place: Place, sender: Contact | None, text: str, at: datetime) -> Ruled:
    """Ask the rule. References still find the ticket; the rule says whether one that has ended is opened again, and
    whether the first mail of a conversation goes on in the person's only open ticket."""
    if place.ticket_id is None:
        return _first(place, sender, at)
    if place.outsider:
        return Ruled(place)
    ticket = _standing(place.ticket_id)
    said = placing.decide(ticket, rule_for(ticket.segment_id, "email"), text, at, answers=True)
    if said.ticket_id is not None:
        return Ruled(place, said)
    return Ruled(Place(None, said.rule), said)


def _first(place: Place, sender: Contact | None, at: datetime) -> Ruled:
    if sender is None:
        return Ruled(place)
    said = placing.place_first(rule_for(segment_of(sender), "email"), sender, at)
    return Ruled(place if said.ticket_id is None else Place(said.ticket_id, said.rule), said)


def _standing(number: int) -> Ticket:
    ticket = Ticket.objects.get(pk=number)
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket
