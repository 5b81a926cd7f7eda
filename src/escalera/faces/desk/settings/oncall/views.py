"""Rotations: their list, one in its editor, and who has which weeks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.calendars.queries import calendars
from escalera.base.people.models import Team
from escalera.base.people.staffing import helpers
from escalera.core.oncall import actions, queries
from escalera.core.oncall.choices import Covers, Turn
from escalera.core.oncall.models import Rotation
from escalera.faces.desk.settings.answering import Screen, attempt
from escalera.faces.desk.settings.oncall import presenter
from escalera.faces.desk.settings.oncall.editing import Typed, blank_layer, given_of, posted_typed, typed_of
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("oncall", "settings-oncall")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """List the rotations, with who is on call now."""
    now = timezone.now()
    lines = [presenter.line_of(one, Moments(now)) for one in queries.rosters(now, now)]
    return SCREEN.page(request, "page", {"lines": lines})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, rotation: int | None = None) -> HttpResponse:
    """Show the form of a new rotation or of one; do what a button in it says; save it."""
    found = Rotation.objects.get(pk=rotation, archived_at__isnull=True) if rotation is not None else None
    today = timezone.localdate()
    if request.method == "GET":
        start = (
            typed_of(found)
            if found
            else Typed(zone=str(timezone.get_current_timezone()), layers=[blank_layer(today)])
        )
        return _form(request, found, start)
    typed = posted_typed(request.POST, today)
    if request.POST.get("do", "save") != "save":
        return _form(request, found, typed)
    refused, status = attempt(
        lambda: actions.save_rotation(
            given=given_of(typed), by=request.user, at=timezone.now(), rotation_id=found.pk if found else None
        )
    )
    if refused:
        return _form(request, found, typed, refused, status)
    return SCREEN.done(request, _("The rotation is saved."))


@desk_view
@require_GET
def weeks(request: DeskRequest, rotation: int) -> HttpResponse:
    """Show who has which weeks, from `?from=` on."""
    found = Rotation.objects.get(pk=rotation, archived_at__isnull=True)
    now, zone = timezone.now(), ZoneInfo(found.time_zone)
    with timezone.override(zone):
        first = presenter.monday(_day(request.GET.get("from", ""), now.astimezone(zone)))
        moments = Moments(now)
        last = first + timedelta(days=7 * presenter.WEEKS)
        who = queries.roster(found.pk, first, last)
        context = {
            "rotation": found, "weeks": presenter.weeks_of(who, first, moments), "zone": found.time_zone,
            "before": (first - timedelta(days=7 * presenter.WEEKS)).date().isoformat(),
            "after": last.date().isoformat(),
            "overrides": presenter.override_rows(queries.coming_overrides(found.pk, now), moments),
        }  # fmt: skip
    return SCREEN.page(request, "weeks", context)


@desk_view
@require_http_methods(["GET", "POST"])
def archive(request: DeskRequest, rotation: int) -> HttpResponse:
    """Ask, then let the rotation page nobody any more."""
    found = Rotation.objects.get(pk=rotation)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.archive_rotation(rotation_id=rotation, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The rotation is archived."))
    heading = _("Archive the rotation “%(name)s”?") % {"name": found.name}
    words = [_("It pages nobody any more. Rules and steps that page it are refused, and say so on the ticket.")]
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Archive"), refused=refused, status=status)


def _day(text: str, usual: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(text[:10]).replace(tzinfo=usual.tzinfo)
    except ValueError:
        return usual
    return found if abs((found - usual).days) < 1000 else usual


def _form(
    request: DeskRequest, found: Rotation | None, typed: Typed, refused: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "rotation": found,
        "typed": typed,
        "teams": [(str(one.pk), one.name) for one in Team.objects.filter(archived_at__isnull=True).order_by("name")],
        "zones": sorted(available_timezones()),
        "people": [(str(one.pk), one.name) for one in helpers()],
        "calendars": [(str(one.pk), one.name) for one in calendars()],
        "turns": Turn.choices,
        "covers": Covers.choices,
    }
    return SCREEN.page(request, "form", context, refused=refused, status=status)
