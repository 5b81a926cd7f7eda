"""Telling other threads and processes that there is work, and waiting to be told.

PostgreSQL: NOTIFY from its own short transaction after the commit. Inside the writing transaction it would hold a
database-wide lock until that commit has reached the disk, one commit after the other. A NOTIFY lost in a crash
between the two costs one fallback poll of the waiting side, never work. SQLite: `PRAGMA data_version` is polled."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from escalera.base.storage import whispers

CHANNEL = "escalera_work"
POLL_S = 0.04
LISTEN_SLICE_S = 0.5
RECONNECT_S = 1.0

logger = logging.getLogger(__name__)


def ring() -> None:
    """Tell every waiting thread of every process, once the current transaction has committed (now, outside one)."""
    if any(hook[1] is _ring_now for hook in connection.run_on_commit):
        return
    transaction.on_commit(_ring_now, robust=True)


def _ring_now() -> None:
    _LISTENER.knock()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")


class Bell:
    """Something to wait at, from any thread: rings when anybody committed (SQLite) or rang (PostgreSQL).

    All bells of a process share one listening connection and thread. A ring may be spurious; it is not lost while the
    listener is connected, and reconnecting rings once. Waiters keep a fallback of a second or two."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._closed = False
        _LISTENER.add(self)

    def wait(self, timeout: float) -> bool:
        """Block until the bell rings or `timeout` seconds are over; say whether it rang. False at once if closed."""
        if self._closed:
            return False
        rung = self._rung.wait(timeout)
        self._rung.clear()
        return rung and not self._closed

    def knock(self) -> None:
        """Ring this one bell."""
        self._rung.set()

    def close(self) -> None:
        """End all waiting here; the last bell of the process ends the listener."""
        self._closed = True
        self._rung.set()
        _LISTENER.remove(self)


class _Listener:
    """The one thread of a process that hears the database; runs while there are bells."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bells: set[Bell] = set()
        self._stop: threading.Event | None = None

    def add(self, bell: Bell) -> None:
        with self._lock:
            self._bells.add(bell)
            if self._stop is None:
                self._stop = threading.Event()
                threading.Thread(target=self._run, args=(self._stop,), daemon=True, name="bell").start()

    def remove(self, bell: Bell) -> None:
        with self._lock:
            self._bells.discard(bell)
            if not self._bells and self._stop is not None:
                self._stop.set()
                self._stop = None

    def knock(self) -> None:
        with self._lock:
            bells = tuple(self._bells)
        for bell in bells:
            bell.knock()

    def _run(self, stop: threading.Event) -> None:
        broke = False
        while not stop.is_set():
            own = connection.copy()
            try:
                own.ensure_connection()
                self.knock()  # what was committed while nobody listened
                if broke:
                    whispers.lost()
                hear = self._hear_postgres if own.vendor == "postgresql" else self._hear_sqlite
                hear(own, stop)
            except Exception:
                logger.warning("The wake-up connection broke; connecting again.", exc_info=True)
                broke = True
                stop.wait(RECONNECT_S)
            finally:
                _close_quietly(own)

    def _hear_postgres(self, own: BaseDatabaseWrapper, stop: threading.Event) -> None:
        raw: Any = own.connection
        raw.execute(f"LISTEN {CHANNEL}")
        raw.execute(f"LISTEN {whispers.CHANNEL}")
        self.knock()
        while not stop.is_set():
            for told in raw.notifies(timeout=LISTEN_SLICE_S, stop_after=1):
                if told.channel == whispers.CHANNEL:
                    whispers.heard(told.payload)
                else:
                    self.knock()

    def _hear_sqlite(self, own: BaseDatabaseWrapper, stop: threading.Event) -> None:
        raw: Any = own.connection
        seen = None
        while not stop.wait(POLL_S):
            version = raw.execute("PRAGMA data_version").fetchone()[0]
            if seen is not None and version != seen:
                self.knock()
            seen = version


def _close_quietly(own: BaseDatabaseWrapper) -> None:
    try:
        own.close()
    except Exception:
        logger.debug("The wake-up connection did not close cleanly.", exc_info=True)


_LISTENER = _Listener()
