"""What others ask of working hours. No calendar at all means: always open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count

from escalera.base.calendars import hours as arithmetic
from escalera.base.calendars.hours import Hours, Span
from escalera.base.calendars.models import Calendar, Holiday, Interval

_MINUTE = timedelta(minutes=1)


def hours_of(calendar: Calendar) -> Hours:
    """Return the calendar as a value: two queries. Ask once, then use `calendars.hours` for many instants."""
    week: list[list[Span]] = [[] for _day in range(7)]
    spans = Interval.objects.filter(calendar=calendar).order_by("weekday", "from_min")
    for weekday, from_min, to_min in spans.values_list("weekday", "from_min", "to_min"):
        week[weekday].append((from_min, to_min))
    days = Holiday.objects.filter(calendar=calendar).values_list("day", "hours")
    return Hours(ZoneInfo(calendar.time_zone), week, {day: [(a, b) for a, b in spans] for day, spans in days})


def is_open_at(calendar: Calendar | None, at: datetime) -> bool:
    """Say whether somebody is there at an instant."""
    return calendar is None or arithmetic.is_open(hours_of(calendar), at)


def next_opening(calendar: Calendar | None, at: datetime) -> datetime | None:
    """Return the first instant from `at` on at which somebody is there: `at` itself if it is open now.

    None if the calendar is closed for the next two years."""
    return at if calendar is None else arithmetic.opening_after(hours_of(calendar), at)


def working_minutes_between(calendar: Calendar | None, since: datetime, until: datetime) -> int:
    """Return the whole working minutes between two instants; negative if `until` comes first."""
    time = until - since if calendar is None else arithmetic.working_time(hours_of(calendar), since, until)
    return time // _MINUTE if time >= timedelta() else -(-time // _MINUTE)


def default_calendar() -> Calendar | None:
    """Return the company's calendar, None if it has none yet."""
    return Calendar.objects.filter(is_default=True).first()


def calendars() -> list[Calendar]:
    """Return all calendars, the company's first, each with `days`: how many exceptional days it knows."""
    found = Calendar.objects.annotate(days=Count("holidays")).order_by("-is_default", "name", "pk")
    return list(found.prefetch_related("intervals"))


def holidays_of(calendar: Calendar, *, year: int) -> Sequence[Holiday]:
    """Return the exceptional days of one year, in order."""
    return list(Holiday.objects.filter(calendar=calendar, day__year=year).order_by("day"))
