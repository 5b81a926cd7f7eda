"""The worker: loops that look for work, each in its own thread, woken by the bell."""

from __future__ import annotations

import logging
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

from django.db import close_old_connections, connections
from django.utils import timezone

from escalera.base.jobs.models import WorkerBeat
from escalera.base.jobs.running import run_due
from escalera.base.jobs.schedules import fire_due
from escalera.base.log.readers import read_all
from escalera.base.storage.wake import Bell

BEAT_S = 10.0
LONGEST_PAUSE_S = 60.0
GATHER_S = 0.05
READERS_GATHER_S = 0.1
STEP_S = 1.0  # how long one step goes on with jobs before it looks at the schedules again
RARE_S = 0.2  # for what is seldom due: a bell that rings for others wakes it no more than five times a second

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loop:
    """`step()` does some work and returns how much (0: none left); it is called again at once after work, else when
    the bell rings (if `on_bell`) or after `every_s` seconds. An idle step must not write: on SQLite a write rings.

    `gather_s`: the pause before a step that a ring or earlier work calls for. While mail pours in, each step then finds
    several things to do, and the loop does not ask the database after every single one."""

    name: str
    step: Callable[[], int]
    every_s: float
    on_bell: bool = True
    gather_s: float = 0.0


@dataclass(slots=True)
class LoopState:
    """What the doctor sees of a loop."""

    last_step_at: str = ""
    failures: int = 0
    error: str = ""


_QUEUES: list[str] = []
_LOOPS: dict[str, Loop] = {}


def jobs_step() -> int:
    """Fire the due schedules and run the due jobs of the queues that have no loop of their own."""
    done = fire_due()
    end = time.monotonic() + STEP_S
    while (ran := run_due(but=_QUEUES)) and time.monotonic() < end:
        done += ran
    return done + ran


def register_queue(name: str) -> None:
    """Let the jobs of a queue (`@task(queue_name=…)`) run in a loop of their own: no other job delays them."""
    if name not in _QUEUES:
        _QUEUES.append(name)
    register_loop(Loop(f"jobs: {name}", partial(run_due, queues=[name]), every_s=1.0, gather_s=RARE_S))


def register_loop(loop: Loop) -> None:
    """Add a room's loop to every worker; called from `AppConfig.ready`. The last of a name counts."""
    _LOOPS[loop.name] = loop


def all_loops() -> list[Loop]:
    """Return the built-in loops, "readers" and "jobs", and the registered ones."""
    return [
        Loop("readers", read_all, every_s=2.0, gather_s=READERS_GATHER_S),
        Loop("jobs", jobs_step, every_s=1.0, gather_s=RARE_S),
        *_LOOPS.values(),
    ]


class Worker:
    """Runs loops until stopped. Any number of workers run beside one database."""

    def __init__(self, loops: Sequence[Loop] | None = None) -> None:
        """Prepare to run these loops; None: `all_loops()`."""
        self.id = f"{socket.gethostname()[:20]}-{secrets.token_hex(6)}"
        self._loops = list(all_loops() if loops is None else loops)
        self._states = {loop.name: LoopState() for loop in self._loops}
        self._stopping = threading.Event()
        self._bells: list[Bell] = []
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start one thread a loop, and one for the sign of life; returns at once."""
        for loop in self._loops:
            bell = Bell()
            self._bells.append(bell)
            self._threads.append(threading.Thread(target=self._run, args=(loop, bell), name=loop.name))
        self._threads.append(threading.Thread(target=self._beat, name="beat"))
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def stop(self, timeout: float = 20.0) -> bool:
        """Let running steps end, at most `timeout` seconds in all; say whether all did."""
        self._stopping.set()
        for bell in self._bells:
            bell.close()
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, loop: Loop, bell: Bell) -> None:
        state = self._states[loop.name]
        while not self._stopping.is_set():
            worked = self._step(loop, state)
            if worked:
                self._stopping.wait(loop.gather_s)
                continue
            if state.failures:
                self._stopping.wait(min(LONGEST_PAUSE_S, 0.5 * 2 ** min(state.failures, 10)))
            elif loop.on_bell:
                if bell.wait(loop.every_s):
                    self._stopping.wait(loop.gather_s)
            else:
                self._stopping.wait(loop.every_s)
        connections.close_all()

    def _step(self, loop: Loop, state: LoopState) -> int:
        close_old_connections()
        try:
            worked = loop.step()
        except Exception as error:
            logger.exception("The loop %s failed; it goes on after a pause", loop.name)
            state.failures += 1
            state.error = "".join(traceback.format_exception_only(error))[-1000:]
            return 0
        finally:
            state.last_step_at = timezone.now().isoformat(timespec="seconds")
        state.failures, state.error = 0, ""
        return worked

    def _beat(self) -> None:
        started_at = timezone.now()
        while True:
            close_old_connections()
            try:
                self._write_beat(started_at)
            except Exception:
                logger.exception("The worker's sign of life could not be written")
            if self._stopping.wait(BEAT_S):
                break
        self._forget_beat()
        connections.close_all()

    def _write_beat(self, started_at: datetime) -> None:
        WorkerBeat.objects.update_or_create(
            id=self.id,
            defaults={
                "host": socket.gethostname()[:120],
                "started_at": started_at,
                "beat_at": timezone.now(),
                "loops": {name: asdict(state) for name, state in self._states.items()},
            },
        )

    def _forget_beat(self) -> None:
        """A worker that was stopped on purpose is not missed."""
        try:
            WorkerBeat.objects.filter(id=self.id).delete()
        except Exception:
            logger.exception("The worker's sign of life could not be removed")


def silent_workers(now: datetime, *, after_s: float = 60.0) -> Iterable[WorkerBeat]:
    """Return the workers that were not stopped and have given no sign of life for `after_s` seconds."""
    return [beat for beat in WorkerBeat.objects.order_by("id") if (now - beat.beat_at).total_seconds() > after_s]
