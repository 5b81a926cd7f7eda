"""The queue of SQLite's writers, driven through Django's own transactions."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from escalera.base.storage.sqlite.write_queue import WriteQueue
from tests.base.threads import in_background, start_child, together


def bump(probe: Any, times: int) -> None:
    """Read, change and write one counter in a transaction; a lost update or a locked database shows in the sum."""
    for _ in range(times):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT number FROM test_probe WHERE what = 'counter'")
            value = cursor.fetchone()[0]
            cursor.execute("UPDATE test_probe SET number = %s WHERE what = 'counter'", [value + 1])


def test_eight_threads_and_a_second_process_write_without_a_locked_database(
    probe: Any, child_environment: dict[str, str]
) -> None:
    probe.add("counter", 0)
    child = start_child("tests.base.storage.writer", "100", environment=child_environment)
    raised = together(*[lambda: bump(probe, 50)] * 8)
    output, _ = child.communicate(timeout=60)

    assert raised == []
    assert (child.returncode, output) == (0, "done\n")
    assert probe.all() == [("counter", 500)]


def test_the_place_is_free_again_after_an_exception_a_failed_commit_and_a_close(probe: Any) -> None:
    def fail() -> None:
        with transaction.atomic():
            raise ValueError

    def close_inside() -> None:
        with transaction.atomic():
            connection.close()

    def write() -> None:
        with transaction.atomic():
            probe.add("written")

    for breaking in (fail, close_inside):
        together(breaking)
        started = time.monotonic()
        assert together(write) == []
        assert time.monotonic() - started < 10  # the queue's timeout is 20 s
    assert probe.all() == [("written", 0), ("written", 0)]


def test_a_nested_block_keeps_the_place_until_the_outermost_ends(probe: Any) -> None:
    order: list[str] = []
    inside = threading.Event()

    def outer() -> None:
        with transaction.atomic():
            with transaction.atomic():
                probe.add("outer")
            inside.set()
            time.sleep(0.2)
            order.append("outer ends")

    def other() -> None:
        inside.wait(60)
        with transaction.atomic():
            order.append("other begins")

    assert together(outer, other) == []
    assert order == ["outer ends", "other begins"]


def test_commit_hooks_run_after_the_place_is_given_up(probe: Any) -> None:
    def write_in_a_thread() -> None:
        in_background(write).join(60)

    def write() -> None:
        with transaction.atomic():
            probe.add("hook")

    with transaction.atomic():
        transaction.on_commit(write_in_a_thread)
    assert probe.all() == [("hook", 0)]


def test_who_waits_too_long_goes_on_without_a_place_and_takes_none_from_others(tmp_path: Path) -> None:
    path = str(tmp_path / "queue")
    first, second, third = WriteQueue(path, 5), WriteQueue(path, 0.1), WriteQueue(path, 5)
    first.enter()
    second.enter()  # returns after 0.1 s although the first is still there
    second.leave()
    order: list[str] = []

    def stand() -> None:
        third.enter()
        order.append("third")

    waiting = threading.Thread(target=stand)
    waiting.start()
    time.sleep(0.1)
    order.append("first leaves")
    first.leave()
    waiting.join(60)
    third.close()
    assert order == ["first leaves", "third"]


HOLD = """
import fcntl, sys, time
handle = open(sys.argv[1], "w")
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def test_another_process_is_waited_for_in_time_and_gives_way_when_killed(tmp_path: Path) -> None:
    path = str(tmp_path / "queue")
    other = subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    order: list[str] = []

    def stand(timeout_s: float, name: str) -> None:
        queue = WriteQueue(path, timeout_s)
        queue.enter()
        order.append(name)
        queue.close()

    stand(0.1, "goes on without")
    patient = in_background(lambda: stand(30, "waits"))
    time.sleep(0.3)
    order.append("killed")
    other.kill()
    patient.join(60)
    other.wait(60)
    assert order == ["goes on without", "killed", "waits"]
