"""Tasks for the tests of jobs; each leaves a trace."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from django.db import connection
from django_tasks import TaskContext, task

from tests.base.probe import Probe


@task
def note(what: str, number: int = 0) -> str:
    Probe().add(what, number)
    return what.upper()


@task
def fail(what: str) -> None:
    Probe().add(what)
    raise RuntimeError("no")


@task(transactional=False)
def fail_outside(what: str) -> None:
    Probe().add(what)
    raise RuntimeError("no")


@task(transactional=False)
def in_transaction() -> bool:
    return bool(connection.in_atomic_block)


@task(takes_context=True)
def attempt(context: TaskContext) -> None:
    Probe().add("attempt", context.attempt)


@task(max_attempts=2)
def fail_twice() -> None:
    raise RuntimeError("no")


@task
def note_then_die(what: str) -> None:
    """Die by SIGKILL after the trace is written, if the environment says so; else just leave it."""
    Probe().add(what)
    if os.environ.get("TEST_DIE") == "yes":
        os.kill(os.getpid(), signal.SIGKILL)


@task(transactional=False)
def slow(what: str, seconds: float) -> None:
    Probe().add(what + " begins")
    time.sleep(seconds)
    Probe().add(what + " ends")


@task
def with_value(**values: Any) -> dict[str, Any]:
    return values
