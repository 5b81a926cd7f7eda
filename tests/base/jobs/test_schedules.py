"""Schedules: each time once, whatever the number of nodes; no pile after a standstill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from escalera.base.jobs.models import Job, Tick
from escalera.base.jobs.schedules import daily, every, fire_due, forget_old_ticks, forget_schedule
from tests.base.jobs import tasks_of_tests as tasks
from tests.base.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _only_our_schedules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("escalera.base.jobs.schedules._SCHEDULES", {})
    yield
    forget_schedule("ours")


def test_every_fires_at_once_then_once_in_each_period() -> None:
    every(seconds=60, name="ours")(tasks.in_transaction)
    fired = [fire_due(now=NOON + timedelta(seconds=s)) for s in (5, 30, 59, 60, 61, 120)]
    assert fired == [1, 0, 0, 1, 0, 1]
    assert Job.objects.count() == 3


def test_after_a_day_of_standstill_it_fires_once() -> None:
    every(seconds=60, name="ours")(tasks.in_transaction)
    assert [fire_due(now=NOON), fire_due(now=NOON + timedelta(days=1)), Job.objects.count()] == [1, 1, 2]


def test_daily_waits_for_its_hour_in_the_site_s_time_zone(settings: Any) -> None:
    settings.TIME_ZONE = "America/Bogota"  # UTC-5, no summer time
    daily(at="03:30", name="ours")(tasks.in_transaction)
    times = [
        datetime(2026, 3, 10, 12, 0, tzinfo=UTC),  # first seen at 07:00: today's is not made up for
        datetime(2026, 3, 11, 8, 29, tzinfo=UTC),
        datetime(2026, 3, 11, 8, 30, tzinfo=UTC),
        datetime(2026, 3, 11, 20, 0, tzinfo=UTC),
        datetime(2026, 3, 12, 8, 31, tzinfo=UTC),
    ]
    assert [fire_due(now=now) for now in times] == [0, 0, 1, 0, 1]


def test_four_nodes_at_once_fire_once(monkeypatch: pytest.MonkeyPatch) -> None:
    every(seconds=60, name="ours")(tasks.in_transaction)
    from escalera.base.jobs import schedules

    one = schedules._SCHEDULES["ours"]

    def node() -> None:
        one.seen = None  # as a process that has just started
        fire_due(now=NOON)

    assert together(*[node] * 4) == []
    assert (Tick.objects.count(), Job.objects.count()) == (1, 1)


def test_old_ticks_are_forgotten_but_the_newest_of_a_name() -> None:
    for days in (30, 20, 1):
        Tick.objects.create(name="busy", due_at=NOON - timedelta(days=days))
    Tick.objects.create(name="asleep", due_at=NOON - timedelta(days=40))

    assert forget_old_ticks(NOON) == 2
    assert sorted(Tick.objects.values_list("name", flat=True)) == ["asleep", "busy"]


def test_two_schedules_need_two_names() -> None:
    every(seconds=60, name="ours")(tasks.in_transaction)
    with pytest.raises(ValueError, match="two schedules are called ours"):
        every(seconds=60, name="ours")(tasks.attempt)
