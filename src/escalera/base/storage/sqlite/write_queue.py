"""A fair queue of the writers of one SQLite file, across threads and processes.

SQLite's own waiting is sleep-and-retry, so under load some writers wait for seconds while others pass. An exclusive
`flock` on a side file makes the kernel keep the queue, and release a place when its process dies. It only decides
*who is next*: what keeps writers apart is still SQLite's lock, so going on without a place is slow, never wrong."""

from __future__ import annotations

import os
import threading

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]


class WriteQueue:
    """One connection's place in the queue; not for use by two threads at a time."""

    def __init__(self, path: str, timeout_s: float) -> None:
        self._path = path
        self._timeout_s = timeout_s
        self._handle: int | None = None
        self._held = False

    def enter(self) -> None:
        """Wait for the place, at most `timeout_s`; after that go on without it."""
        if fcntl is None or self._held:
            return
        if self._handle is None:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._held = True
        except BlockingIOError:
            self._held = self._stand_in_line(self._handle)

    def leave(self) -> None:
        """Give the place up; nothing happens if it is not held."""
        if self._held and self._handle is not None:
            self._held = False
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the place up and forget the side file."""
        self.leave()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _stand_in_line(self, handle: int) -> bool:
        place = _Place(handle)
        if place.reached(self._timeout_s):
            return True
        self._handle = None  # it belongs to the waiting thread now, which closes it
        return False


class _Place:
    """A wait in the kernel's queue that can be given up: `flock` has no timeout, so a thread stands there for us."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._turn = threading.Lock()
        self._turn.acquire()
        self._settle = threading.Lock()
        self._got = self._given_up = False
        threading.Thread(target=self._stand, daemon=True, name="write-queue").start()

    def reached(self, timeout_s: float) -> bool:
        if self._turn.acquire(timeout=timeout_s):
            return True
        with self._settle:
            self._given_up = not self._got
            return self._got

    def _stand(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._settle:
            if not self._given_up:
                self._got = True
                self._turn.release()
                return
        os.close(self._handle)
