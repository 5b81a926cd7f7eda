"""The editor of steps. Every button is a form that keeps the draft; nobody follows it before it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import Refusal
from escalera.core.procedures import actions
from escalera.core.procedures.policies import why_not_keep
from escalera.core.procedures.queries import find_procedure, graph_for_editor
from escalera.core.procedures.steps import find, kinds_for_editor
from escalera.core.procedures.trying import walk
from escalera.faces.desk.settings.answering import Screen, typed
from escalera.faces.desk.settings.procedures import changing
from escalera.faces.desk.settings.procedures.arrows import kept_of
from escalera.faces.desk.settings.procedures.presenter import Asked, editor_context
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
    """Show the steps, one of them (`?step=`) as a form; `?place=` is where a new one is to stand."""
    asked = Asked(request.GET.get("step", "")[:40], request.GET.get("place", "")[:1_000])
    return editor(request, procedure, asked)


@desk_view
@require_POST
def add(request: DeskRequest, procedure: int) -> HttpResponse:
    """Put a new step into a place."""
    found = find_procedure(request.user, procedure)
    kinds = dict(kinds_for_editor(found.use))
    kind, place, title = typed(request, "kind"), typed(request, "place"), typed(request, "title")
    kind = kind if kind in kinds else next(iter(kinds))
    data = graph_for_editor(found).stored()
    data, key = changing.added(data, kind, title, place, ends=kinds[kind].ends)
    asked = Asked(typed(request, "step"), place, adding={"title": title, "kind": kind})
    return _save(request, procedure, data, key, asked)


@desk_view
@require_POST
def change(request: DeskRequest, procedure: int, step: str) -> HttpResponse:
    """Keep one step as its form says it; and move it, or take it out, if the button says so."""
    found = find_procedure(request.user, procedure)
    graph, do = graph_for_editor(found), request.POST.get("do", "")
    data = graph.stored()
    row = changing.find(data, step)
    if row is None and do != "remove":  # somebody took it out meanwhile: who saves it once more wants it back
        row = {"key": step, "kind": typed(request, "kind"), "next": "", "ways": []}
        data["steps"].append(row)
    if row is None or do == "remove":
        return _save(request, procedure, changing.removed(data, step), "", Asked())
    kind = find(row["kind"])  # of the form that was shown; another kind's settings come with the next one
    posted = {key: str(value)[:10_000] for key, value in request.POST.items()}
    settings = {one.key: one.type for one in kind.settings} if kind else {}
    new = changing.with_posted(row, posted, settings=settings, ways=kind.ways if kind else "none")
    for way in new["ways"]:
        if way["when"]:
            way["when"]["value"] = kept_of(graph, way["when"])
    data["steps"] = [new if one["key"] == step else one for one in data["steps"]]
    asked = Asked(step, step_typed={**new, "ways": [dict(one) for one in new["ways"]]})
    data = changing.grown(data, step, _("New step"))
    if do in ARROWS:
        data = ARROWS[do](data, step)
    elif do == "place":
        data = changing.placed(data, step, typed(request, "place"), ends=bool(kind and kind.ends))
    return _save(request, procedure, data, step, asked)


@desk_view
@require_POST
def draw(request: DeskRequest, procedure: int) -> HttpResponse:
    """Do in the steps what was done in their drawing: a step put into an arrow, an arrow led elsewhere, up, down."""
    found = find_procedure(request.user, procedure)
    data, do = graph_for_editor(found).stored(), request.POST.get("do", "")
    step, place = typed(request, "step"), typed(request, "place")
    row = changing.find(data, step)
    if row is not None and do in ARROWS and do != "remove":
        data = ARROWS[do](data, step)
    elif row is not None and do == "place":
        kind = find(row["kind"])
        data = changing.placed(data, step, place, ends=bool(kind and kind.ends))
    elif row is not None and do == "lead":
        data = changing.led(data, place, step)
    return _save(request, procedure, data, step, Asked(step), anchor=f"#moved-{step}")


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


def editor(request: DeskRequest, procedure: int, asked: Asked, refused: str = "", status: int = 200) -> HttpResponse:
    """Render the editor, with what was refused and what was typed."""
    if why_not_keep(request.user):
        raise PermissionDenied
    found = find_procedure(request.user, procedure)
    context = editor_context(found, asked, timezone.now())
    return SCREEN.page(request, "editor", context, refused=refused, status=status)


def _save(
    request: DeskRequest, procedure: int, data: changing.Data, step: str, asked: Asked, anchor: str = ""
) -> HttpResponse:
    edition = request.POST.get("edition", "")
    try:
        actions.save_draft(
            procedure_id=procedure, data=data, by=request.user, at=timezone.now(),
            edition=int(edition) if edition.isdecimal() and len(edition) < 10 else None,
        )  # fmt: skip
    except actions.Stale as refusal:
        words = (
            _("%(refused)s What you typed is still here: save it again to keep it.")
            if asked.step_typed
            else "%(refused)s"
        )
        return editor(request, procedure, asked, words % {"refused": refusal}, status_of(refusal))
    except Refusal as refusal:
        return editor(request, procedure, asked, str(refusal), status_of(refusal))
    where = reverse("desk:settings-procedure", args=[procedure])
    return redirect(where + (f"?step={step}" if step else "") + anchor)


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
