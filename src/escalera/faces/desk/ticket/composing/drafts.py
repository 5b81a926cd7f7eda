"""Keeping what is typed, while it is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import BadInput, Refusal
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing import actions
from escalera.core.writing.actions import DraftConflict
from escalera.core.writing.models import Draft
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of
from escalera.faces.desk.ticket.composing.mentions import candidates
from escalera.faces.desk.ticket.composing.presenter import saved_words
from escalera.faces.desk.ticket.composing.wanted import Wanted
from escalera.faces.desk.ticket.forms import DraftForm


@desk_view
@require_POST
def save(request: DeskRequest, number: int) -> HttpResponse:
    """Keep the draft; answer when it was saved, or with both texts if another window changed it meanwhile."""
    form = DraftForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput(next(str(error) for errors in form.errors.values() for error in errors))
        given = form.cleaned_data
        draft = actions.save_draft(
            ticket_id=number,
            kind=given["kind"],
            text=given["text"].replace("\r\n", "\n"),
            by=request.user,
            at=timezone.now(),
            version=given["version"] or 0,
            language=given["language"],
            through=Wanted.of(request.POST).through if "way" in request.POST else None,
        )
    except DraftConflict as conflict:
        return _state(request, given["kind"], conflict.draft, {"conflict": conflict.draft.text}, 409)
    except Refusal as refusal:
        return _state(request, str(request.POST.get("kind", "")), None, {"refused": str(refusal)}, status_of(refusal))
    return _state(request, given["kind"], draft, {})


@desk_view
@require_POST
def drop(request: DeskRequest, number: int) -> HttpResponse:
    """Throw a draft away; the composer comes back empty."""
    find_ticket(request.user, number)
    kind = "note" if request.POST.get("kind") == "note" else "reply"
    actions.drop_draft(ticket_id=number, kind=kind, by=request.user)
    return redirect(
        reverse("desk:composer", args=[number]) if request.htmx else reverse("desk:ticket", args=[number])
    )


@desk_view
@require_GET
def colleagues(request: DeskRequest, number: int) -> HttpResponse:
    """Show the colleagues who can be called in."""
    find_ticket(request.user, number)
    found = candidates(request.GET.get("q", ""), request.user)
    return render(request, "desk/ticket/composing/_people.html", {"people": found})


def _state(
    request: DeskRequest, kind: str, draft: Draft | None, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    saved = saved_words(draft.saved_at, Moments(timezone.now())) if draft and not more else ""
    context = {"kind": kind, "version": draft.version if draft else 0, "saved": saved, **more}
    return render(request, "desk/ticket/composing/_saved.html", context, status=status)
