"""Until when the customer hears from us: said while it is true, and only if their segment's workflow tells it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.core.clocks import actions
from escalera.core.clocks.models import Clock
from escalera.core.tickets.actions import Content, receive_message, reply, resolve
from escalera.core.tickets.links import follow_key
from escalera.core.workflows import actions as workflows
from tests.cast import NOON, Desk, make_desk
from tests.faces.desk.reading import texts

ANSWERS: dict[str, Any] = {
    "when": {}, "calendar": "company",
    "targets": [
        {"clock": clock, "unit": "calendar_minutes", "amount": amount, "when": None, "warn": []}
        for clock, amount in (("first_reply", 120), ("next_reply", 240), ("resolution", 60))
    ],
}  # fmt: skip


@pytest.fixture
def desk(db: None) -> Desk:
    cache.clear()
    return make_desk()


@pytest.fixture
def olga(desk: Desk) -> Agent:
    olga = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    policy = actions.save_policy(name="All", kind="sla", data=ANSWERS, by=olga, at=NOON)
    actions.publish_policy(policy_id=policy.pk, by=olga, at=NOON)
    return olga


def until(number: int) -> list[str]:
    page = Client(headers={"accept-language": "en"}).get(f"/t/{follow_key(number)}/")
    return texts(page, ".until")


def due_of(number: int, kind: str) -> str:
    due = Clock.objects.filter(ticket=number, kind=kind).order_by("-pk")[0].due_at
    local = timezone.localtime(due)
    day = f"{date_format(local, 'l')}, {date_format(local, 'MONTH_DAY_FORMAT')}"
    return f"We answer before {day}, {date_format(local, 'H:i')}"


def test_the_customer_reads_until_when_we_answer(desk: Desk, olga: Agent) -> None:
    now = timezone.now()
    number = desk.open(at=now).ticket_id
    assert until(number) == [due_of(number, "first_reply")]
    reply(ticket_id=number, content=Content("We look."), by=desk.amira, at=now)
    assert until(number) == []
    receive_message(ticket_id=number, contact=desk.farid, content=Content("And?"), channel="email", at=now)
    assert until(number) == [due_of(number, "next_reply")]
    resolve(ticket_id=number, by=desk.amira, at=now)
    assert until(number) == []


def test_what_is_late_is_promised_no_more(desk: Desk, olga: Agent) -> None:
    number = desk.open(at=timezone.now() - timedelta(hours=3)).ticket_id
    assert until(number) == []


def test_a_workflow_may_keep_it(desk: Desk, olga: Agent) -> None:
    number = desk.open(at=timezone.now()).ticket_id
    workflows.save_draft(segment_id=None, data={"tells_deadline": False}, by=olga, at=NOON)
    assert len(until(number)) == 1
    workflows.publish(segment_id=None, by=olga, at=NOON)
    assert until(number) == []
