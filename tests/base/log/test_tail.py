"""The tail of the log: an order in which nothing appears behind one's back."""

from __future__ import annotations

import random
import threading
import time

import pytest
from django.db import connections, transaction
from django.utils import timezone

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.log.models import Event
from escalera.base.log.tail import START, Position, count_after, head, tail
from tests.base.log.facts import Counted, count
from tests.base.threads import in_background, together
from tests.database import KIND

WRITERS, TRANSACTIONS, EVENTS = 8, 30, 3


@pytest.mark.django_db(transaction=True)
def test_the_tail_gives_the_events_in_pieces_and_the_position_after_each() -> None:
    events = count(1, 2, 3)

    first, after_first = tail(START, limit=2)
    rest, after_rest = tail(after_first, limit=2)
    nothing, still = tail(after_rest, limit=2)

    assert [event.pk for event in first] == [event.pk for event in events[:2]]
    assert [(event.pk, event.fact) for event in rest] == [(events[2].pk, Counted(number=3))]
    assert (nothing, still) == ([], after_rest)
    assert head() == after_rest


@pytest.mark.django_db(transaction=True)
def test_an_empty_log_has_its_head_at_the_start() -> None:
    assert head() == START == Position(0, 0)
    assert count_after(START, at_most=10) == 0


@pytest.mark.django_db(transaction=True)
def test_unread_events_are_counted_no_further_than_asked() -> None:
    count(*range(5))
    assert (count_after(START, at_most=10), count_after(START, at_most=3)) == (5, 3)
    assert count_after(tail(START, limit=2)[1], at_most=10) == 3


def _write(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(TRANSACTIONS):
        with transaction.atomic():
            for number in range(EVENTS):
                record(Counted(number=number), actor=SYSTEM, at=timezone.now())
                if KIND == "postgres":
                    time.sleep(chance.uniform(0, 0.004))
            if chance.random() < 0.1:
                transaction.set_rollback(True)


def _follow(seen: list[int], naive: list[int], writing: threading.Event) -> None:
    """Tail the log while others write: by position, and beside it by `id > last`."""
    at, last = START, 0
    while True:
        done = not writing.is_set()
        events, at = tail(at, limit=50)
        seen += [event.pk for event in events]
        newer = list(Event.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:50])
        naive += newer
        last = newer[-1] if newer else last
        if done and not events and not newer:
            break
        time.sleep(0.002)
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_eight_writers_whose_transactions_end_in_any_order_lose_no_event() -> None:
    seen: list[int] = []
    naive: list[int] = []
    writing = threading.Event()
    writing.set()
    follower = threading.Thread(target=_follow, args=(seen, naive, writing))
    follower.start()
    raised = together(*[lambda seed=seed: _write(seed) for seed in range(WRITERS)])
    writing.clear()
    follower.join(60)

    recorded = set(Event.objects.values_list("pk", flat=True))
    assert raised == []
    assert (len(seen), set(seen)) == (len(recorded), recorded)
    if KIND == "postgres":  # else this test would prove nothing
        assert set(naive) < recorded


@pytest.mark.django_db(transaction=True)
def test_an_event_is_not_shown_before_an_earlier_one_that_has_yet_to_commit() -> None:
    if KIND == "sqlite":
        return  # there is no second writer to overtake
    opened, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(Counted(number=1), actor=SYSTEM, at=timezone.now())
            opened.set()
            go_on.wait(60)

    writer = in_background(slow)
    opened.wait(60)
    count(2)
    before, at = tail(START, limit=10)
    go_on.set()
    writer.join(60)
    after, _ = tail(at, limit=10)

    assert before == []
    assert [event.fact for event in after] == [Counted(number=1), Counted(number=2)]
