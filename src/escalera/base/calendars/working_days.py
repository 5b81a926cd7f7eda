"""Working days: a day that has working hours is one, however many. An arithmetic of its own, never made of minutes.

A term of n working days begins to count on the working day after the one on which it starts, and is over with the end
of the last one's hours. What starts on a day off starts on the next working day, as laws on terms have it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from escalera.base.calendars.hours import FURTHEST, Hours

_DAY = timedelta(days=1)


def is_working_day(hours: Hours, day: date) -> bool:
    """Say whether the day has working hours."""
    return bool(hours.shifts(day))


def working_days_after(hours: Hours, day: date) -> Iterator[date]:
    """Yield the working days that come after a day, until there is none for two years."""
    idle = 0
    while idle < FURTHEST and day < date.max:
        day += _DAY
        idle = 0 if hours.shifts(day) else idle + 1
        if not idle:
            yield day


def working_days_before(hours: Hours, day: date) -> Iterator[date]:
    """Yield the working days that came before a day, latest first, until there was none for two years."""
    idle = 0
    while idle < FURTHEST and day > date.min:
        day -= _DAY
        idle = 0 if hours.shifts(day) else idle + 1
        if not idle:
            yield day


def day_received(hours: Hours, day: date) -> date | None:
    """Return the day itself if it is a working day, else the next one; None if there is none for two years."""
    return day if is_working_day(hours, day) else next(working_days_after(hours, day), None)


def add_working_days(hours: Hours, day: date, count: int) -> date | None:
    """Return the working day that is `count` of them after a day (before it, if negative); the day itself for 0.

    A day off counts as the next working day first (the one before it, if negative). None if there are not that many."""
    days = working_days_after(hours, day) if count > 0 else working_days_before(hours, day)
    steps = abs(count) + (count != 0 and not is_working_day(hours, day))
    for _step in range(steps):
        found = next(days, None)
        if found is None:
            return None
        day = found
    return day


def opening_of(hours: Hours, day: date) -> datetime:
    """Return when a working day's hours begin, in UTC."""
    return hours.shifts(day)[0][0]


def closing_of(hours: Hours, day: date) -> datetime:
    """Return when a working day's hours end, in UTC."""
    return hours.shifts(day)[-1][1]


def days_used(hours: Hours, first_day: date, since: datetime, until: datetime) -> int:
    """Return how many working days after `first_day` ended between two instants: after `since`, by `until`."""
    used, day, last = 0, max(first_day + _DAY, hours.day_of(since) - _DAY), hours.day_of(until)
    while day <= last:
        shifts = hours.shifts(day)
        if shifts and since < shifts[-1][1] <= until:
            used += 1
        day += _DAY
    return used
