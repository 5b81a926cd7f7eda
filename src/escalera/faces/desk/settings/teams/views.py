"""Teams: on which level they stand, who is in them, their hours and signature."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.calendars.models import Calendar
from escalera.base.calendars.queries import calendars
from escalera.base.people import staffing
from escalera.base.people.actions import ladder as actions
from escalera.base.people.models import Agent, Level, Membership, Team
from escalera.base.refusals import BadInput
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, keys, ticked, typed
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("teams", "settings-teams")


@desk_view
@require_http_methods(["GET"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the teams by level."""
    levels = [
        {
            "code": level.code,
            "name": level.name,
            "glyph": glyph(level.order),
            "teams": level.its_teams,  # type: ignore[attr-defined]
        }
        for level in staffing.ladder(archived=True)
        if level.its_teams or level.archived_at is None  # type: ignore[attr-defined]
    ]
    return SCREEN.page(request, "page", {"levels": levels})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, team: int | None = None) -> HttpResponse:
    """Show the form of a new team or of one, or save it."""
    found = Team.objects.select_related("level").get(pk=team) if team is not None else None
    if request.method == "GET":
        return _form(request, found, _values(found))
    values = _typed(request)
    refused, status = attempt(lambda: _save(request, found, values))
    if refused:
        return _form(request, found, values, refused, status)
    return SCREEN.done(request, _("The team is saved."))


@desk_view
@require_POST
def archive(request: DeskRequest, team: int) -> HttpResponse:
    """Offer a team nowhere any more, or bring it back."""
    back = ticked(request, "back")
    refused, status = attempt(
        lambda: actions.archive_team(team_id=team, back=back, by=request.user, at=timezone.now())
    )
    if refused:
        found = Team.objects.select_related("level").get(pk=team)
        return _form(request, found, _values(found), refused, status)
    return SCREEN.done(request, _("The team is back.") if back else _("The team is archived. You can bring it back."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, team: int) -> HttpResponse:
    """Ask, then delete a team that never had a ticket."""
    found = Team.objects.get(pk=team)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.remove_team(team_id=team, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The team is deleted."))
    words = [_("The team goes for good; its people stay. Teams that had tickets can only be archived.")]
    heading = _("Delete the team “%(team)s”?") % {"team": found.name}
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Delete"), refused=refused, status=status)


def _save(request: DeskRequest, team: Team | None, values: dict[str, Any]) -> None:
    level = Level.objects.filter(pk=values["level"] or 0).first()
    if level is None:
        raise BadInput(_("Choose a level."))
    given = {
        "name": values["name"],
        "level": level,
        "members": list(Agent.objects.filter(pk__in=values["members"])),
        "is_entrance": values["is_entrance"],
        "signature": values["signature"],
        "calendar": Calendar.objects.filter(pk=values["calendar"] or 0).first(),
        "by": request.user,
        "at": timezone.now(),
    }
    if team is None:
        actions.add_team(**given)
    else:
        actions.edit_team(team_id=team.pk, **given)


def _typed(request: DeskRequest) -> dict[str, Any]:
    return {
        "name": typed(request, "name"),
        "level": key_or_none(request, "level"),
        "members": keys(request, "members"),
        "is_entrance": ticked(request, "is_entrance"),
        "signature": typed(request, "signature"),
        "calendar": key_or_none(request, "calendar"),
    }


def _values(team: Team | None) -> dict[str, Any]:
    if team is None:
        return {"name": "", "level": None, "members": [], "is_entrance": False, "signature": "", "calendar": None}
    return {
        "name": team.name,
        "level": team.level_id,
        "members": list(Membership.objects.filter(team=team).values_list("agent", flat=True)),
        "is_entrance": team.is_entrance,
        "signature": team.signature,
        "calendar": team.calendar_id,
    }


def _form(
    request: DeskRequest, team: Team | None, values: dict[str, Any], refused: str = "", status: int = 200
) -> HttpResponse:
    levels = [one for one in staffing.ladder() if one.archived_at is None or one.pk == values["level"]]
    page = {
        "team": team,
        "values": values,
        "levels": levels,
        "people": [{"id": one.pk, "name": one.name, "in": one.pk in values["members"]} for one in staffing.helpers()],
        "calendars": calendars(),
    }
    return SCREEN.page(request, "form", page, refused=refused, status=status)
