"""How much time of a unit lies between two instants, and when an amount of it is used up. Pure.

Each unit has its own arithmetic; nothing is converted. A working day counts once its last hours have ended; the day on
which a clock starts does not count (what starts on a day off starts on the next working day)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from escalera.base.calendars.hours import DAY_MIN, Hours, add_working_time, working_time
from escalera.base.calendars.working_days import closing_of, day_received, days_used, opening_of, working_days_after
from escalera.core.clocks.choices import Unit

ALWAYS = Hours(ZoneInfo("UTC"), [[(0, DAY_MIN)]] * 7)
FURTHEST = timedelta(days=20 * 366)
NOTHING = timedelta()
_DAY = timedelta(days=1)


class Measure(Protocol):
    """Amounts are told as in `targets.amount_of`."""

    def spent(self, since: datetime, until: datetime) -> timedelta:
        """Return how much lies between two instants; nothing if `until` comes first."""

    def reach(self, since: datetime, amount: timedelta) -> datetime | None:
        """Return the instant at which `amount` has passed since `since`; None if never, or not in twenty years."""

    def share(self, since: datetime, elapsed: timedelta, amount: timedelta, percent: int) -> datetime | None:
        """Return the instant, not before `since`, at which `percent` of the amount is used up."""


@dataclass(frozen=True, slots=True)
class CalendarMinutes:
    def spent(self, since: datetime, until: datetime) -> timedelta:
        return max(NOTHING, until - since)

    def reach(self, since: datetime, amount: timedelta) -> datetime | None:
        return since + amount

    def share(self, since: datetime, elapsed: timedelta, amount: timedelta, percent: int) -> datetime | None:
        return since + max(NOTHING, amount * percent / 100 - elapsed)


@dataclass(frozen=True, slots=True)
class WorkingMinutes:
    hours: Hours

    def spent(self, since: datetime, until: datetime) -> timedelta:
        return working_time(self.hours, since, until) if since < until else NOTHING

    def reach(self, since: datetime, amount: timedelta) -> datetime | None:
        return add_working_time(self.hours, since, amount, furthest=FURTHEST)

    def share(self, since: datetime, elapsed: timedelta, amount: timedelta, percent: int) -> datetime | None:
        return self.reach(since, max(NOTHING, amount * percent / 100 - elapsed))


@dataclass(frozen=True, slots=True)
class WorkingDays:
    hours: Hours
    started_at: datetime

    def spent(self, since: datetime, until: datetime) -> timedelta:
        first = self._received()
        return _DAY * days_used(self.hours, first, since, until) if first and since < until else NOTHING

    def reach(self, since: datetime, amount: timedelta) -> datetime | None:
        day = self._counted(since, amount.days)
        return closing_of(self.hours, day) if day else None

    def share(self, since: datetime, elapsed: timedelta, amount: timedelta, percent: int) -> datetime | None:
        """Whole days before are used up: it is said when the next one begins, to people who are there."""
        used = amount.days * percent // 100
        if used < elapsed.days:
            return since
        day = self._counted(since, used - elapsed.days + 1)
        return max(since, opening_of(self.hours, day)) if day else None

    def _received(self) -> date | None:
        return day_received(self.hours, self.hours.day_of(self.started_at))

    def _counted(self, since: datetime, number: int) -> date | None:
        """Return the `number`-th working day that counts and ends after `since`."""
        for place, day in enumerate(self._counting(since), start=1):
            if place >= number:
                return day
            if closing_of(self.hours, day) - since > FURTHEST:
                break
        return None

    def _counting(self, since: datetime) -> Iterator[date]:
        first = self._received()
        if first is None:
            return
        after = max(first, self.hours.day_of(since) - 2 * _DAY)
        for day in working_days_after(self.hours, after):
            if closing_of(self.hours, day) > since:
                yield day


def measure(unit: str, hours: Hours | None, started_at: datetime) -> Measure:
    """Return the arithmetic of a unit. `hours` None: always open."""
    if unit == Unit.CALENDAR_MINUTES or (hours is None and unit == Unit.WORKING_MINUTES):
        return CalendarMinutes()
    if unit == Unit.WORKING_MINUTES and hours is not None:
        return WorkingMinutes(hours)
    return WorkingDays(hours or ALWAYS, started_at.astimezone(UTC))
