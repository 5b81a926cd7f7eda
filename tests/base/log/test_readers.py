"""Readers: nothing lost, nothing done twice, one bad event does not pass unseen."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from escalera.base.log.models import Event, ReaderState
from escalera.base.log.readers import (
    StuckReader,
    forget_reader,
    read_all,
    read_once,
    reader,
    stuck_readers,
)
from tests.base.log.facts import Counted, Passed, count, write
from tests.base.probe import Probe
from tests.base.threads import start_child, together

PROBE = Probe()


def keep(events: Sequence[Event]) -> None:
    for event in events:
        PROBE.add("kept", event.data.get("number", 0))


def keep_other(events: Sequence[Event]) -> None:
    for event in events:
        PROBE.add("other", event.data.get("number", 0))


def choke(events: Sequence[Event]) -> None:
    """Take everything but 7."""
    for event in events:
        PROBE.add("kept", event.data["number"])
        if event.data["number"] == 7:
            raise ValueError("seven")


def numbers(probe: Any, what: str = "kept") -> list[int]:
    return [number for kind, number in probe.all() if kind == what]


@pytest.fixture(autouse=True)
def _only_our_readers(probe: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("escalera.base.log.readers._READERS", {})
    yield
    forget_reader("counts")


def test_a_reader_gets_its_facts_in_order_once_and_stands_after_all_others(probe: Any) -> None:
    reader("counts", facts=(Counted,))(keep)
    count(1, 2)
    write(Passed())
    count(3)

    assert read_all() == 4
    assert read_all() == 0
    assert numbers(probe) == [1, 2, 3]


def test_a_reader_that_wants_nothing_of_it_moves_on_all_the_same(probe: Any) -> None:
    reader("counts", facts=(Counted,))(keep)
    write(Passed())
    last = write(Passed())

    read_all()
    state = ReaderState.objects.get(name="counts")
    assert (state.event_id, probe.all()) == (last.pk, [])


def test_a_late_reader_starts_at_the_first_event_or_where_the_log_stands(probe: Any) -> None:
    count(1)
    reader("counts")(keep)
    reader("fresh", from_start=False)(keep_other)
    read_all()
    count(2)
    read_all()

    assert (numbers(probe), numbers(probe, "other")) == ([1, 2], [2])


def test_a_batch_is_no_larger_than_its_limit(probe: Any) -> None:
    reader("counts")(keep)
    count(*range(1, 6))

    assert [read_once("counts", limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert numbers(probe) == [1, 2, 3, 4, 5]


def test_a_bad_event_stands_alone_with_its_error_and_holds_only_its_reader(probe: Any) -> None:
    reader("counts")(choke)
    reader("other")(keep_other)
    count(*range(1, 11))
    now = timezone.now()

    read_all(now=now)
    state = ReaderState.objects.get(name="counts")

    assert numbers(probe) == [1, 2, 3, 4, 5, 6]
    assert numbers(probe, "other") == list(range(1, 11))
    assert (state.attempts, state.next_try_at) == (1, now + timedelta(seconds=1))
    assert state.error.splitlines()[-1] == "ValueError: seven"
    assert stuck_readers(now) == [StuckReader("counts", state.error, 4, 1, state.next_try_at)]


def test_the_pauses_grow_to_five_minutes_and_the_event_is_never_skipped(probe: Any) -> None:
    reader("counts")(choke)
    count(7, 8)
    now = timezone.now()
    pauses = []
    for _ in range(11):
        read_all(now=now)
        assert read_all(now=now) == 0  # put off: not tried again before its time
        due = ReaderState.objects.get(name="counts").next_try_at
        assert due is not None
        pauses.append((due - now).total_seconds())
        now = due

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert numbers(probe) == []


def test_a_repaired_reader_goes_on_by_itself(probe: Any) -> None:
    reader("counts")(choke)
    count(6, 7, 8)
    now = timezone.now()
    read_all(now=now)
    forget_reader("counts")
    reader("counts")(keep)

    assert read_all(now=now + timedelta(seconds=2)) == 2
    assert numbers(probe) == [6, 7, 8]
    assert stuck_readers(now) == []


def test_unread_events_older_than_two_minutes_show_that_no_worker_reads(probe: Any) -> None:
    reader("counts")(keep)
    read_all()
    count(1, 2)
    now = timezone.now()

    assert stuck_readers(now) == []
    assert stuck_readers(now + timedelta(minutes=3)) == [StuckReader("counts", "", 2, 0, None)]


def test_two_names_for_two_readers() -> None:
    reader("counts")(keep)
    with pytest.raises(ValueError, match="two readers are called counts"):
        reader("counts")(keep_other)


def test_four_workers_at_once_read_each_event_once(probe: Any) -> None:
    reader("counts")(keep)
    reader("other", facts=(Counted,))(keep_other)
    count(*range(200))

    def work() -> None:
        for _ in range(40):
            read_all(limit=7)

    assert together(*[work] * 4) == []
    read_all()
    assert numbers(probe) == list(range(200))
    assert numbers(probe, "other") == list(range(200))


def test_a_reader_killed_in_the_middle_goes_on_with_nothing_lost_or_done_twice(
    probe: Any, child_environment: dict[str, str]
) -> None:
    reader("counts")(keep)
    count(*range(60))
    for kill_after in (5, 17, 33):
        child = start_child("tests.base.log.dying_reader", str(kill_after), environment=child_environment)
        assert child.wait(60) == -signal.SIGKILL
    read_all()

    assert numbers(probe) == list(range(60))


def test_reading_is_the_same_at_any_time_of_day(probe: Any) -> None:
    reader("counts")(keep)
    count(1)
    assert read_once("counts", now=datetime(2020, 1, 1, tzinfo=timezone.get_default_timezone())) == 1
    assert numbers(probe) == [1]
