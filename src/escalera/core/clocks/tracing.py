"""A ticket's way as one clock saw it: when it stood still and why, and in whose hands it ran. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from escalera.core.clocks.choices import ClockKind
from escalera.core.clocks.measuring import NOTHING, Measure
from escalera.core.clocks.memory import Memory, remember
from escalera.core.clocks.runs import Run
from escalera.core.clocks.turns import Turn, What

_SILENT = (What.WARNED, What.BREACHED)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the ticket's life in which nothing changed for a clock. `who`, `by`: who began the wait, if it waits."""

    since: datetime
    until: datetime
    still: bool
    status: str
    reason: str
    by: int | None
    who: str
    team: int | None
    holder: int | None


@dataclass(frozen=True, slots=True)
class Hands:
    """How much of a clock's time somebody had it; `spent` as the clock counts, `waited` while it stood still."""

    team: int | None
    holder: int | None
    spent: timedelta
    waited: timedelta


def stretches(turns: Iterable[Turn], run: Run, at: datetime) -> list[Stretch]:
    """Return a clock's life up to `at` (or its end) in parts, in order."""
    end = min(run.stopped_at or at, at)
    found = [_cut(one, run.started_at, end) for one in _all(turns, run.kind, end)]
    return [one for one in found if one.since < one.until]


def pauses(parts: Iterable[Stretch]) -> list[Stretch]:
    """Return the times in which the clock stood still; hands that changed meanwhile make no new one."""
    found: list[Stretch] = []
    for part in parts:
        if not part.still:
            continue
        last = found[-1] if found else None
        if last and last.until == part.since and (last.status, last.reason, last.by) == (
            part.status, part.reason, part.by,
        ):  # fmt: skip
            found[-1] = replace(last, until=part.until)
        else:
            found.append(part)
    return found


def hands(parts: Iterable[Stretch], measure: Measure) -> list[Hands]:
    """Return who had it and how much of its time, in the order in which they first had it."""
    found: dict[tuple[int | None, int | None], Hands] = {}
    for part in parts:
        key = (part.team, part.holder)
        now = found.get(key, Hands(*key, NOTHING, NOTHING))
        if part.still:
            found[key] = replace(now, waited=now.waited + (part.until - part.since))
        else:
            found[key] = replace(now, spent=now.spent + measure.spent(part.since, part.until))
    return list(found.values())


def _all(turns: Iterable[Turn], kind: str, end: datetime) -> Iterator[Stretch]:
    memory, since, cause = Memory(), None, None
    for turn in turns:
        if turn.what in _SILENT:
            continue
        at = max(turn.at, memory.at) if memory.at else turn.at
        if since is not None:
            yield _stretch(memory, kind, since, at, cause)
        remember(memory, turn, at)
        since = at
        if turn.what == What.WAITS or not memory.pauses:
            cause = turn
    if since is not None and since < end:
        yield _stretch(memory, kind, since, end, cause)


def _stretch(memory: Memory, kind: str, since: datetime, until: datetime, cause: Turn | None) -> Stretch:
    still = (kind in memory.pauses and kind != ClockKind.PROMISE) or memory.ended
    by, who, reason = (cause.by, cause.who, cause.reason) if cause else (None, "", "")
    return Stretch(since, until, still, memory.status, reason, by, who, memory.team, memory.holder)


def _cut(part: Stretch, start: datetime, end: datetime) -> Stretch:
    return replace(part, since=max(part.since, start), until=min(part.until, end))
