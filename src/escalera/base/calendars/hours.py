"""Working hours as a value, and arithmetic on it: pure, in UTC, exact over summer and winter time.

A day's hours are told in the calendar's own clock and only then turned into instants: a shift of eight hours on the
clock lasts seven or nine in the night in which the clock is moved. What a day's hours are is asked in one place,
`Hours.on`: exceptions of the day first, then the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]  # minutes after midnight, from and to (at most 1440)
DAY_MIN = 1440
FURTHEST = 800  # days that a search for an opening looks ahead
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """`week`: the spans of each weekday, Monday first, in order and apart; `days`: days that are otherwise, an
    empty list for a holiday. An `Hours` without any span is never open."""

    zone: ZoneInfo
    week: Sequence[Sequence[Span]]
    days: Mapping[date, Sequence[Span]] = field(default_factory=dict)

    def on(self, day: date) -> Sequence[Span]:
        """Return the spans of one day."""
        exception = self.days.get(day)
        return self.week[day.weekday()] if exception is None else exception

    def shifts(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the day's spans as instants in UTC, earliest first; those that the clock skips are left out."""
        for from_min, to_min in self.on(day):
            start, end = self._instant(day, from_min), self._instant(day, to_min)
            if start < end:
                yield start, end

    def day_of(self, at: datetime) -> date:
        """Return the calendar's own date at an instant."""
        return at.astimezone(self.zone).date()

    def _instant(self, day: date, minute: int) -> datetime:
        if minute >= DAY_MIN:
            day, minute = day + _DAY, minute - DAY_MIN
        return datetime.combine(day, time(minute // 60, minute % 60), self.zone).astimezone(UTC)


def is_open(hours: Hours, at: datetime) -> bool:
    """Say whether an instant lies within working hours; a span's end does not."""
    return any(start <= at < end for start, end in hours.shifts(hours.day_of(at)))


def opening_after(hours: Hours, at: datetime) -> datetime | None:
    """Return the first instant from `at` on that lies within working hours (`at` itself if it does), in UTC.

    None if there is none within the next two years."""
    day = hours.day_of(at)
    for _n in range(FURTHEST):
        for start, end in hours.shifts(day):
            if at < end:
                return max(start, at.astimezone(UTC))
        day += _DAY
    return None


def closing_after(hours: Hours, at: datetime) -> datetime | None:
    """Return when the span ends that is open at `at`, joined over midnight; None if it is closed then."""
    end: datetime | None = None
    day = hours.day_of(at)
    for _n in range(FURTHEST):
        for start, stop in hours.shifts(day):
            if start <= (end or at) < stop:
                end = stop
        if end is None or hours.day_of(end) <= day:
            return end
        day += _DAY
    return end


def working_time(hours: Hours, since: datetime, until: datetime) -> timedelta:
    """Return how much working time lies between two instants; negative if `until` comes first."""
    if until < since:
        return -working_time(hours, until, since)
    total = timedelta()
    day, last = hours.day_of(since), hours.day_of(until)
    while day <= last:
        for start, end in hours.shifts(day):
            total += max(timedelta(), min(end, until) - max(start, since))
        day += _DAY
    return total
