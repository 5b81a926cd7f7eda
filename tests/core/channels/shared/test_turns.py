"""No door waits for a neighbour: neither what comes in, nor what goes out, nor any sort of work."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection

from escalera.base.jobs.worker import Loop, Worker, all_loops
from escalera.core.channels import gate, outbox, turns
from escalera.core.channels.models import (
    Channel,
    InboundItem,
    Thread,
)
from escalera.core.channels.shared.robot import say
from escalera.core.channels.turns import in_turn
from tests.cast import NOON, Desk, later, make_desk
from tests.core.channels.shared.plain import KIND, Provider, door

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("provider")]


def store(channel: Channel | None, number: int) -> InboundItem:
    return gate.store(b"[]", kind=KIND, source="hook", at=NOON, channel=channel, source_key=f"{channel}:{number}")


def test_a_flood_at_some_doors_delays_no_other(channel: Channel, desk: Desk) -> None:
    flooding = [channel, door(desk, "b"), door(desk, "c")]
    floods = [store(one, number) for one in flooding for number in range(40)]
    late = [store(one, 0) for one in (door(desk, "d"), door(desk, "e"), None)]
    turn = in_turn(12)
    assert {one.pk for one in late} < set(turn)
    of_doors = [[one.pk for one in floods if one.channel_id == door.pk and one.pk in turn] for door in flooding]
    firsts = [[one.pk for one in floods if one.channel_id == door.pk][: len(kept)] for door, kept in zip(flooding, of_doors, strict=True)]  # fmt: skip
    assert of_doors == firsts


def test_more_doors_than_a_step_takes_come_in_turn(channel: Channel, desk: Desk) -> None:
    doors = [channel, *(door(desk, f"d{number}") for number in range(8))]
    for one in doors:
        for number in range(5):
            store(one, number)
    served: set[int | None] = set()
    for _step in range(3):
        for pk in in_turn(3):
            item, _explained = gate.understand(pk, at=NOON)
            served.add(item.channel_id)
    assert served == {one.pk for one in doors}


def test_whose_turn_it_is_costs_the_same_however_long_the_flood(channel: Channel, desk: Desk) -> None:
    doors = [channel, door(desk, "b"), door(desk, "c")]
    InboundItem.objects.bulk_create(
        InboundItem(channel=one, kind=KIND, source="x", size=1, arrived_at=NOON) for one in doors for _n in range(400)
    )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for sql, params in ((turns._DOORS, []), (turns._OLDEST.format(doors="%s"), [channel.pk, 5])):
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                steps = [row[3] for row in cursor.fetchall() if "item" in row[3] and "place" not in row[3]]
                assert [step for step in steps if "item_waiting_of_channel" not in step] == []
    assert len(in_turn(100)) == 100


@pytest.mark.django_db(transaction=True)
def test_a_stalling_provider_and_a_flood_hold_up_no_other_door(provider: Provider) -> None:
    desk = make_desk()
    slow, quick = door(desk, "slow"), door(desk, "quick")
    threads = [Thread.objects.create(channel=one, address="+34600", begun_at=NOON) for one in (slow, quick)]
    Thread.objects.update(last_in_at=NOON)
    for number in range(30):
        say(threads[0], f"slow {number}", later(-60))
    say(threads[1], "quick", NOON)
    stall = provider.stalls["slow"] = threading.Event()
    left = threading.Event()
    provider.sent = _Telling(left, "quick")
    worker = Worker([Loop("outbox", outbox.outbox_step, every_s=0.05)])
    worker.start()
    try:
        assert left.wait(20)
        assert [part.text for part in provider.sent] == ["quick"]
    finally:
        stall.set()
        worker.stop()
        _await_doors()


def _await_doors() -> None:
    """Wait until no door sends any more: their threads outlive the loop, and would hold the tables that are emptied."""
    until = time.monotonic() + 60
    while outbox._BUSY and time.monotonic() < until:
        time.sleep(0.02)
    assert not outbox._BUSY


class _Telling(list):  # type: ignore[type-arg]
    """A list that says when a text was put into it."""

    def __init__(self, left: threading.Event, text: str) -> None:
        super().__init__()
        self.left, self.text = left, text

    def append(self, part: object) -> None:
        super().append(part)
        if getattr(part, "text", "") == self.text:
            self.left.set()


@pytest.mark.django_db(transaction=True)
def test_work_of_one_sort_waits_for_no_other(provider: Provider) -> None:
    """Each sort of work is a loop of its own: while all others stall, what is left still goes on."""
    names = {"gate", "deliveries", "outbox", "files", "probes", "alarms", "notifications", "jobs: notifications"}
    assert names <= {loop.name for loop in all_loops()}
    for free in sorted(names):
        stall, went = threading.Event(), threading.Event()
        worker = Worker([Loop(name, _going(went) if name == free else _stalled(stall), every_s=1) for name in names])
        worker.start()
        try:
            assert went.wait(20), free
        finally:
            stall.set()
            worker.stop()


def _stalled(stall: threading.Event):  # type: ignore[no-untyped-def]
    def step() -> int:
        stall.wait(60)
        return 0

    return step


def _going(went: threading.Event):  # type: ignore[no-untyped-def]
    def step() -> int:
        went.set()
        return 0

    return step
