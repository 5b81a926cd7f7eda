"""Back, pause, go on, take over, hand over, stop; a remark on the step; asking a machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.models import Agent
from escalera.base.people.staffing import helpers
from escalera.base.refusals import Refusal
from escalera.core.procedures import actions
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.panels import done
from escalera.faces.desk.ticket.procedures.views import guides, moved, run_here
from escalera.levels.specialists.actions import ask

Act = Callable[[int, Agent, Any, str], object]
MOVES: dict[str, Act] = {
    "back": lambda run, by, at, why: actions.go_back(run_id=run, by=by, at=at),
    "pause": lambda run, by, at, why: actions.pause(run_id=run, by=by, at=at, why=why),
    "going-on": lambda run, by, at, why: actions.resume(run_id=run, by=by, at=at),
    "holder": lambda run, by, at, why: actions.hand_on(run_id=run, to=by, by=by, at=at),
    "end": lambda run, by, at, why: actions.end_run(run_id=run, by=by, at=at, why=why),
}


@desk_view
@require_POST
def move(request: DeskRequest, number: int, run: int, verb: str) -> HttpResponse:
    """Do one of the moves that need no more than a reason."""
    return _done(request, number, run, lambda: MOVES[verb](run, request.user, timezone.now(), _why(request)))


@desk_view
@require_POST
def diagnose(request: DeskRequest, number: int, run: int) -> HttpResponse:
    """Ask the machine of the step; its answer comes by itself."""
    step = request.POST.get("at_step", "")
    return _done(request, number, run, lambda: ask(run_id=run, step=step, by=request.user, at=timezone.now()))


@desk_view
@require_POST
def remark(request: DeskRequest, number: int, run: int) -> HttpResponse:
    """Say how the step could be better."""
    step, text = request.POST.get("at_step", "")[:40], request.POST.get("text", "")
    return _done(
        request, number, run,
        lambda: actions.remark(run_id=run, step=step, text=text, by=request.user, at=timezone.now()),
    )  # fmt: skip


@desk_view
@require_http_methods(["GET", "POST"])
def hand_over(request: DeskRequest, number: int, run: int) -> HttpResponse:
    """Let a colleague go on with it."""
    find_ticket(request.user, number)
    run_here(request, number, run)
    people = [one for one in helpers() if one.pk != request.user.pk]
    wanted = request.POST.get("agent", "")
    panel = {
        "panel_template": "desk/ticket/procedures/_hand_over.html",
        "panel_url": reverse("desk:guide-hand-over", args=[number, run]),
        "colleagues": [{"id": one.pk, "name": one.name, "chosen": str(one.pk) == wanted} for one in people],
        "why": request.POST.get("why", ""),
    }

    def act() -> None:
        found = next((one for one in people if str(one.pk) == wanted), None)
        if found is None:
            raise Http404
        actions.hand_on(run_id=run, to=found, by=request.user, at=timezone.now(), why=_why(request))

    return done(request, number, panel, act)


def _done(request: DeskRequest, number: int, run: int, act: Callable[[], object]) -> HttpResponse:
    root = run_here(request, number, run)
    try:
        act()
    except Refusal as refusal:
        return guides(request, number, refusal, run=root)
    return moved(request, number, root)


def _why(request: DeskRequest) -> str:
    return request.POST.get("why", "")[:400]
