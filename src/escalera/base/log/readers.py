"""Readers: what follows from the log later, each at its own pace, with a stored position.

A batch's database effects and the new position commit together, so a reader killed at any point goes on with nothing
lost and nothing done twice. What a handler does outside the database it may do again."""

from __future__ import annotations

import logging
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from escalera.base.log.facts import Fact
from escalera.base.log.models import Event, ReaderState
from escalera.base.log.tail import START, Position, count_after, head, next_at, tail
from escalera.base.storage.ready import Ready, update

Handler = Callable[[Sequence[Event]], None]
LONGEST_PAUSE_S = 300
LATE_AFTER = timedelta(minutes=2)
COUNT_AT_MOST = 100_000
ERROR_CHARACTERS = 4000
TURN_S = 0.015  # how long a reader may hold SQLite's only pen while others wait for it

logger = logging.getLogger(__name__)
_LOCKED = Ready(lambda name: ReaderState.objects.select_for_update(skip_locked=True).filter(name=name))


@dataclass(frozen=True, slots=True)
class Reader:
    """A registered reader; `names` are the facts it wants (None: all)."""

    name: str
    handle: Handler
    names: frozenset[str] | None
    from_start: bool
    history: bool = False

    def wants(self, event: Event) -> bool:
        if event.is_history and not self.history:
            return False
        return self.names is None or event.name in self.names


@dataclass(frozen=True, slots=True)
class StuckReader:
    """A reader that does not get on. `behind`: unread events, counted up to 100,000."""

    name: str
    error: str
    behind: int
    attempts: int
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What stands after one place of the log, read once for all readers that stand there."""

    before: Position
    events: list[Event]
    after: Position


_READERS: dict[str, Reader] = {}


def reader(
    name: str,
    *,
    facts: Sequence[type[Fact]] | None = None,
    names: Collection[str] = (),
    from_start: bool = True,
    history: bool = False,
) -> Callable[[Handler], Handler]:
    """Register `handle(events)` under a name that is kept for ever: the position is stored under it.

    Each call gets between one and `limit` events of the wanted facts, in the log's order, inside a transaction.
    `names`: facts by name, for whoever keeps them as words. `history`: also what was brought in from elsewhere (see
    `history.py`): for readers that reach nobody.
    `from_start=False`: a reader seen for the first time begins after the newest event."""

    def register(handle: Handler) -> Handler:
        known = _READERS.get(name)
        if known is not None and _path(known.handle) != _path(handle):
            raise ValueError(f"two readers are called {name}")
        every = facts is None and not names
        wanted = None if every else frozenset((*names, *(fact.name for fact in facts or ())))
        _READERS[name] = Reader(name, handle, wanted, from_start, history)
        return handle

    return register


def forget_reader(name: str) -> None:
    """Take a reader out of this process; its stored position stays. For tests and plug-ins."""
    _READERS.pop(name, None)


def read_once(name: str, limit: int = 500, *, now: datetime | None = None, ahead: Ahead | None = None) -> int:
    """Let one reader read its next batch; return how many events it went past. `ahead`: what was read for it already.

    Returns 0 when there is nothing to read, another worker has this reader, or it is put off. A batch that fails is
    rolled back and halved until the event that fails stands alone; that one is tried again later, with the error kept
    in the reader's state. Raises: only what the database itself raises before any event was handled."""
    one = _READERS[name]
    now = now or timezone.now()
    while True:
        batch = _Batch(one, limit, now, ahead)
        try:
            with transaction.atomic():
                went_past = batch.read()
            _note_pace(batch)
            return went_past
        except Exception as error:
            if batch.size == 0:
                raise
            if batch.size == 1:
                _put_off(batch, error)
                return 0
            limit = batch.size // 2


def read_all(limit: int = 500, *, now: datetime | None = None) -> int:
    """Let every registered reader read until all are drained or put off; return how many events they went past.

    Readers that stand at the same place and want none of the next events move on together, in one statement."""
    now = now or timezone.now()
    total = 0
    while moved := sum(_read_together(position, group, limit, now) for position, group in _standing(now).items()):
        total += moved
    return total


def stuck_readers(now: datetime) -> list[StuckReader]:
    """List the readers with an error, and those with an unread event older than two minutes."""
    states = ReaderState.objects.filter(name__in=_READERS).order_by("name")
    return [_stuck(state) for state in states if state.error or _is_late(_position(state), now)]


