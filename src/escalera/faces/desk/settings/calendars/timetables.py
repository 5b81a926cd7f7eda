"""Parts of the year with other hours: a summer timetable, a season."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.calendars import actions, queries
from escalera.base.calendars.models import Calendar, Timetable
from escalera.faces.desk.settings.answering import Screen, attempt, ticked, typed
from escalera.faces.desk.settings.calendars.forms import (
    day_typed,
    days_words,
    joined_week,
    rows,
    week_read,
    week_typed,
)
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("calendars", "settings-calendars")
SUMMER = [[("08:00", "15:00")]] * 5 + [[], []]


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, calendar: int, timetable: int | None = None) -> HttpResponse:
    """Show a new timetable or one of the calendar's, or save it."""
    found = Calendar.objects.get(pk=calendar)
    table = Timetable.objects.get(pk=timetable, calendar=found) if timetable is not None else None
    if request.method == "GET":
        return _form(request, found, table, _stored(table), joined_week(table.week) if table else SUMMER)
    values: dict[str, str] = {name: typed(request, name) for name in ("name", "first", "last")}
    every_year, week = ticked(request, "every_year"), week_typed(request)
    shown = {**values, "every_year": every_year}
    if request.POST.get("copy"):
        return _form(request, found, table, shown, week)
    refused, status = attempt(
        lambda: actions.set_timetable(
            calendar_id=calendar,
            timetable_id=timetable,
            name=values["name"],
            first=day_typed(values["first"]),
            last=day_typed(values["last"]),
            every_year=every_year,
            week=week_read(week),
            by=request.user,
            at=timezone.now(),
        )
    )
    if refused:
        return _form(request, found, table, shown, week, refused, status)
    return SCREEN.done(request, _("The timetable is saved."), "settings-calendar", calendar)


@desk_view
@require_POST
def remove(request: DeskRequest, calendar: int, timetable: int) -> HttpResponse:
    """Let that part of the year be like the rest again."""
    table = Timetable.objects.select_related("calendar").get(pk=timetable, calendar=calendar)
    refused, status = attempt(
        lambda: actions.remove_timetable(timetable_id=table.pk, by=request.user, at=timezone.now())
    )
    if refused:
        return _form(request, table.calendar, table, _stored(table), joined_week(table.week), refused, status)
    words = _("The timetable is gone: that part of the year is like the rest.")
    return SCREEN.done(request, words, "settings-calendar", calendar)


def lines(calendar: Calendar) -> list[dict[str, Any]]:
    """Return the calendar's timetables for its page."""
    return [
        {"id": one.pk, "name": one.name, "span": _span(one), "words": days_words(joined_week(one.week))}
        for one in queries.timetables_of(calendar)
    ]


def _span(table: Timetable) -> str:
    style = "MONTH_DAY_FORMAT" if table.every_year else "DATE_FORMAT"
    span = f"{date_format(table.first, style)} – {date_format(table.last, style)}"
    return _("%(span)s, every year") % {"span": span} if table.every_year else span


def _stored(table: Timetable | None) -> dict[str, Any]:
    year = timezone.localdate().year
    if table is None:
        first, last = date(year, 7, 1), date(year, 8, 31)
        return {"name": "", "first": first.isoformat(), "last": last.isoformat(), "every_year": True}
    return {
        "name": table.name,
        "first": table.first.isoformat(),
        "last": table.last.isoformat(),
        "every_year": table.every_year,
    }


def _form(
    request: DeskRequest,
    calendar: Calendar,
    table: Timetable | None,
    values: dict[str, Any],
    week: Any,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    page = {"calendar": calendar, "table": table, "values": values, "week": rows(week)}
    return SCREEN.page(request, "timetable", page, refused=refused, status=status)
