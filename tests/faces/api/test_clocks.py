"""A ticket's clocks, as programs read them."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.people.actions import add_agent
from escalera.core.clocks import actions
from escalera.core.clocks.models import Clock, Policy
from escalera.core.tickets.actions import set_due
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.faces.api.program import NOT_FOUND, Program, iso

pytestmark = pytest.mark.django_db


@pytest.fixture
def gold(desk: Desk) -> Policy:
    olga = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    target: dict[str, Any] = {
        "clock": "first_reply",
        "unit": "calendar_minutes",
        "amount": 60,
        "when": None,
        "warn": [75],
    }
    data = {"when": {}, "calendar": "company", "targets": [target]}
    policy = actions.save_policy(name="Gold", kind="sla", data=data, by=olga, at=NOON)
    actions.publish_policy(policy_id=policy.pk, by=olga, at=NOON)
    return policy


def test_a_ticket_tells_its_clocks(desk: Desk, gold: Policy) -> None:
    number = desk.open(at=NOON).ticket_id
    set_due(ticket_id=number, due=later(600), by=desk.amira, at=later(1))
    first, promise = Clock.objects.filter(ticket=number).order_by("pk")
    status, told = Program(desk.amira).get(f"tickets/{number}")
    assert status == 200
    assert told["clocks"] == [
        {
            "id": first.pk, "kind": "first_reply", "agreement": "sla", "policy": {"id": gold.pk, "name": "Gold"},
            "version": 1, "state": "running", "unit": "calendar_minutes", "amount": 60, "started_at": iso(NOON),
            "due_at": iso(later(60)), "paused_since": None, "warned": 0, "breached_at": None, "stopped_at": None,
        },
        {
            "id": promise.pk, "kind": "promise", "agreement": "", "policy": None, "version": None, "state": "running",
            "unit": "calendar_minutes", "amount": 599, "started_at": iso(later(1)), "due_at": iso(later(600)),
            "paused_since": None, "warned": 0, "breached_at": None, "stopped_at": None,
        },
    ]  # fmt: skip
    assert (told["due_at"], told["promised_at"]) == (iso(later(60)), iso(later(600)))
    _status, page = Program(desk.amira).get("tickets")
    assert page["tickets"][0]["due_at"] == iso(Ticket.objects.get(pk=number).due_at)


def test_clocks_of_others_are_not_there(desk: Desk, gold: Policy) -> None:
    number = desk.open(team=desk.sales).ticket_id
    assert Program(desk.amira).get(f"tickets/{number}") == NOT_FOUND
