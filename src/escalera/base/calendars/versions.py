"""A calendar's versions: what was measured by one can be measured again, whatever became of the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from escalera.base.calendars.hours import Hours, Span, Table
from escalera.base.calendars.models import Calendar, CalendarVersion, Holiday, Interval, Timetable


def hours_of(calendar: Calendar) -> Hours:
    """Return the calendar as a value: three queries. Ask once, then use `calendars.hours` for many instants."""
    return hours_from(data_of(calendar))


def hours_from(data: dict[str, Any]) -> Hours:
    """Return a version's data as a value."""
    tables = [_table(one) for one in data["timetables"]]
    days = {date.fromisoformat(day): _spans(spans) for day, spans in data["days"].items()}
    return Hours(ZoneInfo(data["zone"]), _week(data["week"]), days, tables)


def data_of(calendar: Calendar) -> dict[str, Any]:
    """Return the calendar as it is now, as data (see `CalendarVersion`)."""
    week: list[list[list[int]]] = [[] for _day in range(7)]
    spans = Interval.objects.filter(calendar=calendar).order_by("weekday", "from_min")
    for weekday, from_min, to_min in spans.values_list("weekday", "from_min", "to_min"):
        week[weekday].append([from_min, to_min])
    tables = Timetable.objects.filter(calendar=calendar).order_by("first", "pk")
    days = Holiday.objects.filter(calendar=calendar).order_by("day").values_list("day", "hours")
    return {
        "zone": calendar.time_zone,
        "week": week,
        "timetables": [_table_data(table) for table in tables],
        "days": {day.isoformat(): spans for day, spans in days},
    }


def snapshot(calendar: Calendar, at: datetime, *, event_id: int = 0) -> CalendarVersion:
    """Keep the calendar as it is now under its present number; what is kept already stays. `event_id`: the change."""
    defaults = {"name": calendar.name, "at": at, "event_id": event_id, "data": data_of(calendar)}
    version, _made = CalendarVersion.objects.get_or_create(
        calendar=calendar, number=calendar.version, defaults=defaults
    )
    return version


def make_missing(at: datetime) -> None:
    """Keep a first version of each calendar that has none of its present number."""
    kept = set(CalendarVersion.objects.values_list("calendar_id", "number"))
    for calendar in Calendar.objects.order_by("pk"):
        if (calendar.pk, calendar.version) not in kept:
            snapshot(calendar, at)


def all_versions() -> list[CalendarVersion]:
    """Return all versions of all calendars, removed ones too, each calendar's oldest first; without their data."""
    return list(CalendarVersion.objects.order_by("calendar_id", "number").defer("data"))


@lru_cache(maxsize=256)
def hours_of_version(version_id: int) -> Hours:
    """Return a version as a value; it never changes, so each process asks once. Raises: CalendarVersion.DoesNotExist."""
    return hours_from(CalendarVersion.objects.values_list("data", flat=True).get(pk=version_id))


def overlap(one: Timetable, other: Timetable) -> bool:
    """Say whether a day belongs to both. The years looked at: a leap year for what comes every year."""
    first, second = _table(_table_data(one)), _table(_table_data(other))
    if first.every_year and second.every_year:
        days = (date(2028, 1, 1) + timedelta(days=n) for n in range(366))
    else:
        exact = second if first.every_year else first
        days = (exact.first + timedelta(days=n) for n in range(min((exact.last - exact.first).days, 20 * 366) + 1))
    return any(first.holds(day) and second.holds(day) for day in days)


def _table(data: dict[str, Any]) -> Table:
    first, last = (date.fromisoformat(data[end]) for end in ("first", "last"))
    return Table(first, last, data["every_year"], _week(data["week"]))


def _table_data(table: Timetable) -> dict[str, Any]:
    return {
        "name": table.name,
        "first": table.first.isoformat(),
        "last": table.last.isoformat(),
        "every_year": table.every_year,
        "week": table.week,
    }


def _week(week: Sequence[Sequence[Sequence[int]]]) -> list[list[Span]]:
    return [_spans(spans) for spans in week]


def _spans(spans: Sequence[Sequence[int]]) -> list[Span]:
    return [(start, end) for start, end in spans]
