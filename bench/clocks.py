"""Running clocks on one worker: how late a due instant is said, and what a look costs however many clocks are stored."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.report import Report, percentile

RUNNING = 100_000
FEW, MANY = 10_000, 1_000_000
MINUTE_S = 60  # how long is listened
A_SECOND = 50  # instants that come a second meanwhile: 180,000 an hour
AFTER_S = 10
PIECE = 5_000


def measure(result: Report, company: Any, operations: int) -> None:
    """Fill, then measure lateness with all running clocks, and the cost of a look at each number of stored ones."""
    del company
    result.size = running = operations or RUNNING
    ticket_ids = _tickets(running)
    few = min(FEW, running)
    _running(ticket_ids[:few])
    costs = {few: _cost(ticket_ids[:few])}
    _running(ticket_ids[few:])
    _settle()
    lateness = _listen(ticket_ids)
    result.add("running clocks", running, "")
    result.add("instants said", len(lateness), "", note=f"{A_SECOND} a second for {MINUTE_S} s")
    for percent in (50, 99):
        limit = 1000.0 if percent == 99 else None
        result.add(f"due instant until it is said, p{percent}", percentile(lateness, percent), "ms", limit=limit)
    result.add("the latest", max(lateness, default=0), "ms")
    costs[running] = _cost(ticket_ids)
    _stopped(MANY - running)
    _settle()
    costs[MANY] = _cost(ticket_ids)
    _tell(result, costs)


def _tell(result: Report, costs: dict[int, tuple[float, float]]) -> None:
    for size, (idle, busy) in costs.items():
        result.add(f"a look that finds nothing, {size:,} stored", idle, "ms CPU")
        result.add(f"one clock said, {size:,} stored", busy, "ms CPU")
    first, last = (costs[size] for size in (min(costs), max(costs)))
    grows = max(last[0] / first[0], last[1] / first[1])
    result.add("dearer with the most than with the fewest", grows, "times", limit=1.5)


def _tickets(count: int) -> list[int]:
    from escalera.base.people.actions import meet
    from escalera.base.people.queries import entrance
    from escalera.core.tickets.models import Ticket

    now = datetime.now(UTC)
    contact = meet(channel="email", address="reloj@cliente.example", name="Reloj", at=now)
    team = entrance()
    first = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, count, PIECE):
        Ticket.objects.bulk_create(
            Ticket(
                channel="email", subject=f"Caso {start + n}", requester=contact, team=team, level_id=team.level_id,
                opened_at=now, updated_at=now,
            )
            for n in range(min(PIECE, count - start))
        )  # fmt: skip
    return list(Ticket.objects.filter(pk__gt=first).order_by("pk").values_list("pk", flat=True))


def _running(ticket_ids: Sequence[int]) -> None:
    """Store a running clock for each ticket, due in two days."""
    from escalera.core.clocks.models import Clock

    now = datetime.now(UTC)
    for start in range(0, len(ticket_ids), PIECE):
        Clock.objects.bulk_create(
            Clock(
                ticket_id=ticket, kind="resolution", policy_kind="sla", unit="calendar_minutes", amount=2880, warn=[75],
                started_at=now, counted_at=now, due_at=now + timedelta(days=2),
                next_at=now + timedelta(days=1, seconds=place),
            )
            for place, ticket in enumerate(ticket_ids[start : start + PIECE], start=start)
        )  # fmt: skip


def _stopped(count: int) -> None:
    """Store clocks that were met long ago: copies of the running ones, in the database itself."""
    from django.db import connection

    from escalera.core.clocks.models import Clock

    columns = [field.column for field in Clock._meta.concrete_fields if not field.primary_key]
    changed = {"state": "'met'", "next_at": "NULL", "stopped_at": "counted_at"}
    chosen = ", ".join(changed.get(str(name), f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        while count > 0:
            piece = f"SELECT {chosen} FROM clocks_clock WHERE stopped_at IS NULL LIMIT {count}"
            cursor.execute(f"INSERT INTO clocks_clock ({names}) {piece}")
            count -= max(1, cursor.rowcount)


def _listen(ticket_ids: Sequence[int]) -> list[float]:
    """Let instants come while a worker runs; return how late each was said and stored, in ms."""
    from escalera.base.jobs.worker import Loop, Worker
    from escalera.base.log.models import Event
    from escalera.core.clocks.tasks import EVERY_S, sweep_step

    said: dict[int, float] = {}
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def step() -> int:
        nonlocal last
        done = sweep_step()
        if done:
            at = time.time()
            rows = list(Event.objects.filter(pk__gt=last, name="clock.breached").values_list("pk", "ticket_id"))
            said.update({ticket: at for _key, ticket in rows if ticket})
            last = max((key for key, _ticket in rows), default=last)
        return done

    worker = Worker([Loop("clocks", step, every_s=EVERY_S, on_bell=False)])
    due = _due_soon(ticket_ids[: MINUTE_S * A_SECOND])
    worker.start()
    threading.Event().wait(max(due.values()) + AFTER_S - time.time())
    worker.stop()
    missing = [key for key in due if key not in said]
    return [(said[key] - due[key]) * 1000 for key in due if key in said] + [60_000.0] * len(missing)


def _due_soon(ticket_ids: Sequence[int]) -> dict[int, float]:
    """Let these tickets' clocks run out one after the other, from when all are prepared; return when, by ticket."""
    from escalera.base.storage.ready import update_many
    from escalera.core.clocks.models import Clock

    begin = datetime.now(UTC) + timedelta(seconds=AFTER_S)
    soon = Clock.objects.filter(ticket__gte=ticket_ids[0], ticket__lte=ticket_ids[-1], stopped_at=None)
    clocks = list(soon.order_by("pk"))
    for place, clock in enumerate(clocks):
        clock.due_at = clock.next_at = begin + timedelta(seconds=place / A_SECOND)
        clock.counted_at = clock.started_at = clock.due_at - timedelta(days=2)
    update_many(clocks, "due_at", "next_at", "counted_at", "started_at")
    assert datetime.now(UTC) < begin, "the machine is too busy to prepare"
    return {clock.ticket_id: clock.due_at.timestamp() for clock in clocks if clock.due_at}


def _cost(ticket_ids: Sequence[int]) -> tuple[float, float]:
    return _idle(), _busy(ticket_ids)


def _idle(looks: int = 200) -> float:
    from escalera.core.clocks.sweeping import sweep

    now = datetime.now(UTC)
    sweep(now)
    before = time.process_time()
    for _look in range(looks):
        sweep(now)
    return (time.process_time() - before) * 1000 / looks


def _busy(ticket_ids: Sequence[int], count: int = 400) -> float:
    """Return the CPU that saying one breach takes, of 400 that are due at once."""
    from escalera.core.clocks.models import Clock
    from escalera.core.clocks.sweeping import sweep

    now = datetime.now(UTC)
    keys = list(
        Clock.objects.filter(ticket__gte=ticket_ids[-5000], next_at__isnull=False)
        .order_by("-pk")
        .values_list("pk", flat=True)[:count]
    )
    Clock.objects.filter(pk__in=keys).update(
        due_at=now, next_at=now, counted_at=now - timedelta(days=2), started_at=now - timedelta(days=2)
    )
    before, done = time.process_time(), 0
    while found := sweep(datetime.now(UTC)):
        done += found
    return (time.process_time() - before) * 1000 / max(1, done)


def _settle() -> None:
    from bench import databases

    databases.settle()
