"""The ladder itself: levels and teams."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from escalera.base.people.models import Level, Team
from escalera.faces.api.errors import answer
from escalera.faces.api.keys import Key
from escalera.faces.api.outputs import LevelOut, TeamOut, answers
from escalera.faces.api.rows import level_row, team_row

router = Router(tags=["ladder"])


@router.get("/levels", auth=Key(), response=answers(list[LevelOut]))
def list_levels(request: HttpRequest) -> HttpResponse:
    """List the steps of the ladder, the lowest first."""
    return answer([level_row(level) for level in Level.objects.order_by("order")])


@router.get("/teams", auth=Key(), response=answers(list[TeamOut]))
def list_teams(request: HttpRequest) -> HttpResponse:
    """List the teams, those of the lowest level first."""
    teams = Team.objects.select_related("level").order_by("level__order", "name")
    return answer([team_row(team) for team in teams])
