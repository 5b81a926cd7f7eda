"""The worker as a process beside the pages', so that the two never wait for each other's turn in one interpreter.

Measured on two cores with 200 webhooks a second (`./run bench channels`): acknowledged p95 27 ms with both in one
process, 15 ms with two. The pages' process owns the other: starts it again if it dies, and ends it. The worker says
through a pipe that it is ready, what prevents it, and what it whispers (`whispers.py`)."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from escalera.faces.cli.services import CannotStart, Services
from escalera.faces.cli.words import _

STOP = "stop"
READY_S = 60.0
STOP_S = 25.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
STEADY_S = 60.0  # who has run so long has started well

logger = logging.getLogger(__name__)


class Beside:
    """The pages' side; `prepare` is called in the other process first. `describe()` waits until that is ready."""

    def __init__(self, prepare: Callable[[], None]) -> None:
        self._prepare = prepare
        self._lines: list[str] = []
        self._problem = ""
        self._heard = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._start()
        self._watching = threading.Thread(target=self._watch, daemon=True, name="beside")
        self._watching.start()

    def describe(self) -> list[str]:
        """Return the lines that the other has for whoever started it. Raises: CannotStart."""
        if not self._heard.wait(READY_S):
            self._problem = _("the worker did not start within %(seconds)d s") % {"seconds": READY_S}
        if self._problem:
            self.stop()
            raise CannotStart(self._problem)
        return self._lines

    def stop(self) -> None:
        """Let the other end what it does, at most `STOP_S` seconds."""
        self._stopping.set()
        process = self._process
        with suppress(OSError):
            self._link.send(STOP)
        process.join(STOP_S)
        process.kill()
        self._watching.join(STOP_S)

    def _start(self) -> None:
        """A fork shares the memory of what is loaded already, but is safe only while no thread runs."""
        from django.db import connections

        connections.close_all()
        forks = sys.platform == "linux" and threading.active_count() == 1
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self._link, theirs = context.Pipe()
        if forks:
            gc.collect()
            gc.freeze()
        kept = self._link if forks else None
        self._process = context.Process(target=run_beside, args=(theirs, kept, self._prepare), name="worker")
        self._process.start()
        theirs.close()

    def _watch(self) -> None:
        while True:
            began = time.monotonic()
            with suppress(EOFError, OSError):
                while True:
                    self._hear(self._link.recv())
            self._process.join()
            code = self._process.exitcode
            if self._stopping.is_set() or self._problem or not self._heard.is_set():
                self._problem = self._problem or _("the worker ended with code %(code)s") % {"code": code}
                self._heard.set()
                return
            self._failures = 0 if time.monotonic() - began > STEADY_S else self._failures + 1
            logger.error("The worker ended with code %s; it is started again.", code)
            if self._stopping.wait(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self._failures, 10))):
                return
            self._start()

    def _hear(self, said: tuple[str, Any]) -> None:
        from escalera.base.storage import whispers

        kind, words = said
        if kind == "whisper":
            whispers.heard(words)
        elif kind == "ready":
            self._lines = words
            self._heard.set()
        elif not self._heard.is_set():
            self._problem = words
            self._heard.set()


def run_beside(link: Connection, other: Connection | None, prepare: Callable[[], None]) -> None:
    """Work until the process that has started this one says stop; end at once where it has died.

    `other`: its end of the pipe, where this process has a copy of it."""
    if other is not None:
        other.close()
    for name in (signal.SIGINT, signal.SIGTERM):  # a terminal's Ctrl-C is for both; only the other ends this one
        signal.signal(name, signal.SIG_IGN)
    prepare()
    tell = _Teller(link)
    try:
        services = _serve(tell)
    except CannotStart as problem:
        tell("problem", str(problem))
        return
    said = ""
    with suppress(EOFError, OSError):
        said = link.recv()
    if said != STOP:
        os._exit(1)  # as a machine that loses its power: nothing is lost by it, and nobody would hear of an ending
    services.stop()


def _serve(tell: _Teller) -> Services:
    from escalera.base.storage import whispers

    whispers.carry(lambda payload: tell("whisper", payload))
    services = Services()
    tell("ready", services.describe())
    return services


class _Teller:
    """Tells the pages' process something, from any thread; if that is gone, this one ends soon."""

    def __init__(self, link: Connection) -> None:
        self._link = link
        self._lock = threading.Lock()

    def __call__(self, kind: str, words: Any) -> None:
        with self._lock, suppress(OSError):
            self._link.send((kind, words))
