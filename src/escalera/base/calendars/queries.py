"""What others ask of working hours. No calendar at all means: always open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from escalera.base.calendars import hours as arithmetic
from escalera.base.calendars.models import Calendar, Holiday, Timetable
from escalera.base.calendars.versions import hours_of
from escalera.base.storage.ready import Ready

_MINUTE = timedelta(minutes=1)
_SOURCE = Ready(lambda: Holiday.objects.exclude(source__in=("", "file")).order_by("pk").values_list("source")[:1])
_DEFAULT = Ready(lambda: Calendar.objects.filter(is_default=True).order_by("pk")[:1])
__all__ = [
    "add_working_minutes", "calendars", "country", "default_calendar", "holidays_of", "hours_of", "is_open_at",
    "next_opening", "timetables_of", "working_minutes_between",
]  # fmt: skip


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


def add_working_minutes(calendar: Calendar | None, at: datetime, minutes: int) -> datetime | None:
    """Return the instant at which so many working minutes have passed since `at`; None if the hours never suffice."""
    if calendar is None:
        return at + minutes * _MINUTE
    return arithmetic.add_working_time(hours_of(calendar), at, minutes * _MINUTE)


def timetables_of(calendar: Calendar) -> list[Timetable]:
    """Return the calendar's timetables, in the order of their first days."""
    return list(Timetable.objects.filter(calendar=calendar).order_by("first", "pk"))


def country(otherwise: str = "ES") -> str:
    """Return the company's country, two letters: where its holidays come from."""
    rows = _SOURCE.rows()
    return (rows[0][0] if rows else otherwise)[:2]


def default_calendar() -> Calendar | None:
    """Return the company's calendar, None if it has none yet."""
    return _DEFAULT.first()


def calendars() -> list[Calendar]:
    """Return all calendars, the company's first, each with `days`: how many exceptional days it knows."""
    found = Calendar.objects.annotate(days=Count("holidays")).order_by("-is_default", "name", "pk")
    return list(found.prefetch_related("intervals"))


def holidays_of(calendar: Calendar, *, year: int) -> Sequence[Holiday]:
    """Return the exceptional days of one year, in order."""
    return list(Holiday.objects.filter(calendar=calendar, day__year=year).order_by("day"))
