"""Spans of time as people say them: "4 working hours", "2 days". Units are never turned into one another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from escalera.base.calendars.hours import Hours
from escalera.base.calendars.models import Calendar
from escalera.base.calendars.queries import default_calendar, hours_of
from escalera.core.deeds.inputs import Words
from escalera.core.tickets.models import Ticket

WORKING_MINUTES, WORKING_HOURS, WORKING_DAYS = "working_minutes", "working_hours", "working_days"
MINUTES, HOURS, DAYS = "minutes", "hours", "days"
LONGEST_DAYS = 366
_DAY = timedelta(days=1)
_LOOK = 1500  # days that a span of working time may reach


def units() -> Sequence[tuple[str, Words]]:
    return [
        (WORKING_MINUTES, _("working minutes")),
        (WORKING_HOURS, _("working hours")),
        (WORKING_DAYS, _("working days")),
        (MINUTES, _("minutes")),
        (HOURS, _("hours")),
        (DAYS, _("days")),
    ]


def words(amount: int, unit: str) -> str:
    """Say a span: "4 working hours"."""
    forms = {
        WORKING_MINUTES: ngettext("%(n)d working minute", "%(n)d working minutes", amount),
        WORKING_HOURS: ngettext("%(n)d working hour", "%(n)d working hours", amount),
        WORKING_DAYS: ngettext("%(n)d working day", "%(n)d working days", amount),
        MINUTES: ngettext("%(n)d minute", "%(n)d minutes", amount),
        HOURS: ngettext("%(n)d hour", "%(n)d hours", amount),
        DAYS: ngettext("%(n)d day", "%(n)d days", amount),
    }
    return forms[unit] % {"n": amount}


def calendar_of(ticket: Ticket) -> Calendar | None:
    """Return the calendar that counts for a ticket: its team's, else the company's; None: always open."""
    return ticket.team.calendar if ticket.team.calendar_id else default_calendar()


def moment_after(since: datetime, amount: int, unit: str, calendar: Calendar | None) -> datetime | None:
    """Return when a span that begins at `since` is over; None if the calendar never opens that long.

    Working days: as many days on which somebody works, at the same time of day as `since`."""
    hours = hours_of(calendar) if calendar is not None and unit.startswith("working") else None
    return over(since, amount, unit, hours)


def over(since: datetime, amount: int, unit: str, hours: Hours | None) -> datetime | None:
    """The same for hours that are known already; None: always open."""
    if unit in (MINUTES, HOURS, DAYS) or hours is None:
        return since + timedelta(**{unit.removeprefix("working_"): amount})
    if unit == WORKING_DAYS:
        return _working_days(hours, since, amount)
    return _working_time(hours, since, timedelta(minutes=amount if unit == WORKING_MINUTES else amount * 60))


def _working_time(hours: Hours, since: datetime, left: timedelta) -> datetime | None:
    day = hours.day_of(since) - _DAY
    for _n in range(_LOOK):
        for start, end in hours.shifts(day):
            start = max(start, since)
            if end <= start:
                continue
            if left <= end - start:
                return start + left
            left -= end - start
        day += _DAY
    return None


def _working_days(hours: Hours, since: datetime, amount: int) -> datetime | None:
    day, wall = hours.day_of(since), since.astimezone(hours.zone).time()
    for _n in range(_LOOK):
        if amount == 0:
            break
        day += _DAY
        amount -= 1 if any(True for _shift in hours.shifts(day)) else 0
    return None if amount else datetime.combine(day, wall, hours.zone)


def fits(amount: int, unit: str) -> bool:
    """Say whether a span is one that the desk keeps: more than nothing, at most a year."""
    longest = {MINUTES: 1440, WORKING_MINUTES: 1440, HOURS: 24, WORKING_HOURS: 24, DAYS: 1, WORKING_DAYS: 1}
    return unit in longest and 0 < amount <= longest[unit] * LONGEST_DAYS
