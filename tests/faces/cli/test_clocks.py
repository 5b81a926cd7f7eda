"""`escalera clocks check`: what it finds, what it puts right, its exit codes."""

from __future__ import annotations

import argparse
from datetime import timedelta

import pytest

from escalera.base.log.models import Event
from escalera.core.clocks.models import Clock, Standing
from escalera.faces.cli import clocks
from tests.cast import Desk, later
from tests.core.clocks.agreed import agree, assert_as_computed, target


def check(*, repair: bool = False, ticket: int | None = None) -> int:
    return clocks.run(argparse.Namespace(what="check", repair=repair, ticket=ticket))


def test_what_agrees_is_left_alone(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    agree(target("resolution", 60))
    number = desk.open().ticket_id
    assert (check(), check(ticket=number), check(repair=True)) == (0, 0, 0)
    assert capsys.readouterr().out.splitlines() == ["Tickets con relojes: 1. De ellos difieren del registro: 0."] * 3
    assert Event.objects.filter(name="clocks.repaired").count() == 0


def test_what_differs_is_named_and_put_right_once(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    agree(target("resolution", 60), target("first_reply", 30))
    number = desk.open().ticket_id
    Clock.objects.filter(kind="resolution").update(elapsed=timedelta(hours=5), due_at=later(1))
    Clock.objects.filter(kind="first_reply").delete()
    Standing.objects.update(memory={})
    assert check() == 1
    shown = [
        line.split(" ", 3)[3] if "missing" not in line else "missing"
        for line in capsys.readouterr().out.splitlines()[:2]
    ]
    assert sorted(shown) == ["due_at, elapsed", "missing"]
    assert (check(repair=True), check()) == (0, 0)
    assert_as_computed(number)
    assert list(Event.objects.filter(name="clocks.repaired").values_list("ticket_id", "actor_kind")) == [
        (number, "system")
    ]
