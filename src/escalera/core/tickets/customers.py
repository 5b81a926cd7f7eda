"""What customers may see of tickets: their own, those they take part in, and their company's if they coordinate it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Self

from django.db.models import Q, QuerySet

from escalera.base.people.models import Contact, Identity
from escalera.base.people.queries import address_key
from escalera.core.tickets.models import Participant, Ticket

PAGE = 30


class Lane(StrEnum):
    """A list of a customer's."""

    OPEN = "open"
    ALL = "all"
    TAKING_PART = "part"
    SHARED = "shared"

    @classmethod
    def of(cls, word: str, customer: Contact) -> Self:
        """Return the list with this name if the customer has it, else their open requests."""
        lane = cls(word) if word in set(cls) else cls(cls.OPEN)
        return cls(cls.OPEN) if lane == cls.SHARED and not coordinates(customer) else lane


def coordinates(customer: Contact) -> bool:
    return customer.is_coordinator and customer.organization_id is not None


def visible_to_customer(customer: Contact) -> QuerySet[Ticket]:
    """Return the tickets that a customer may read: never anybody else's."""
    mine = Q(requester=customer) | Q(pk__in=Participant.objects.filter(contact=customer).values("ticket"))
    if coordinates(customer):
        mine |= Q(organization=customer.organization_id, requester__organization=customer.organization_id)
    return Ticket.objects.filter(mine)


def requests_of(customer: Contact, lane: Lane, *, after: str = "") -> tuple[Sequence[Ticket], str]:
    """Return a page of a list, the last touched first, and the mark after which the next begins ("" at the end)."""
    rows = _lane(customer, lane).select_related("level", "requester").order_by("-updated_at", "-pk")
    if (mark := _read_mark(after)) is not None:
        rows = rows.filter(Q(updated_at__lt=mark[0]) | Q(updated_at=mark[0], pk__lt=mark[1]))
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    return found[:PAGE], f"{found[PAGE - 1].updated_at.isoformat()}~{found[PAGE - 1].pk}" if more else ""


def asked_from(ticket_id: int, email: str) -> bool:
    """Say whether the ticket's requester has this mail address."""
    address = address_key("email", email)
    return Identity.objects.filter(channel="email", address=address, contact__ticket=ticket_id).exists()


def _lane(customer: Contact, lane: Lane) -> QuerySet[Ticket]:
    if lane == Lane.SHARED:
        people = Contact.objects.filter(organization=customer.organization_id).values("pk")
        return Ticket.objects.filter(requester__in=people, organization=customer.organization_id)
    if lane == Lane.TAKING_PART:
        return Ticket.objects.filter(pk__in=Participant.objects.filter(contact=customer).values("ticket"))
    rows = Ticket.objects.filter(requester=customer, merged_into__isnull=True)
    return rows.filter(is_open=True) if lane == Lane.OPEN else rows


def _read_mark(mark: str) -> tuple[datetime, int] | None:
    moment, tilde, number = mark.partition("~")
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        return (at, int(number)) if tilde and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
