"""Measure the engine room: writers' queue, readers, jobs and wake-ups.

    python -m bench.tail [--db sqlite|postgres] [--json]

PostgreSQL is started for the run with fsync and synchronous commits on, so a commit costs what the disk costs."""

from __future__ import annotations

import argparse
import atexit
import json
import os
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Figures = dict[str, Any]


def prepare(kind: str) -> None:
    """Make an empty database in a temporary folder and set Django up on it."""
    from tests.postgres import start_cluster

    os.environ["ESCALERA_DATA_DIR"] = folder = tempfile.mkdtemp(prefix="escalera-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ESCALERA_SECRET_KEY"] = "bench" * 10
    os.environ["DATABASE_URL"] = start_cluster(durable=True) if kind == "postgres" else ""
    os.environ["DJANGO_SETTINGS_MODULE"] = "escalera.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


@contextmanager
def threads(count: int, run: Callable[[], None]) -> Iterator[None]:
    from django.db import connections

    def body() -> None:
        run()
        connections.close_all()

    started = [threading.Thread(target=body) for _ in range(count)]
    for thread in started:
        thread.start()
    yield
    for thread in started:
        thread.join()


def writers(*, count: int = 8, seconds: float = 4.0, pause_s: float = 0.0) -> Figures:
    """Threads that record one event a transaction, as fast as they can."""
    from django.db import transaction
    from django.utils import timezone

    from escalera.base.log.actions import record
    from escalera.base.log.facts import SYSTEM
    from tests.base.log.facts import Counted

    times: list[float] = []
    end = time.monotonic() + seconds

    def run() -> None:
        while (began := time.monotonic()) < end:
            with transaction.atomic():
                record(Counted(number=1), actor=SYSTEM, at=timezone.now())
            times.append(time.monotonic() - began)
            if pause_s:
                time.sleep(pause_s)

    with threads(count, run):
        pass
    times.sort()
    return {
        "transactions_per_s": round(len(times) / seconds),
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p99_ms": round(times[int(len(times) * 0.99)] * 1000, 1),
        "max_ms": round(times[-1] * 1000, 1),
    }


def reading(*, events: int = 20_000, readers: int = 10) -> Figures:
    """Ten readers go through a log of which one wants everything and nine want nothing."""
    from django.db import transaction
    from django.utils import timezone

    from escalera.base.log import readers as room
    from escalera.base.log.models import Event
    from tests.base.log.facts import Counted, Passed

    room._READERS.clear()
    with transaction.atomic():
        Event.objects.bulk_create(
            [
                Event(at=timezone.now(), name=Counted.name, actor_kind="system", actor_name="x", data={"number": n})
                for n in range(events)
            ],
            batch_size=1000,
        )
    room.reader("all")(lambda batch: None)
    for number in range(readers - 1):
        room.reader(f"none {number}", facts=(Passed,))(lambda batch: None)
    wall, cpu = time.monotonic(), time.process_time()
    passed = room.read_all()
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    idle = time.process_time()
    for _ in range(200):
        room.read_all()
    return {
        "events_times_readers": passed,
        "events_per_s_all_readers": round(passed / readers / wall),
        "cpu_us_per_event": round(cpu / (passed / readers) * 1e6),
        "idle_look_cpu_ms": round((time.process_time() - idle) / 200 * 1000, 2),
    }


def jobs(*, count: int = 600) -> Figures:
    """Enqueue one job a transaction, then run them in one thread."""
    from escalera.base.jobs.running import run_due
    from tests.base.jobs.tasks_of_tests import note
    from tests.base.probe import Probe

    Probe().create()
    began = time.monotonic()
    for number in range(count):
        note.enqueue("x", number)
    enqueued = time.monotonic()
    cpu = time.process_time()
    while run_due():
        pass
    cpu = time.process_time() - cpu
    return {
        "enqueue_per_s": round(count / (enqueued - began)),
        "jobs_per_s": round(count / (time.monotonic() - enqueued)),
        "cpu_ms_per_job": round(cpu / count * 1000, 2),
    }


def waking(*, rings: int = 100) -> Figures:
    """Time from a commit in another thread to the bell."""
    from django.db import connections, transaction
    from django.utils import timezone

    from escalera.base.jobs.wake import Bell, ring
    from escalera.base.log.actions import record
    from escalera.base.log.facts import SYSTEM
    from tests.base.log.facts import Passed

    bell, times = Bell(), []
    for _ in range(rings):
        while bell.wait(0.1):
            pass

        def write() -> None:
            with transaction.atomic():
                record(Passed(), actor=SYSTEM, at=timezone.now())
                ring()
            connections.close_all()

        began = time.monotonic()
        thread = threading.Thread(target=write)
        thread.start()
        bell.wait(5)
        times.append(time.monotonic() - began)
        thread.join()
    bell.close()
    return {"commit_to_bell_p50_ms": round(statistics.median(times) * 1000, 1)}


def notify_inside() -> Figures:
    """Eight writers on PostgreSQL: NOTIFY in the writing transaction, against `ring()` after it, against none."""
    from django.db import connection, transaction
    from django.utils import timezone

    from escalera.base.log.actions import record
    from escalera.base.log.facts import SYSTEM
    from escalera.base.storage.wake import CHANNEL, ring
    from tests.base.log.facts import Counted

    def inside() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")

    figures: Figures = {}
    for name, call in (("none", lambda: None), ("inside", inside), ("after", ring)) * 2:
        done: list[int] = []
        end = time.monotonic() + 3

        def run(call: Callable[[], None] = call, end: float = end, done: list[int] = done) -> None:
            while time.monotonic() < end:
                with transaction.atomic():
                    record(Counted(number=1), actor=SYSTEM, at=timezone.now())
                    call()
                done.append(1)

        with threads(8, run):
            pass
        figures.setdefault(name, []).append(round(len(done) / 3))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    prepare(chosen.db)
    figures = {"writers_8": writers(), "readers_10": reading(), "jobs": jobs(), "waking": waking()}
    if chosen.db == "postgres":
        figures["notify_transactions_per_s"] = notify_inside()
    if chosen.json:
        print(json.dumps(figures))
        return
    for name, row in figures.items():
        print(f"{name:28}", "  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
