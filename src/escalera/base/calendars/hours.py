"""Working hours as a value, and arithmetic on it: pure, in UTC, exact over summer and winter time.

A day's hours are told in the calendar's own clock and only then turned into instants: a shift of eight hours on the
clock lasts seven or nine in the night in which the clock is moved. What a day's hours are is asked in one place,
`Hours.on`: exceptions of the day first, then a timetable that is in force then, then the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]  # minutes after midnight, from and to (at most 1440)
Shift = tuple[datetime, datetime]  # instants in UTC
DAY_MIN = 1440
FURTHEST = 800  # days that a search for an opening looks ahead
REMEMBERED = 4000  # days whose shifts one value keeps at hand
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Table:
    """Another week from `first` to `last`, both included. `every_year`: only their month and day count, and the stretch
    may go over New Year."""

    first: date
    last: date
    every_year: bool
    week: Sequence[Sequence[Span]]

    def holds(self, day: date) -> bool:
        if not self.every_year:
            return self.first <= day <= self.last
        first, last, this = ((one.month, one.day) for one in (self.first, self.last, day))
        return first <= this <= last if first <= last else this >= first or this <= last


@dataclass(frozen=True)
class Hours:
    """`week`: the spans of each weekday, Monday first, in order and apart; `days`: days that are otherwise, an
    empty list for a holiday; `tables`: other weeks for parts of the year, the first that holds a day counts. An `Hours`
    without any span is never open."""

    zone: ZoneInfo
    week: Sequence[Sequence[Span]]
    days: Mapping[date, Sequence[Span]] = field(default_factory=dict)
    tables: Sequence[Table] = ()
    _known: dict[date, tuple[Shift, ...]] = field(default_factory=dict, repr=False, compare=False)

    def on(self, day: date) -> Sequence[Span]:
        """Return the spans of one day."""
        exception = self.days.get(day)
        if exception is not None:
            return exception
        for table in self.tables:
            if table.holds(day):
                return table.week[day.weekday()]
        return self.week[day.weekday()]

    def shifts(self, day: date) -> Sequence[Shift]:
        """Return the day's spans as instants in UTC, earliest first; those that the clock skips are left out."""
        known = self._known.get(day)
        if known is None:
            ends = ((self._instant(day, from_min), self._instant(day, to_min)) for from_min, to_min in self.on(day))
            known = tuple((start, end) for start, end in ends if start < end)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[day] = known
        return known

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


def shifts_after(hours: Hours, at: datetime) -> Iterator[Shift]:
    """Yield the shifts that end after `at`, in order, until there is none for two years."""
    day, last = hours.day_of(at), FURTHEST
    while last > 0:
        last -= 1
        for start, end in hours.shifts(day):
            if at < end:
                last = FURTHEST
                yield start, end
        if day == date.max:
            return
        day += _DAY


def shifts_before(hours: Hours, at: datetime) -> Iterator[Shift]:
    """Yield the shifts that begin before `at`, latest first, until there was none for two years."""
    day, last = hours.day_of(at), FURTHEST
    while last > 0:
        last -= 1
        for start, end in reversed(hours.shifts(day)):
            if start < at:
                last = FURTHEST
                yield start, end
        if day == date.min:
            return
        day -= _DAY


def opening_after(hours: Hours, at: datetime) -> datetime | None:
    """Return the first instant from `at` on that lies within working hours (`at` itself if it does), in UTC.

    None if there is none within the next two years."""
    found = next(shifts_after(hours, at), None)
    return None if found is None else max(found[0], at.astimezone(UTC))


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


def end_of_shift(hours: Hours, at: datetime) -> datetime | None:
    """Return when the shift ends in which `at` lies, or else the next one; None if there is none for two years."""
    found = next(shifts_after(hours, at), None)
    return None if found is None else found[1]


def next_start(hours: Hours, at: datetime) -> datetime | None:
    """Return when the next shift begins after `at`, a shift under way not counted."""
    return next((start for start, _end in shifts_after(hours, at) if start > at), None)


def back_to_working_time(hours: Hours, at: datetime) -> datetime | None:
    """Return the last instant up to `at` by which somebody was there: `at` itself, or when they left."""
    found = next(shifts_before(hours, at), None)
    return None if found is None else min(found[1], at.astimezone(UTC))


def working_time(hours: Hours, since: datetime, until: datetime) -> timedelta:
    """Return how much working time lies between two instants; negative if `until` comes first."""
    if until < since:
        return -working_time(hours, until, since)
    total = timedelta()
    day, last = hours.day_of(since), hours.day_of(until)
    while day <= last:
        for start, end in hours.shifts(day):
            if end > since and start < until:
                total += min(end, until) - max(start, since)
        day += _DAY
    return total


def add_working_time(
    hours: Hours, at: datetime, amount: timedelta, *, furthest: timedelta | None = None
) -> datetime | None:
    """Return the first instant at which `amount` of working time has passed since `at`; back from it, if negative.

    What is used up with a shift's end is used up then, not at the next opening. None if the hours never suffice, or
    not within `furthest`."""
    if amount < timedelta():
        return _before(hours, at, -amount)
    if not amount:
        return at.astimezone(UTC)
    for start, end in shifts_after(hours, at):
        begin = max(start, at)
        if amount <= end - begin:
            return (begin + amount).astimezone(UTC)
        amount -= end - begin
        if furthest is not None and end - at > furthest:
            return None
    return None


def _before(hours: Hours, at: datetime, amount: timedelta) -> datetime | None:
    for start, end in shifts_before(hours, at):
        finish = min(end, at)
        if amount <= finish - start:
            return (finish - amount).astimezone(UTC)
        amount -= finish - start
    return None
