"""A rotation of three, policies in one line, and the desk's work done by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from escalera.base.log.readers import read_all
from escalera.core.oncall.actions import (
    LayerGiven,
    PolicyGiven,
    RotationGiven,
    StepGiven,
    fire_due,
    save_policy,
    save_rotation,
)
from escalera.core.oncall.models import ArmedStep, EscalationPolicy, PageCall, Rotation
from escalera.core.tickets.models import Message
from tests.cast import NOON, Desk

NOTE = {"do": "note", "text": "Look here"}
Write = Callable[..., EscalationPolicy]


def step(situation: str, minutes: int = 30, /, *deeds: dict[str, Any], **more: Any) -> StepGiven:
    only: dict[str, Any] = {key: more.pop(key) for key in ("status", "level", "clock", "percent") if key in more}
    return StepGiven(situation, minutes, deeds or (NOTE,), only, **{"hours": "always", **more})


@pytest.fixture
def write(desk: Desk) -> Write:
    """Save a policy by the owner and let the readers run."""
    owner = make_owner(desk)

    def save(
        *steps: StepGiven, when: dict[str, Any] | None = None, name: str = "Press", **more: Any
    ) -> EscalationPolicy:
        given = PolicyGiven(name, when or {}, steps, more.pop("is_active", True))
        row = save_policy(given=given, by=owner, at=more.pop("at", NOON), **more)
        read_all()
        return row

    return save


@pytest.fixture
def rotation(desk: Desk) -> Rotation:
    """Chen, Bruno, Sara: a week each, from 2 March 2026, 09:00 in Madrid."""
    people = [desk.chen.pk, desk.bruno.pk, desk.sara.pk]
    given = RotationGiven("Networks", "Europe/Madrid", [LayerGiven("First", people, date(2026, 3, 2))])
    return save_rotation(given=given, by=make_owner(desk), at=NOON)


def make_owner(desk: Desk) -> Any:
    from escalera.base.people.actions import add_agent
    from escalera.base.people.models import Agent

    known = Agent.objects.filter(email="olga@desk.example").first()
    return known or add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=[desk.front])


def press(at: datetime) -> int:
    """Read the log, press what is due, read on."""
    read_all()
    done = fire_due(at=at)
    read_all()
    return done


def notes(ticket_id: int) -> list[datetime]:
    """Return when steps left their note."""
    rows = Message.objects.filter(ticket=ticket_id, kind="note").order_by("at", "pk")
    return [row.at.astimezone(UTC) for row in rows]


def armed(ticket_id: int) -> list[datetime]:
    """Return when steps will press."""
    rows = ArmedStep.objects.filter(ticket=ticket_id, state="armed").order_by("due_at", "pk")
    return [row.due_at.astimezone(UTC) for row in rows]


def called(page_id: int) -> Sequence[tuple[str, str]]:
    """Return who was called, and what became of it."""
    rows = PageCall.objects.filter(page=page_id).select_related("agent").order_by("number")
    return [(row.agent.name, row.state) for row in rows]
