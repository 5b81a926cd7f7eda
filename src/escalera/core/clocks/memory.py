"""What is remembered of a ticket between two facts: as much as decides which clocks should run. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from escalera.core.clocks.choices import ClockKind
from escalera.core.clocks.turns import Turn, What

_MOMENTS = (
    "at",
    "opened_at",
    "asked_since",
    "said_at",
    "stay_since",
    "free_since",
    "vendor_since",
    "promise",
    "promised_at",
)


@dataclass(slots=True)
class Memory:
    """`at`: the last fact's instant. `asked_since`: the customer's oldest word without an answer. `said_at`: when one of
    ours last answered. `free_since`: since when nobody holds it. `status`: "open" or what it waits for."""

    at: datetime | None = None
    opened_at: datetime | None = None
    status: str = "open"
    pauses: tuple[str, ...] = ()
    ended: bool = False
    replied: bool = False
    asked_since: datetime | None = None
    said_at: datetime | None = None
    stay: int | None = None
    stay_since: datetime | None = None
    last_stay: int | None = None  # `stay`, or the one that goes on with it
    team: int | None = None
    holder: int | None = None
    free_since: datetime | None = None
    vendor_since: datetime | None = None
    promise: datetime | None = None
    promised_at: datetime | None = None

    def data(self) -> dict[str, Any]:
        """Return it as it is stored; what holds its default is left out."""
        held = ((field.name, getattr(self, field.name), field.default) for field in fields(self))
        return {name: _plain(value) for name, value, default in held if value != default}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Memory:
        return cls(**{name: _value(name, value) for name, value in data.items()})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in _MOMENTS else tuple(value) if name == "pauses" else value


@dataclass(frozen=True, slots=True)
class Situation:
    """What a clock of a kind measures just now: since when, and for which stay."""

    since: datetime
    stay: int | None = None


def situation(kind: str, memory: Memory) -> Situation | None:
    """Return what a clock of this kind should be measuring; None if it has nothing to measure."""
    since = None if memory.ended else _SINCE[kind](memory)
    return None if since is None else Situation(since, memory.stay if kind == ClockKind.STAY else None)


_SINCE: dict[str, Callable[[Memory], datetime | None]] = {
    ClockKind.FIRST_REPLY: lambda m: None if m.replied else m.asked_since,
    ClockKind.NEXT_REPLY: lambda m: m.asked_since if m.replied else None,
    ClockKind.UPDATE: lambda m: m.said_at,
    ClockKind.OWN: lambda m: m.free_since,
    ClockKind.RESOLUTION: lambda m: m.opened_at,
    ClockKind.LEGAL: lambda m: m.opened_at,
    ClockKind.STAY: lambda m: m.stay_since,
    ClockKind.VENDOR: lambda m: m.vendor_since,
    ClockKind.PROMISE: lambda m: m.promised_at if m.promise else None,
}


def remember(memory: Memory, turn: Turn, at: datetime) -> None:
    """Let a fact change what is remembered; `at`: its instant, never before an earlier fact's."""
    memory.at = at
    if heed := _HEED.get(turn.what):
        heed(memory, turn, at)


def _opened(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.opened_at = memory.free_since = at
    memory.asked_since = None if turn.by_agent else at
    _enter(memory, turn)


def _asked(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.asked_since = memory.asked_since or turn.moment or at
    if memory.status == "waiting_customer":
        _go_on(memory, turn, at)


def _absorbed(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.asked_since = memory.asked_since or turn.moment


def _answered(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.replied, memory.asked_since, memory.said_at = True, None, at


def _waits(memory: Memory, turn: Turn, at: datetime) -> None:
    if turn.status != memory.status or turn.status != "waiting_vendor":
        memory.vendor_since = at if turn.status == "waiting_vendor" else None
    memory.status, memory.pauses = turn.status, tuple(sorted(turn.pauses))


def _go_on(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.status, memory.pauses, memory.vendor_since = "open", (), None


def _held(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.holder, memory.free_since = turn.agent, None


def _let_go(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.holder, memory.free_since = None, memory.free_since or at


def _moved(memory: Memory, turn: Turn, at: datetime) -> None:
    _enter(memory, turn)
    memory.free_since = None if memory.holder else at


def _enter(memory: Memory, turn: Turn) -> None:
    if turn.stay is None:
        return
    memory.stay, memory.last_stay = turn.stay.continues or turn.stay.id, turn.stay.id
    memory.stay_since = turn.stay.since
    memory.team, memory.holder = turn.stay.team, turn.stay.holder


def _end(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.ended = True
    _go_on(memory, turn, at)
    if turn.what == What.SOLVED:
        memory.asked_since = memory.promise = None


def _reopened(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.ended = False
    _go_on(memory, turn, at)
    if turn.what == What.REOPENED:
        _enter(memory, turn)
        memory.free_since = None if memory.holder else at
        memory.said_at = at if memory.said_at else None  # silence while it had ended was none


def _promised(memory: Memory, turn: Turn, at: datetime) -> None:
    memory.promise, memory.promised_at = turn.moment, at if turn.moment else None


_HEED: dict[What, Callable[[Memory, Turn, datetime], None]] = {
    What.OPENED: _opened,
    What.ASKED: _asked,
    What.ABSORBED: _absorbed,
    What.ANSWERED: _answered,
    What.WAITS: _waits,
    What.GOES_ON: _go_on,
    What.HELD: _held,
    What.LET_GO: _let_go,
    What.MOVED: _moved,
    What.SOLVED: _end,
    What.ENDED: _end,
    What.REOPENED: _reopened,
    What.RESTORED: _reopened,
    What.PROMISED: _promised,
}
