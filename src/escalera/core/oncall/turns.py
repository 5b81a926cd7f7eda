"""Who is on call when: a pure function of a rotation's layers, overrides and absences. Exact over summer and winter time.

A turn begins at an hour of the rotation's own clock; a day on which the clock is moved has 23 or 25 hours, and so has the
turn. Spans are half-open, instants are UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from escalera.base.calendars.hours import Hours

_DAY = timedelta(days=1)
LONGEST = timedelta(days=400)  # that one question may look at


class Because(StrEnum):
    """Why this person."""

    TURN = "turn"
    OVERRIDE = "override"
    AWAY = "away"  # the one whose turn it is (or who took it) is away: the next in order


@dataclass(frozen=True, slots=True)
class Taken:
    """A span that somebody took over."""

    agent: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """A time away; `until` None: until they say that they are back."""

    agent: int
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Line:
    """A layer as a value. `people`: in the order of their turns. `hours`: what it covers, None for always;
    `outside`: what lies outside these hours. `taken`: the last one counts."""

    key: int
    people: tuple[int, ...]
    zone: ZoneInfo
    starts_on: date
    handover_min: int
    days: int
    hours: Hours | None = None
    outside: bool = False
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A rotation as a value; `lines` in the order in which they are asked."""

    lines: tuple[Line, ...]
    away: tuple[Away, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch in which one line has the same person; `agent` None: nobody. `planned`: whose turn it is."""

    line: int
    agent: int | None
    planned: int | None
    because: Because
    since: datetime
    until: datetime


def on_call(plan: Plan, at: datetime) -> int | None:
    """Return who is asked first at an instant; None if nobody is on call."""
    return next(iter(chain(plan, at)), None)


def chain(plan: Plan, at: datetime) -> list[int]:
    """Return everybody who may be asked at an instant, in order: who is on call on each line that covers it, then the
    others of these lines in the order of their turns. Who is away is left out."""
    lines = [line for line in plan.lines if covers(line, at)]
    first = [_who(line, plan.away, at)[0] for line in lines]
    others = [agent for line in lines for agent in _after(line, at) if not _is_away(plan.away, agent, at)]
    return list(dict.fromkeys(agent for agent in [*first, *others] if agent is not None))


def shifts(plan: Plan, since: datetime, until: datetime) -> list[Shift]:
    """Return every line's shifts within a span, line by line, in order; those at its edges are cut there."""
    until = min(until, since + LONGEST)
    return [shift for line in plan.lines for shift in _joined(_pieces(line, plan.away, since, until))]


def gaps(plan: Plan, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return when nobody at all is on call within a span."""
    until = min(until, since + LONGEST)
    found: list[tuple[datetime, datetime]] = []
    free = since
    for shift in sorted((one for one in shifts(plan, since, until) if one.agent is not None), key=_start):
        if shift.since > free:
            found.append((free, shift.since))
        free = max(free, shift.until)
    return [*found, (free, until)] if free < until else found


def covers(line: Line, at: datetime) -> bool:
    """Say whether a line covers an instant at all."""
    if line.hours is None:
        return True
    is_open = any(start <= at < end for start, end in _open(line.hours, at, at))
    return is_open != line.outside


def turn_at(line: Line, at: datetime) -> int | None:
    """Return the number of the turn at an instant, from 0; None before the first."""
    day = at.astimezone(line.zone).date()
    number = (day - line.starts_on).days // line.days
    if at < _begins(line, number):  # on the day of the handover, before its hour
        number -= 1
    return number if number >= 0 else None


def _start(shift: Shift) -> datetime:
    return shift.since


def _begins(line: Line, number: int) -> datetime:
    day = line.starts_on + number * line.days * _DAY
    wall = time(line.handover_min // 60, line.handover_min % 60)
    return datetime.combine(day, wall, line.zone).astimezone(UTC)


def _pieces(line: Line, away: Sequence[Away], since: datetime, until: datetime) -> Iterator[Shift]:
    """Cut the span wherever anything may change, and ask each piece once."""
    cuts = {since, until}
    cuts |= {moment for moment in _changes(line, away, since, until) if since < moment < until}
    for start, end in pairwise(sorted(cuts)):
        if covers(line, start) and (turn_at(line, start) is not None or _taken(line, start) is not None):
            agent, planned, because = _who(line, away, start)
            yield Shift(line.key, agent, planned, because, start, end)


def _changes(line: Line, away: Sequence[Away], since: datetime, until: datetime) -> Iterator[datetime]:
    number = max(turn_at(line, since) or 0, 0)
    while (moment := _begins(line, number)) < until:
        yield moment
        number += 1
    if line.hours is not None:
        for start, end in _open(line.hours, since, until):
            yield from (start, end)
    for one in line.taken:
        yield from (one.since, one.until)
    for gone in away:
        yield gone.since
        if gone.until is not None:
            yield gone.until


def _open(hours: Hours, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open spans of the days around; a shift of the evening before may reach over midnight."""
    day, last = hours.day_of(since) - _DAY, hours.day_of(until) + _DAY
    while day <= last:
        yield from hours.shifts(day)
        day += _DAY


def _who(line: Line, away: Sequence[Away], at: datetime) -> tuple[int | None, int | None, Because]:
    """Return who has the line at an instant, whose turn it is, and why."""
    order = _after(line, at)
    planned = order[0] if order else None
    wanted = _taken(line, at)
    if wanted is not None and not _is_away(away, wanted, at):
        return wanted, planned, Because.OVERRIDE
    if planned is not None and wanted is None and not _is_away(away, planned, at):
        return planned, planned, Because.TURN
    here = (agent for agent in order if agent != wanted and not _is_away(away, agent, at))
    return next(here, None), wanted if wanted is not None else planned, Because.AWAY


def _after(line: Line, at: datetime) -> tuple[int, ...]:
    """Return the people in order, beginning with whose turn it is; nobody before the first turn."""
    number = turn_at(line, at)
    if number is None or not line.people:
        return ()
    first = number % len(line.people)
    return line.people[first:] + line.people[:first]


def _taken(line: Line, at: datetime) -> int | None:
    return next((one.agent for one in reversed(line.taken) if one.since <= at < one.until), None)


def _is_away(away: Iterable[Away], agent: int, at: datetime) -> bool:
    return any(one.agent == agent and one.since <= at and (one.until is None or at < one.until) for one in away)


def _joined(pieces: Iterable[Shift]) -> Iterator[Shift]:
    """Join neighbours that say the same."""
    last: Shift | None = None
    for piece in pieces:
        same = last is not None and (last.until, last.agent, last.planned, last.because) == (
            piece.since, piece.agent, piece.planned, piece.because,
        )  # fmt: skip
        if last is not None and same:
            last = Shift(last.line, last.agent, last.planned, last.because, last.since, piece.until)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
