"""What the ticket page reads of rooms that offer no query for it: the ticket's events and its deliveries."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.log.models import Event
from escalera.base.people.models import Identity
from escalera.core.channels.models import Delivery

MOST_EVENTS = 4000


def events_of(ticket_id: int) -> Sequence[Event]:
    """Return what happened to a ticket, oldest first."""
    return list(Event.objects.filter(ticket_id=ticket_id).order_by("id")[:MOST_EVENTS])


def deliveries_of(ticket_id: int) -> dict[int, Delivery]:
    """Return the deliveries of a ticket's messages, by message."""
    return {one.message_id: one for one in Delivery.objects.filter(message__ticket=ticket_id)}


def identities_of(contact_id: int) -> Sequence[Identity]:
    return list(Identity.objects.filter(contact=contact_id).order_by("channel", "pk")[:20])
