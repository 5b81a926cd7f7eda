"""The worker and its bell: work is seen soon, failures end no loop, stopping waits for what runs."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from escalera.base.jobs.models import Job, WorkerBeat
from escalera.base.jobs.wake import Bell, ring
from escalera.base.jobs.worker import Loop, Worker, all_loops, jobs_step, silent_workers
from tests.base.jobs import tasks_of_tests as tasks
from tests.base.threads import in_background, start_child

pytestmark = [pytest.mark.peer, pytest.mark.django_db(transaction=True)]


def settle(bell: Bell) -> None:
    """Wait until the bell has been silent for a while: it rings once when it begins to listen."""
    while bell.wait(0.7):
        pass


def test_the_bell_rings_for_a_commit_of_another_process(probe: Any, child_environment: dict[str, str]) -> None:
    bell = Bell()
    try:
        settle(bell)
        child = start_child("tests.base.jobs.ringing", environment=child_environment)
        rang = bell.wait(30)
        child.wait(30)
    finally:
        bell.close()
    assert rang is True


def test_the_bell_rings_after_the_commit_and_not_after_a_rollback(probe: Any) -> None:
    bell = Bell()
    try:
        settle(bell)
        with transaction.atomic():
            ring()
            transaction.set_rollback(True)
        after_rollback = bell.wait(0.5)
        with transaction.atomic():
            probe.add("x")
            ring()
            before_commit = bell.wait(0.5)
        after_commit = bell.wait(60)
    finally:
        bell.close()
    assert (after_rollback, before_commit, after_commit) == (False, False, True)


def test_a_closed_bell_lets_its_waiters_go() -> None:
    bell = Bell()
    answers: list[bool] = []
    settle(bell)
    waiter = in_background(lambda: answers.append(bell.wait(30)))
    time.sleep(0.1)
    bell.close()
    waiter.join(60)
    assert (answers, bell.wait(30)) == ([False], False)


def test_the_bell_rings_again_after_its_connection_was_cut(probe: Any) -> None:
    if connection.vendor == "sqlite":
        return  # a file cannot hang up
    bell = Bell()
    try:
        settle(bell)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
            )
        assert bell.wait(60) is True  # reconnected: what came between may have been missed
        settle(bell)
        ring()
        assert bell.wait(60) is True
    finally:
        bell.close()


def test_a_worker_does_jobs_as_they_come(probe: Any) -> None:
    worker = Worker([Loop("jobs", jobs_step, every_s=30)])
    worker.start()
    try:
        for number in range(3):
            tasks.note.enqueue("x", number)
            probe.wait_for(number + 1)
    finally:
        stopped = worker.stop()
    assert (stopped, probe.all()) == (True, [("x", 0), ("x", 1), ("x", 2)])


def test_a_failing_loop_is_shown_and_goes_on(probe: Any) -> None:
    calls: list[int] = []
    recovered = threading.Event()

    def step() -> int:
        calls.append(1)
        if len(calls) < 3:
            raise OSError("the disk is away")
        recovered.set()
        return 0

    worker = Worker([Loop("shaky", step, every_s=0.05)])
    worker.start()
    try:
        assert recovered.wait(60)
    finally:
        worker.stop()


def test_stopping_waits_for_the_step_that_runs(probe: Any) -> None:
    tasks.slow.enqueue("long", 0.8)
    worker = Worker([Loop("jobs", jobs_step, every_s=1)])
    worker.start()
    probe.wait_for(1)
    assert worker.stop(timeout=60) is True
    assert probe.all() == [("long begins", 0), ("long ends", 0)]
    assert Job.objects.get(task__endswith="slow").state == Job.State.DONE


def test_stopping_gives_up_in_time() -> None:
    release = threading.Event()

    def step() -> int:
        release.wait(30)
        return 0

    worker = Worker([Loop("stuck", step, every_s=1)])
    worker.start()
    assert worker.stop(timeout=0.3) is False
    release.set()
    assert worker.stop(timeout=60) is True


def test_a_worker_gives_signs_of_life_until_it_is_stopped() -> None:
    worker = Worker([Loop("idle", lambda: 0, every_s=0.1)])
    worker.start()
    end = time.monotonic() + 60
    while not WorkerBeat.objects.exists() and time.monotonic() < end:
        time.sleep(0.05)
    beat = WorkerBeat.objects.get()
    worker.stop()

    assert (beat.id, list(beat.loops)) == (worker.id, ["idle"])
    assert WorkerBeat.objects.count() == 0


def test_a_silent_worker_is_named() -> None:
    now = timezone.now()
    for name, seconds in (("alive", 5), ("silent", 61)):
        at = now - timedelta(seconds=seconds)
        WorkerBeat.objects.create(id=name, host="h", started_at=at, beat_at=at)
    assert [beat.id for beat in silent_workers(now)] == ["silent"]


def test_the_built_in_loops_are_there() -> None:
    assert [loop.name for loop in all_loops()][:2] == ["readers", "jobs"]
