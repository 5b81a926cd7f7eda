"""Working hours: the week, and the days that are otherwise."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.calendars import actions, queries
from escalera.base.calendars.models import Calendar
from escalera.base.people.models import Agent, Team
from escalera.faces.desk.settings.answering import Screen, attempt, ticked, typed
from escalera.faces.desk.settings.calendars.forms import rows, week_of, week_read, week_typed, words
from escalera.faces.desk.settings.calendars.timetables import lines
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("calendars", "settings-calendars")
OFFICE = [[("09:00", "18:00")]] * 5 + [[], []]


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show all working hours, the company's first."""
    found = [
        {
            "id": one.pk,
            "name": one.name,
            "zone": one.time_zone,
            "words": words(one),
            "is_default": one.is_default,
            "days": one.days,  # type: ignore[attr-defined]
        }
        for one in queries.calendars()
    ]
    return SCREEN.page(request, "page", {"calendars": found})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, calendar: int | None = None) -> HttpResponse:
    """Show the week of new working hours or of some, or save it."""
    found = Calendar.objects.get(pk=calendar) if calendar is not None else None
    if request.method == "GET":
        values = {"name": found.name if found else "", "time_zone": found.time_zone if found else settings.TIME_ZONE}
        week = week_of(found) if found else OFFICE
        return _form(request, found, {**values, "is_default": bool(found and found.is_default)}, week)
    values = {name: typed(request, name) for name in ("name", "time_zone")}
    default, week = ticked(request, "is_default"), week_typed(request)
    if request.POST.get("copy"):
        return _form(request, found, {**values, "is_default": default}, week)
    refused, status = attempt(lambda: _save(request, found, values, week, default))
    if refused:
        return _form(request, found, {**values, "is_default": default}, week, refused, status)
    return SCREEN.done(request, _("The working hours are saved."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, calendar: int) -> HttpResponse:
    """Ask, saying who followed these hours, then take them away."""
    found = Calendar.objects.get(pk=calendar)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.remove_calendar(calendar_id=calendar, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The working hours are deleted."))
    names = [*Team.objects.filter(calendar=found).values_list("name", flat=True)[:20]]
    names += Agent.objects.filter(calendar=found).values_list("name", flat=True)[:20]
    follow = _("From then on the company's hours count for: %(names)s.") % {"names": ", ".join(names)}
    heading = _("Delete the working hours “%(name)s”?") % {"name": found.name}
    told = [follow] if names else [_("Nobody follows them.")]
    return SCREEN.confirm(request, heading=heading, words=told, action=_("Delete"), refused=refused, status=status)


def _save(
    request: DeskRequest, calendar: Calendar | None, values: dict[str, str], week: Any, is_default: bool
) -> None:
    given: dict[str, Any] = {**values, "week": week_read(week), "by": request.user, "at": timezone.now()}
    if calendar is None:
        calendar = actions.add_calendar(**given)
        if not is_default or calendar.is_default:
            return
    actions.edit_calendar(calendar_id=calendar.pk, is_default=is_default, **given)


def _form(
    request: DeskRequest,
    calendar: Calendar | None,
    values: dict[str, Any],
    week: Any,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    page = {
        "calendar": calendar,
        "values": values,
        "week": rows(week),
        "zones": sorted(available_timezones()),
        "year": timezone.localdate().year,
        "tables": lines(calendar) if calendar else [],
    }
    return SCREEN.page(request, "form", page, refused=refused, status=status)
