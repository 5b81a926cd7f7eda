"""A year of a calendar: what each day is, and why."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from babel import Locale, UnknownLocaleError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from escalera.base.calendars import queries
from escalera.base.calendars.hours import Hours, Span
from escalera.base.calendars.models import Calendar, Holiday, Timetable
from escalera.base.calendars.public import regions
from escalera.base.refusals import BadInput
from escalera.faces.desk.settings.answering import Screen
from escalera.faces.desk.settings.calendars.forms import day_typed, spans_words
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("calendars", "settings-calendars")
OPEN, CLOSED, HOLIDAY, SHORT, TABLE = "open", "closed", "holiday", "short", "table"


class Year:
    """The days of one year, from four queries."""

    def __init__(self, calendar: Calendar, year: int) -> None:
        self.calendar, self.year = calendar, year
        self.hours: Hours = queries.hours_of(calendar)
        self.days: Mapping[date, Holiday] = {one.day: one for one in queries.holidays_of(calendar, year=year)}
        self.tables: list[Timetable] = queries.timetables_of(calendar)

    def kind(self, day: date) -> str:
        """Return what a day is, in one word."""
        if day in self.days:
            return SHORT if self.days[day].hours else HOLIDAY
        if not self.hours.on(day):
            return CLOSED
        return TABLE if self.table_of(day) else OPEN

    def table_of(self, day: date) -> Timetable | None:
        found = zip(self.tables, self.hours.tables, strict=True)  # the same, once as a row and once as a value
        return next((row for row, table in found if table.holds(day)), None)

    def why(self, day: date) -> list[str]:
        """Return what decides about a day, the strongest first; what it overrules is named after it."""
        reasons = []
        if (own := self.days.get(day)) is not None:
            name = own.name or _("a day of its own")
            words = _("Only open then: %(name)s.") if own.hours else _("Closed: %(name)s.")
            reasons.append(f"{words % {'name': name}} {origin(own.source)}")
        if (table := self.table_of(day)) is not None:
            span = f"{date_format(table.first, 'MONTH_DAY_FORMAT')} – {date_format(table.last, 'MONTH_DAY_FORMAT')}"
            said = spans_words(table.week[day.weekday()])
            reasons.append(_("Timetable “%(name)s” (%(span)s): %(hours)s.")
                           % {"name": table.name, "span": span, "hours": said})  # fmt: skip
        weekly = spans_words(self.hours.week[day.weekday()])
        reasons.append(_("The usual week says: %(hours)s.") % {"hours": weekly})
        return reasons

    def figures(self) -> dict[str, Any]:
        """Return how much is worked in the year: days, and hours told by the clock."""
        every = [
            date(self.year, 1, 1) + timedelta(days=n)
            for n in range((date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days)
        ]
        spans = [self.hours.on(day) for day in every]
        minutes = sum(end - start for one in spans for start, end in one)
        return {
            "worked": sum(bool(one) for one in spans),
            "hours": f"{minutes // 60}" if minutes % 60 == 0 else f"{minutes / 60:.1f}",
            "holidays": sum(self.kind(day) == HOLIDAY and bool(self.hours.week[day.weekday()]) for day in every),
        }  # fmt: skip


def origin(source: str) -> str:
    """Say where an exceptional day comes from."""
    if not source:
        return _("Set by hand.")
    if source == "file":
        return _("From an iCal file.")
    return _("Public holiday of %(place)s.") % {"place": place_words(source)}


def place_words(source: str) -> str:
    """Return country and region in words: "España, Madrid" for "ES-MD"."""
    country, _dash, region = source.partition("-")
    try:
        name = Locale.parse(to_locale(get_language() or "en")).territories.get(country, country)
    except (UnknownLocaleError, ValueError):
        name = country
    return f"{name}, {dict(regions(country)).get(region, region)}" if region else name


@desk_view
@require_GET
def show(request: DeskRequest, calendar: int) -> HttpResponse:
    """Show a year, and what one of its days is."""
    found = Calendar.objects.get(pk=calendar)
    today = timezone.localdate()
    chosen = _chosen(request, today)
    year = Year(found, chosen.year)
    page = {
        "calendar": found,
        "year": year.year,
        "years": [year.year - 1, year.year, year.year + 1],
        "months": [_month(year, month, today, chosen) for month in range(1, 13)],
        "weekdays": [str(WEEKDAYS_ABBR[day])[:2] for day in range(7)],
        "day": _day(year, chosen),
        "tables": year.tables,
        **year.figures(),
    }
    return SCREEN.page(request, "year", page)


def _chosen(request: DeskRequest, today: date) -> date:
    """Return the day that is asked for: `day`, else the same day of `year`, else today."""
    text = request.GET.get("day", "") or f"{request.GET.get('year', '')[:4]}-{today:%m}-{min(today.day, 28):02}"
    try:
        return day_typed(text)
    except BadInput:
        return today


def _month(year: Year, month: int, today: date, chosen: date) -> dict[str, Any]:
    weeks = Weeks(firstweekday=0).monthdatescalendar(year.year, month)
    return {
        "name": str(MONTHS[month]).capitalize(),
        "weeks": [
            [_cell(year, day, today, chosen) if day.month == month else None for day in week] for week in weeks
        ],
    }


def _cell(year: Year, day: date, today: date, chosen: date) -> dict[str, Any]:
    kind = year.kind(day)
    own = year.days.get(day)
    name = own.name if own else ""
    said = spans_words(year.hours.on(day))
    return {
        "n": day.day,
        "iso": day.isoformat(),
        "kind": kind,
        "today": day == today,
        "chosen": day == chosen,
        "title": f"{name}: {said}" if name else said,
        "stop": kind in (HOLIDAY, SHORT) or day == chosen,
    }


def _day(year: Year, day: date) -> dict[str, Any]:
    spans: list[Span] = list(year.hours.on(day))
    return {
        "iso": day.isoformat(),
        "words": f"{date_format(day, 'l')}, {date_format(day, 'DATE_FORMAT')}",
        "hours": spans_words(spans),
        "kind": year.kind(day),
        "why": year.why(day),
    }
