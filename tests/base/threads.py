"""Running things at the same time, each with its own database connection."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping

from django.db import connections


def together(*calls: Callable[[], object]) -> list[BaseException]:
    """Run the calls in threads that start together; return what they raised."""
    raised: list[BaseException] = []
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        try:
            barrier.wait()
            call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def in_background(call: Callable[[], object]) -> threading.Thread:
    """Start one call in a thread of its own."""

    def run() -> None:
        try:
            call()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def start_child(module: str, *arguments: str, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start `python -m module` on the test's database; its first line of output is for the caller to wait for."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments], env=dict(environment), stdout=subprocess.PIPE, text=True
    )
