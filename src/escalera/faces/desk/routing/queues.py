"""The queues of teams: who is there with what, what waits and why."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import PEOPLE, SEE_ALL, SETTINGS
from escalera.base.refusals import Refusal
from escalera.core.routing import actions, queries
from escalera.faces.desk.routing import presenter
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Go to the first queue that this person may look at."""
    teams = queries.watched_teams(request.user)
    if not teams:
        raise Http404
    own = set(request.user.teams.values_list("pk", flat=True))
    first = next((team for team in teams if team.pk in own), teams[0])
    return redirect("desk:queue-of", first.pk)


@desk_view
@require_GET
def one(request: DeskRequest, team: int) -> HttpResponse:
    """Show a team's queue; the live part alone, if a page asks for it."""
    return _page(request, team)


@desk_view
@require_POST
def say_for(request: DeskRequest, team: int, agent: int) -> HttpResponse:
    """Say for somebody else whether they are available: who forgot to, or whose day is over."""
    person = Agent.objects.get(pk=agent, is_active=True, teams=team)
    try:
        actions.set_availability(
            agent=person, state=request.POST.get("state", ""), by=request.user, at=timezone.now()
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, team, str(refusal), status_of(refusal))
    return _page(request, team) if request.htmx else redirect("desk:queue-of", team)


def _page(request: DeskRequest, team: int, refused: str = "", status: int = 200) -> HttpResponse:
    teams = queries.watched_teams(request.user)
    here = next((one for one in teams if one.pk == team), None)
    if here is None:
        raise Http404
    now = timezone.now()
    moments, board = Moments(now), queries.board(here, now)
    context = {
        "section": "queues",
        "teams": teams,
        "team": here,
        "figures": presenter.summary(board, moments),
        "people": presenter.people_rows(board, request.user.may(SEE_ALL) or request.user.may(PEOPLE)),
        "waiting": presenter.waiting_rows(board, moments),
        "by_hand": board.by_hand,
        "settles": request.user.may(SETTINGS),
        "refused": refused,
    }
    template = "desk/routing/_queue.html" if request.htmx else "desk/routing/queue.html"
    return render(request, template, context, status=status)
