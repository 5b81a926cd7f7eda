"""A fair queue of the writers of one SQLite file, across threads and processes.

SQLite's own waiting is sleep-and-retry, so under load some writers wait for seconds while others pass. Here the
threads of a process stand in line, and the first of each process holds an exclusive `flock` on a side file, for which
the kernel keeps the line, and which it releases when a process dies. All this only decides *who is next*: what keeps
writers apart is still SQLite's lock, so going on without a place is slow, never wrong."""

from __future__ import annotations

import os
import threading
from collections import defaultdict, deque

from escalera.base.storage.pressing import is_pressing

try:
    import fcntl
except ImportError:  # Windows: between processes SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]


class WriteQueue:
    """One connection's place in the queue; not for use by two threads at a time."""

    def __init__(self, path: str, timeout_s: float) -> None:
        self._path = path
        self._timeout_s = timeout_s
        self._line: _Line | None = None
        self._handle: int | None = None
        self._held = False

    def enter(self) -> None:
        """Wait for the place, at most `timeout_s` for other threads and as long for other processes; after that go
        on without it."""
        if fcntl is None or self._line is not None:
            return
        line = _LINES[self._path]
        if line.enter(self._timeout_s):
            self._line = line
            self._held = self._take()

    def leave(self) -> None:
        """Give the place up; nothing happens if it is not held."""
        if self._held and self._handle is not None:
            self._held = False
            fcntl.flock(self._handle, fcntl.LOCK_UN)
        if self._line is not None:
            line, self._line = self._line, None
            line.leave()

    def close(self) -> None:
        """Give the place up and forget the side file."""
        self.leave()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _take(self) -> bool:
        try:
            if self._handle is None:
                self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._wait_for_other_processes()
        except OSError:  # a folder or a file system that cannot do this: no queue
            return False
        return True

    def _wait_for_other_processes(self) -> bool:
        assert self._handle is not None
        if _KernelWait(self._handle).ended(self._timeout_s):
            return True
        self._handle = None  # it belongs to the waiting thread now, which closes it
        return False


class _Line:
    """The threads of this process that want to write to one file: first come, first served, the pressing ones before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._busy = False

    def enter(self, timeout_s: float) -> bool:
        with self._lock:
            if not self._busy:
                self._busy = True
                return True
            turn = threading.Lock()
            turn.acquire()
            if is_pressing():
                self._waiting.appendleft(turn)
            else:
                self._waiting.append(turn)
        if turn.acquire(timeout=timeout_s):
            return True
        with self._lock:
            if turn not in self._waiting:  # our turn came at the last moment
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._busy = False


class _KernelWait:
    """A wait for `flock` that can be given up: it has no timeout, so a thread stands there for us."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._turn = threading.Lock()
        self._turn.acquire()
        self._settle = threading.Lock()
        self._got = self._given_up = False
        threading.Thread(target=self._stand, daemon=True, name="write-queue").start()

    def ended(self, timeout_s: float) -> bool:
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


_LINES: defaultdict[str, _Line] = defaultdict(_Line)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LINES.clear)  # those who stood in line are threads of the parent
