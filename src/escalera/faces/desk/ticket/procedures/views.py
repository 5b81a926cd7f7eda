"""A procedure beside the ticket: one part of the page that stands at one step. What fits is proposed until one runs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import Refusal
from escalera.core.procedures import actions
from escalera.core.procedures.answers import BadAnswer
from escalera.core.procedures.queries import find_run
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, beside_ticket, desk_view, status_of
from escalera.faces.desk.ticket.procedures.evidence import uploaded
from escalera.faces.desk.ticket.procedures.presenter import Given, guides_context
from escalera.faces.desk.ticket.views import page


@desk_view
@beside_ticket
@require_GET
def show(request: DeskRequest, number: int) -> HttpResponse:
    """Show what is under way, else what fits the ticket. `?choose`: propose more; `?q`: look among all."""
    return guides(request, number)


@desk_view
@beside_ticket
@require_GET
def one(request: DeskRequest, number: int, run: int) -> HttpResponse:
    """Show where one run stands, or how it went."""
    run_here(request, number, run)
    return guides(request, number, run=run)


@desk_view
@require_POST
def start(request: DeskRequest, number: int) -> HttpResponse:
    """Begin to follow a procedure on the ticket."""
    find_ticket(request.user, number)
    key = request.POST.get("procedure", "")
    try:
        run = actions.start_run(
            procedure_id=int(key) if key.isdecimal() and len(key) < 18 else 0,
            ticket_id=number, by=request.user, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return guides(request, number, refusal)
    return moved(request, number, run.pk)


@desk_view
@require_POST
def answer(request: DeskRequest, number: int, run: int) -> HttpResponse:
    """Answer the step at which the run stands; what cannot be taken is said at its field, with what was written."""
    root = run_here(request, number, run)
    values = {key: request.POST.get(key, "") for key in request.POST}
    try:
        actions.answer(
            run_id=run, step=values.get("at_step", ""), value=values, files=uploaded(request.FILES),
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except BadAnswer as refusal:
        given = Given(values, refusal.errors)
        return guides(request, number, refusal, run=root, given=given)
    except Refusal as refusal:
        return guides(request, number, refusal, run=root, given=Given(values, {}))
    return moved(request, number, root)


def run_here(request: DeskRequest, number: int, run: int) -> int:
    """Return the key of the outermost run around one of this ticket. Raises: Run.DoesNotExist."""
    found = find_run(request.user, run)
    if found.ticket_id != number:
        raise type(found).DoesNotExist
    while found.parent_id is not None:
        found = find_run(request.user, found.parent_id)
    return found.pk


def moved(request: DeskRequest, number: int, run: int) -> HttpResponse:
    """Answer a form that did what it says."""
    if not request.htmx:
        return redirect("desk:guide-run", number, run)
    return guides(request, number, run=run)


def guides(
    request: DeskRequest,
    number: int,
    refusal: Refusal | None = None,
    *,
    run: int | None = None,
    given: Given | None = None,
) -> HttpResponse:
    """Render the part; without script, with the whole ticket around it."""
    status = status_of(refusal) if refusal else 200
    context: dict[str, Any] = guides_context(
        request.user, number, timezone.now(), run=run, given=given, asked=request.GET
    )
    context["guide_refused"] = str(refusal) if refusal and not (given and given.errors) else ""
    if not request.htmx:
        return page(request, number, status=status, **context)
    return render(request, "desk/ticket/procedures/_part.html", context, status=status)
