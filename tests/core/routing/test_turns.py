"""Whose turn it is: one order in memory and in the database, and nothing starves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from escalera.core.routing.turns import TOP, places, turn_of
from escalera.core.tickets.models import Priority, Ticket
from tests.cast import NOON, later, make_desk

AGE_MIN = 60
MINUTES = some.integers(-2_000, 2_000)


def waiting(number: int, priority: int, opened: datetime, due: datetime | None, waits: datetime | None) -> Ticket:
    return Ticket(pk=number, priority=priority, opened_at=opened, due_at=due, customer_waits_since=waits)


@given(
    priority=some.sampled_from(Priority.values),
    due=some.none() | some.integers(-100_000, 10_000_000),
    others=some.lists(
        some.tuples(some.sampled_from(Priority.values), some.none() | some.integers(-500_000, 500_000))
    ),
    age_min=some.integers(1, 500),
)
def test_nothing_starves(
    priority: int, due: int | None, others: list[tuple[int, int | None]], age_min: int
) -> None:  # fmt: skip
    """From a moment that is known when a ticket comes, nothing that comes later has its turn before it."""
    old = waiting(1, priority, NOON, later(due) if due is not None else None, None)
    known = NOON + timedelta(minutes=age_min) * (TOP + 1 - priority)
    mine = turn_of(old, age_min=age_min, at=known)
    for step, (one, its_due) in enumerate(others):
        came = known + timedelta(seconds=step + 1)
        new = waiting(step + 2, one, came, later(its_due) if its_due is not None else None, None)
        assert turn_of(new, age_min=age_min, at=came) > mine


@given(priority=some.sampled_from(Priority.values), sooner=MINUTES, between=some.integers(1, 500))
def test_within_a_priority_the_earlier_deadline_comes_first(priority: int, sooner: int, between: int) -> None:
    since, at = later(-3_000), later(-3_000)
    first = waiting(2, priority, since, later(sooner), None)
    second = waiting(1, priority, since, later(sooner + between), None)
    assert turn_of(first, age_min=10_000, at=at) < turn_of(second, age_min=10_000, at=at)


def test_a_higher_priority_comes_first_and_a_low_one_climbs() -> None:
    low, urgent = waiting(1, Priority.LOW, NOON, None, None), waiting(2, Priority.URGENT, later(170), None, None)
    assert turn_of(urgent, age_min=60, at=later(171)) < turn_of(low, age_min=60, at=later(171))
    later_urgent = waiting(3, Priority.URGENT, later(241), None, None)
    assert turn_of(low, age_min=60, at=later(241)) < turn_of(later_urgent, age_min=60, at=later(241))


@pytest.mark.django_db
@settings(max_examples=12, deadline=None)
@given(data=some.data())
def test_the_database_says_the_same_order(data: some.DataObject) -> None:
    if not Ticket.objects.exists():
        desk = make_desk()
        for n in range(12):
            desk.open(str(n))
    for ticket in Ticket.objects.order_by("pk"):
        ticket.priority = data.draw(some.sampled_from(Priority.values))
        ticket.opened_at = later(data.draw(MINUTES))
        due, waits = data.draw(some.none() | MINUTES), data.draw(some.none() | MINUTES)
        ticket.due_at = later(due) if due is not None else None
        ticket.customer_waits_since = later(waits) if waits is not None else None
        ticket.save()
    at = later(data.draw(some.integers(-1_000, 3_000)))
    in_memory = sorted(turn_of(ticket, age_min=AGE_MIN, at=at) for ticket in Ticket.objects.all())
    in_database = [row[2] for row in places(Ticket.objects.all(), age_min=AGE_MIN, at=at)]
    assert in_database == [turn.number for turn in in_memory]