class _Batch:
    """One try: lock the state, read, handle, move on. `size` tells afterwards how many events were in it."""

    def __init__(self, one: Reader, limit: int, now: datetime, ahead: Ahead | None) -> None:
        self.reader, self.limit, self.now, self.ahead = one, limit, now, ahead
        self.size = 0
        self.took_s = 0.0
        self.before = START

    def read(self) -> int:
        state = self._lock()
        if state is None or (state.next_try_at is not None and state.next_try_at > self.now):
            return 0
        self.before = _position(state)
        events, after = self._events(1 if state.attempts else self.limit)
        if not events:
            return 0
        self.size = len(events)
        began = time.monotonic()
        wanted = [event for event in events if self.reader.wants(event)]
        if wanted:
            self.reader.handle(wanted)
        state.xid, state.event_id, state.read_at = after.xid, after.event_id, self.now
        state.attempts, state.next_try_at, state.error = 0, None, ""
        update(state, "xid", "event_id", "read_at", "attempts", "next_try_at", "error")
        self.took_s = time.monotonic() - began
        return self.size

    def _events(self, limit: int) -> tuple[list[Event], Position]:
        """Return the next events. What was read ahead from this very place is not read again: it has not changed."""
        if self.ahead is not None and self.ahead.before == self.before and len(self.ahead.events) <= limit:
            return self.ahead.events, self.ahead.after
        return tail(self.before, limit=limit)

    def _lock(self) -> ReaderState | None:
        """Return the state, locked; None if another worker holds it."""
        state = _LOCKED.first(self.reader.name)
        if state is None and _ensure_state(self.reader):
            state = _LOCKED.first(self.reader.name)
        return state


def _ensure_state(one: Reader) -> bool:
    """Make the state of a reader seen for the first time; say whether this call made it."""
    if ReaderState.objects.filter(name=one.name).exists():
        return False
    at = START if one.from_start else head()
    _, made = ReaderState.objects.get_or_create(name=one.name, defaults={"xid": at.xid, "event_id": at.event_id})
    return made


def _standing(now: datetime) -> dict[Position, list[Reader]]:
    """Group the readers that may read now by where they stand."""
    states = {state.name: state for state in ReaderState.objects.filter(name__in=_READERS)}
    for name in _READERS.keys() - states.keys():
        _ensure_state(_READERS[name])
        states[name] = ReaderState.objects.get(name=name)
    groups: dict[Position, list[Reader]] = defaultdict(list)
    for name, state in sorted(states.items()):
        if state.next_try_at is None or state.next_try_at <= now:
            groups[_position(state)].append(_READERS[name])
    return groups


def _read_together(position: Position, group: list[Reader], limit: int, now: datetime) -> int:
    events, after = tail(position, limit=limit)
    if not events:
        return 0
    uninterested = [one.name for one in group if not any(one.wants(event) for event in events)]
    moved = 0
    if uninterested:
        # Only rows that still stand where we saw them: another worker may have moved one meanwhile.
        states = ReaderState.objects.filter(
            name__in=uninterested, xid=position.xid, event_id=position.event_id, attempts=0
        )
        moved = len(events) * states.update(xid=after.xid, event_id=after.event_id, read_at=now)
    ahead = Ahead(position, events, after)
    for one in group:
        if one.name in uninterested:
            continue
        turn = _turn_of(one.name, limit)
        moved += read_once(one.name, turn, now=now, ahead=ahead if len(events) <= turn else None)
    return moved


_TURNS: dict[str, int] = {}  # events that a reader gets through in one turn; only where there is one writer


def _turn_of(name: str, limit: int) -> int:
    return min(limit, _TURNS.get(name, limit)) if connection.vendor == "sqlite" else limit


def _note_pace(batch: _Batch) -> None:
    """Learn how much fits into a turn: half of what was measured last, half of what is known."""
    if batch.size == 0 or connection.vendor != "sqlite":
        return
    fits = batch.size * TURN_S / max(batch.took_s, 1e-6)
    known = _TURNS.get(batch.reader.name, batch.limit)
    _TURNS[batch.reader.name] = int(min(500, max(1, (fits + known) / 2)))


def _put_off(batch: _Batch, error: Exception) -> None:
    logger.error("Reader %s cannot take the event after %s", batch.reader.name, batch.before, exc_info=error)
    with transaction.atomic():
        states = ReaderState.objects.select_for_update().filter(
            name=batch.reader.name, xid=batch.before.xid, event_id=batch.before.event_id
        )
        for state in states:
            state.attempts += 1
            pause_s = min(LONGEST_PAUSE_S, 2 ** min(state.attempts - 1, 20))
            state.next_try_at = batch.now + timedelta(seconds=pause_s)
            state.error = "".join(traceback.format_exception(error))[-ERROR_CHARACTERS:]
            state.save()


def _position(state: ReaderState) -> Position:
    return Position(state.xid, state.event_id)


def _stuck(state: ReaderState) -> StuckReader:
    behind = count_after(_position(state), at_most=COUNT_AT_MOST)
    return StuckReader(state.name, state.error, behind, state.attempts, state.next_try_at)


def _is_late(position: Position, now: datetime) -> bool:
    first_unread_at = next_at(position)
    return first_unread_at is not None and first_unread_at < now - LATE_AFTER


def _path(handle: Handler) -> str:
    return f"{getattr(handle, '__module__', '')}.{getattr(handle, '__qualname__', repr(handle))}"
