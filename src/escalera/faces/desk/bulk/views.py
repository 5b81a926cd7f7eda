"""One deed over the chosen tickets: the bar's sheets, the run with its progress, and the way back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import Refusal
from escalera.core.bulk import actions, queries
from escalera.core.bulk.choices import StepState
from escalera.core.tickets.models import WAITING, Priority, Status
from escalera.faces.desk.bulk.choosing import chosen_tickets
from escalera.faces.desk.bulk.presenter import shown, snooze_presets
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of
from escalera.levels.frontline.policies import usable_by

SHEETS = ("assign", "tag", "snooze", "reply", "more")


@desk_view
@require_POST
def begin(request: DeskRequest) -> HttpResponse:
    """Begin a run over the chosen tickets; they are free to be chosen again."""
    now = timezone.now()
    try:
        numbers = chosen_tickets(request.POST, request.user, now)
        verb, given = _wanted(request, numbers)
        actions.start(verb=verb, given=given, tickets=numbers, by=request.user, at=now)
    except Refusal as refusal:
        if not request.htmx:
            return render(
                request,
                "desk/bulk/refused.html",
                {"words": str(refusal), "section": "inbox"},
                status=status_of(refusal),
            )
        return _runs(request, refused=str(refusal), status=status_of(refusal))
    if not request.htmx:
        return redirect("desk:inbox")
    response = _runs(request)
    response["HX-Trigger"] = "selection-done"
    return response


@desk_view
@require_GET
def runs(request: DeskRequest) -> HttpResponse:
    """Show the agent's runs that go on or have just ended."""
    return _runs(request)


@desk_view
@require_POST
def stop(request: DeskRequest, run: int) -> HttpResponse:
    """Leave the rest of a run undone."""
    actions.stop(run_id=run, by=request.user, at=timezone.now())
    return _runs(request) if request.htmx else redirect("desk:bulk-run", run)


@desk_view
@require_POST
def undo(request: DeskRequest, run: int) -> HttpResponse:
    """Turn a run round."""
    try:
        actions.undo(run_id=run, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _runs(request, refused=str(refusal), status=status_of(refusal))
    return _runs(request) if request.htmx else redirect("desk:bulk-run", run)


@desk_view
@require_GET
def show(request: DeskRequest, run: int) -> HttpResponse:
    """Show what became of each ticket of a run, first those that did not go as wanted."""
    found = queries.find_run(request.user, run)
    after = request.GET.get("after", "")
    good = request.GET.get("show") == "done"
    states = [StepState.DONE, StepState.UNDONE] if good else [StepState.REFUSED, StepState.KEPT, StepState.SAME]
    mark = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    steps = queries.steps_of(found, states, after=mark)
    context = {
        "run": shown(found, timezone.now()),
        "steps": steps,
        "show": "done" if good else "",
        "next": steps[-1].pk if len(steps) == queries.PAGE else None,
        "section": "inbox",
    }
    return render(request, "desk/bulk/page.html", context)


@desk_view
@require_GET
def sheet(request: DeskRequest, verb: str) -> HttpResponse:
    """Show what a verb asks for, once its menu is opened."""
    if verb not in SHEETS:
        raise Http404
    return render(request, f"desk/bulk/_{verb}.html", _choices(request, verb))


def _choices(request: DeskRequest, verb: str) -> dict[str, Any]:
    if verb == "assign":
        return {"agents": queries.agents_to_choose()}
    if verb == "tag":
        return {"tags": queries.tags_to_choose()}
    if verb == "snooze":
        return {"presets": snooze_presets(timezone.now())}
    return {
        "priorities": Priority.choices[::-1],
        "waits": [(one.value, one.label) for one in (*WAITING, Status.OPEN)],
        "teams": queries.teams_to_choose(),
        "macros": usable_by(request.user).order_by("name").values_list("pk", "name")[:200],
    }


def _wanted(request: DeskRequest, numbers: list[int]) -> tuple[str, dict[str, Any]]:
    """Return verb and values of the form: taking is assigning to oneself; merging goes into the oldest ticket."""
    verb, given = request.POST.get("verb", ""), request.POST.dict()
    if verb == "take":
        return "assign", {"agent": "me"}
    into = str(min(numbers)) if numbers else ""
    return verb, {**given, "agent": given.get("assign-to", ""), "into": into}


def _runs(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    found = [shown(run, now) for run in queries.shown_runs(request.user, now)]
    context = {"runs": found, "active": any(run.active for run in found), "refused": refused}
    return render(request, "desk/bulk/_runs.html", context, status=status)
