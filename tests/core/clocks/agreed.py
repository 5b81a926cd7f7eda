"""Policies for tests, and what the clocks say, in few words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from escalera.base.calendars.actions import add_calendar
from escalera.base.calendars.models import Calendar
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.core.clocks.actions import publish_policy, save_policy
from escalera.core.clocks.models import Clock, Policy
from escalera.core.clocks.repairing import compare
from tests.cast import NOON

OFFICE = [[(9 * 60, 18 * 60)]] * 5 + [[], []]  # UTC; NOON is a Monday
MINUTES, WORKING, DAYS = "calendar_minutes", "working_minutes", "working_days"


def owner() -> Agent:
    return Agent.objects.filter(email="olga@desk.example").first() or add_agent(
        email="olga@desk.example", name="Olga", password=None, role="owner"
    )


def office(name: str = "Office", week: Any = OFFICE, zone: str = "UTC") -> Calendar:
    return add_calendar(name=name, time_zone=zone, by=owner(), at=NOON - timedelta(days=1), week=week)


def target(clock: str, amount: int, unit: str = MINUTES, **more: Any) -> dict[str, Any]:
    return {"clock": clock, "unit": unit, "amount": amount, "when": None, "warn": [75], **more}


def agree(
    *targets: dict[str, Any], name: str = "Gold", kind: str = "sla", when: Any = None, calendar: Any = "company",
    at: datetime = NOON - timedelta(hours=1), policy: Policy | None = None, moves_running: bool = False,
) -> Policy:  # fmt: skip
    """Write a policy and publish it."""
    data = {"when": when or {}, "calendar": calendar, "targets": list(targets)}
    saved = save_policy(
        policy_id=policy.pk if policy else None,
        name=policy.name if policy else name,
        kind=kind,
        data=data,
        by=owner(),
        at=at,
    )
    publish_policy(policy_id=saved.pk, by=owner(), at=at, moves_running=moves_running)
    saved.refresh_from_db()
    return saved


def clocks(ticket_id: int, *names: str) -> list[tuple[Any, ...]]:
    """Return these fields of a ticket's clocks, in the order in which they began; kind and state by themselves."""
    rows = Clock.objects.filter(ticket=ticket_id).order_by("pk")
    return [tuple(getattr(row, name) for name in ("kind", "state", *names)) for row in rows]


def one(ticket_id: int, kind: str) -> Clock:
    """Return the newest clock of a kind."""
    return Clock.objects.filter(ticket=ticket_id, kind=kind).order_by("-pk")[0]


def assert_as_computed(ticket_id: int) -> None:
    """The stored clocks are those that the log alone gives."""
    assert compare(ticket_id).differences == []
