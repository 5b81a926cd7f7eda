"""Whose turn it is in a queue: earliest deadline first within a priority, and nobody waits for ever.

A ticket that waits climbs one priority every `age_min` minutes, as far as the highest. Its deadline is its `due_at`, at
most the moment at which it would climb once more after that, and never before it came. So what comes later than that moment
stands behind it, however many urgent ones come: nothing starves. Said here twice, for one ticket and for the database;
a test holds both together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from escalera.core.tickets.models import Priority, Ticket

TOP = max(Priority.values)


@dataclass(frozen=True, order=True, slots=True)
class Turn:
    """Comparable: what comes first is the least. `behind`: how many priorities below the highest it counts."""

    behind: int
    deadline: datetime
    number: int


def waits_since(ticket: Ticket) -> datetime:
    """Return since when a ticket waits: since the customer's oldest word without an answer, else since it was opened."""
    return ticket.customer_waits_since or ticket.opened_at


def turn_of(ticket: Ticket, *, age_min: int, at: datetime) -> Turn:
    """Return a ticket's place in its queue at a moment."""
    age, since = timedelta(minutes=age_min), waits_since(ticket)
    climbed = max(0, (at - since) // age)
    latest = since + age * (TOP + 1 - ticket.priority)
    deadline = max(since, min(ticket.due_at or latest, latest))
    return Turn(TOP - min(TOP, ticket.priority + climbed), deadline, ticket.pk)


def places(tickets: QuerySet[Ticket], *, age_min: int, at: datetime) -> QuerySet[Ticket, tuple[int, datetime, int]]:
    """Return the fields of each ticket's `Turn`, those whose turn comes first first."""
    age = timedelta(minutes=age_min)
    since: Any = Coalesce("customer_waits_since", "opened_at")
    behind = Case(
        *(
            When(
                Q(priority=priority, waits_since__lte=at - age * (step - priority)) if step > priority
                else Q(priority=priority),
                then=Value(TOP - step),
            )
            for priority in sorted(Priority.values)
            for step in range(TOP, priority - 1, -1)
        ),
        output_field=IntegerField(),
    )  # fmt: skip
    latest = Case(
        *(
            When(priority=one, then=ExpressionWrapper(since + Value(age * (TOP + 1 - one)), DateTimeField()))
            for one in Priority.values
        ),
        output_field=DateTimeField(),
    )
    asked = tickets.annotate(waits_since=since, latest=latest, behind=behind)
    asked = asked.annotate(deadline=Greatest(F("waits_since"), Least(Coalesce("due_at", "latest"), F("latest"))))
    rows: Any = asked.order_by("behind", "deadline", "pk").values_list("behind", "deadline", "pk")
    return rows  # type: ignore[no-any-return]
