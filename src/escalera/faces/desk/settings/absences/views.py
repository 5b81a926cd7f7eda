"""Being away, and who stands in: one's own absences; who manages people sets anybody's."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people import staffing
from escalera.base.people.actions import absences as actions
from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import PEOPLE
from escalera.base.refusals import BadInput
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("absences", "settings-absences")


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show present and coming absences; a POST sets one."""
    wanted = request.GET.get("agent", "")
    agent = request.user.pk
    if request.user.may(PEOPLE) and wanted.isascii() and wanted.isdecimal() and len(wanted) < 18:
        agent = int(wanted)
    if request.method == "GET":
        return _page(request, {"agent": agent, "since": timezone.localdate().isoformat()})
    values = {name: typed(request, name) for name in ("since", "until", "reason")}
    chosen = {"agent": key_or_none(request, "agent") or agent, "replacement": key_or_none(request, "replacement")}
    refused, status = attempt(lambda: _set(request, {**values, **chosen}))
    if refused:
        return _page(request, {**values, **chosen}, refused, status)
    return SCREEN.done(request, _("The absence is set."))


@desk_view
@require_POST
def end(request: DeskRequest, absence: int) -> HttpResponse:
    """They are back, or will not go."""
    refused, status = attempt(lambda: actions.end_absence(absence_id=absence, by=request.user, at=timezone.now()))
    if refused:
        return _page(request, {"agent": request.user.pk}, refused, status)
    return SCREEN.done(request, _("Welcome back."))


def _set(request: DeskRequest, values: dict[str, Any]) -> None:
    now = timezone.now()
    since = _day(values["since"]) or now
    until = _day(values["until"])
    agent = Agent.objects.get(pk=values["agent"])
    actions.set_absence(
        agent=agent,
        since=now if timezone.localdate(since) == timezone.localdate(now) else since,
        until=until + timedelta(days=1) if until else None,
        replacement=Agent.objects.filter(pk=values["replacement"] or 0).first(),
        reason=values["reason"],
        by=request.user,
        at=now,
    )


def _day(text: str) -> datetime | None:
    """Return the day's first moment here; None for nothing typed. Raises: BadInput."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2200:
        raise BadInput(_("Choose a day."))
    return timezone.make_aware(datetime.combine(day, time()))


def _page(request: DeskRequest, values: dict[str, Any], refused: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    manages = request.user.may(PEOPLE)
    found = staffing.coming_absences(now) if manages else staffing.absences_of(request.user, now)
    rows = [
        {
            "id": one.pk,
            "name": one.agent.name,
            "since": one.since,
            "last": one.until - timedelta(seconds=1) if one.until else None,
            "now": one.since <= now,
            "replacement": one.replacement.name if one.replacement else "",
            "reason": one.reason,
        }
        for one in found
    ]
    page = {"absences": rows, "values": values, "people": staffing.helpers(), "manages": manages}
    return SCREEN.page(request, "page", page, refused=refused, status=status)
