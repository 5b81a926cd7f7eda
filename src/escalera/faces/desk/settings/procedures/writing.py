"""The editor of steps. Every button is a form that keeps the draft; nobody follows it before it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import Refusal
from escalera.core.procedures import actions
from escalera.core.procedures.policies import why_not_keep
from escalera.core.procedures.queries import find_procedure, graph_for_editor
from escalera.core.procedures.steps import find, kinds_for_editor
from escalera.core.procedures.trying import walk
from escalera.faces.desk.settings.answering import Screen, typed
from escalera.faces.desk.settings.procedures import changing
from escalera.faces.desk.settings.procedures.presenter import editor_context
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

SCREEN = Screen("procedures", "settings-procedures")
ARROWS: dict[str, Callable[[changing.Data, str], changing.Data]] = {
    "up": changing.moved_up,
    "down": changing.moved_down,
    "remove": changing.removed,
}


@desk_view
@require_GET
def show(request: DeskRequest, procedure: int) -> HttpResponse:
    """Show the steps, one of them (`?step=`) as a form."""
    return editor(request, procedure, request.GET.get("step", "")[:40])


@desk_view
@require_POST
def add(request: DeskRequest, procedure: int) -> HttpResponse:
    """Put a new step behind another."""
    found = find_procedure(request.user, procedure)
    kinds = dict(kinds_for_editor(found.use))
    kind, after = typed(request, "kind"), typed(request, "after")
    data = graph_for_editor(found).stored()
    data, key = changing.added(data, kind if kind in kinds else next(iter(kinds)), typed(request, "title"), after)
    return _save(request, procedure, data, key)


@desk_view
@require_POST
def change(request: DeskRequest, procedure: int, step: str) -> HttpResponse:
    """Keep one step as its form says it, move it, or take it out."""
    found = find_procedure(request.user, procedure)
    data = graph_for_editor(found).stored()
    row, do = changing.find(data, step), request.POST.get("do", "")
    if row is None:
        return editor(request, procedure, "")
    if do in ARROWS:
        data = ARROWS[do](data, step)
        return _save(request, procedure, data, "" if do == "remove" else step)
    kind = find(row["kind"])  # of the form that was shown; another kind's settings come with the next one
    posted = {key: str(value)[:10_000] for key, value in request.POST.items()}
    settings = {one.key: one.type for one in kind.settings} if kind else {}
    new = changing.with_posted(row, posted, settings=settings, ways=kind.ways if kind else "none")
    data["steps"] = [new if one["key"] == step else one for one in data["steps"]]
    if title := " ".join(posted.get("new-step", "").split()):
        data, _key = changing.added(data, "guidance", title, "")
        return _save(request, procedure, data, step)
    return _save(request, procedure, data, step)


@desk_view
@require_POST
def attempt_it(request: DeskRequest, procedure: int) -> HttpResponse:
    """Try the steps that stand in the editor, without a ticket: what was said so far comes with each answer."""
    found = find_procedure(request.user, procedure)
    said = _said(request)
    refused, tried = "", None
    graph = graph_for_editor(found)
    try:
        tried = walk(graph, said)
    except Refusal as refusal:
        refused, said = str(refusal), said[:-1]
        tried = walk(graph, said)
    context: dict[str, Any] = {
        "procedure": found,
        "tried": tried,
        "said": list(enumerate(said)),
        "trial_refused": refused,
    }
    if request.htmx:
        return render(request, "desk/settings/procedures/_trial.html", context)
    return SCREEN.page(request, "trial", context)


def editor(request: DeskRequest, procedure: int, step: str, refused: str = "", status: int = 200) -> HttpResponse:
    """Render the editor, with what was refused."""
    if why_not_keep(request.user):
        raise PermissionDenied
    found = find_procedure(request.user, procedure)
    context = editor_context(found, step, timezone.now())
    return SCREEN.page(request, "editor", context, refused=refused, status=status)


def _save(request: DeskRequest, procedure: int, data: changing.Data, step: str) -> HttpResponse:
    edition = request.POST.get("edition", "")
    try:
        actions.save_draft(
            procedure_id=procedure, data=data, by=request.user, at=timezone.now(),
            edition=int(edition) if edition.isdecimal() and len(edition) < 10 else None,
        )  # fmt: skip
    except Refusal as refusal:
        return editor(request, procedure, step, str(refusal), status_of(refusal))
    return redirect(reverse("desk:settings-procedure", args=[procedure]) + (f"?step={step}" if step else ""))


def _said(request: DeskRequest) -> list[dict[str, str]]:
    """Read the answers so far: fields are called `<number>:<key>`; the newest have the highest number."""
    rows: dict[int, dict[str, str]] = {}
    if request.POST.get("begin"):
        return []
    for name, value in list(request.POST.items())[:2_000]:
        number, colon, key = name.partition(":")
        if colon and number.isdecimal() and len(number) < 4:
            rows.setdefault(int(number), {})[key] = str(value)[:400]
    return [rows[number] for number in sorted(rows)]
