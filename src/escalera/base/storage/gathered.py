"""Rows of many callers written in one transaction: for what pours in from outside, one small row at a time.

A database writes one transaction after the other (SQLite) or waits for the disk at each (PostgreSQL). Where two
hundred callers a second each want one row, most of their time is that wait. Here whoever comes first writes for
everybody who came while the one before was writing; each gets its own row, and returns only once it is committed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import connection

from escalera.base.storage.pressing import pressing

T = TypeVar("T")
R = TypeVar("R")
MOST = 100
PATIENCE_S = 30.0


class NotWritten(Exception):
    """Whoever should have written it did not come back in time: the caller does not know, and must say so."""


@dataclass(eq=False)
class _Place(Generic[T, R]):
    """One caller's place in the line."""

    given: T
    turn: threading.Event = field(default_factory=threading.Event)
    result: R | None = None
    error: BaseException | None = None
    is_done: bool = False


class Gathered(Generic[T, R]):
    """`write(given)` commits everything given, in one transaction of its own, and returns a result for each in their
    order. If it raises, each is written alone, so that one bad row fails for its own caller only."""

    def __init__(self, write: Callable[[Sequence[T]], Sequence[R]], *, most: int = MOST) -> None:
        self._write = write
        self._most = most
        self._lock = threading.Lock()
        self._line: deque[_Place[T, R]] = deque()
        self._is_writing = False

    def put(self, given: T) -> R:
        """Write one thing, together with what others want written, and return its result once it is committed.

        Inside a transaction it is written there, alone. Raises: what `write` raises for it, NotWritten."""
        if connection.in_atomic_block:
            return self._write([given])[0]
        place: _Place[T, R] = _Place(given)
        with self._lock:
            self._line.append(place)
            leads = not self._is_writing
            self._is_writing = True
        if not leads and not place.turn.wait(PATIENCE_S):
            self._give_up(place)
        if not place.is_done:
            self._lead()
        if place.error is not None:
            raise place.error
        return place.result  # type: ignore[return-value]

    def _give_up(self, place: _Place[T, R]) -> None:
        """Step out of the line, unless it is one's turn in this very moment. Raises: NotWritten."""
        with self._lock:
            if place.turn.is_set():
                return
            if place in self._line:
                self._line.remove(place)
        raise NotWritten

    def _lead(self) -> None:
        """Write everything that stands in line now, then let the next one who came meanwhile lead."""
        with self._lock:
            batch = [self._line.popleft() for _ in range(min(self._most, len(self._line)))]
        try:
            with pressing():
                self._write_all(batch)
        finally:
            with self._lock:
                following = self._line[0] if self._line else None
                self._is_writing = following is not None
                for place in batch:
                    place.is_done = True
                    place.turn.set()
                if following is not None:
                    following.turn.set()

    def _write_all(self, batch: Sequence[_Place[T, R]]) -> None:
        try:
            for place, result in zip(batch, self._write([one.given for one in batch]), strict=True):
                place.result = result
        except Exception as error:  # noqa: BLE001 - it is raised again, to whom it concerns
            if len(batch) == 1:
                batch[0].error = error
                return
            for place in batch:
                self._write_all([place])
