"""A log shared out among processes, where the database takes several writers: each plays every n-th case.

Whom and what several cases name is made alone, before the case, under one lock of the database, so it is made once."""

from __future__ import annotations

import multiprocessing
import os
import queue
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, connections

MOST_WORKERS = 4
PATIENCE_S = 5.0

Work = Callable[[int, int], Iterator[Any]]  # (which, of how many) -> what it has to tell


class WorkerDied(RuntimeError):
    """A process ended before its share was done; what was imported stays, running again goes on."""


def workers_for(wanted: int) -> int:
    """Return how many processes share the work: `wanted`, or with 0 as many as help. SQLite has one writer."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return 1
    return wanted or min(MOST_WORKERS, os.cpu_count() or 1)


def in_processes(work: Work, workers: int) -> Iterator[Any]:
    """Run `work` in forked processes; yield what each of them yields, as it comes. Raises: WorkerDied."""
    connections.close_all()  # none is carried into another process
    context = multiprocessing.get_context("fork")
    told: Any = context.Queue(maxsize=8 * workers)
    crew = [
        context.Process(target=_run, args=(work, number, workers, told), daemon=True) for number in range(workers)
    ]
    for one in crew:
        one.start()
    try:
        yield from _listen(told, crew)
    finally:
        for one in crew:
            one.terminate()
            one.join()


def _listen(told: Any, crew: list[Any]) -> Iterator[Any]:
    left = len(crew)
    while left:
        try:
            kind, value = told.get(timeout=PATIENCE_S)
        except queue.Empty:
            if any(one.exitcode not in (None, 0) for one in crew):
                raise WorkerDied("a process that replayed cases ended too early") from None
            continue
        if kind == "error":
            raise WorkerDied(value)
        if kind == "end":
            left -= 1
        else:
            yield value


def _run(work: Work, number: int, workers: int, told: Any) -> None:
    parent = os.getppid()
    try:
        for value in work(number, workers):
            if os.getppid() != parent:
                os._exit(1)  # nobody listens any more
            told.put(("value", value))
        told.put(("end", None))
    except BaseException as error:
        told.put(("error", f"{type(error).__name__}: {error}"[:500]))
        raise
    finally:
        told.close()
        told.join_thread()
