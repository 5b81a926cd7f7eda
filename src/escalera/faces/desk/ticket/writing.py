"""The composer: replies and notes, the canned answers it offers, and sending a failed mail again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import BadInput, Refusal
from escalera.core.tickets import actions
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.forms import WordsForm
from escalera.faces.desk.ticket.presenter import REPLY_BY, composer_context, part_context
from escalera.faces.desk.ticket.views import after, gone, page
from escalera.levels.frontline import queries as frontline


@desk_view
@require_POST
def write(request: DeskRequest, number: int) -> HttpResponse:
    """Send a reply or leave a note; the same rendered form sent twice writes once."""
    ticket = find_ticket(request.user, number)
    form = WordsForm(request.POST, request.FILES)
    try:
        _write(request, number, form)
    except Refusal as refusal:
        return _refused(request, ticket, form, refusal)
    if not request.htmx:
        return after(request, number)
    try:
        context = part_context(request.user, number, timezone.now())
    except Ticket.DoesNotExist:
        return gone(request)
    fresh = {**composer_context(request.user, context["ticket"]), "oob": True}
    return render(request, "desk/ticket/_parts.html", {**context, **fresh, "with_composer": True})


@desk_view
@require_GET
def answers(request: DeskRequest, number: int) -> HttpResponse:
    """Show the canned answers, filled in for this ticket."""
    ticket = find_ticket(request.user, number)
    return render(request, "desk/ticket/_answers.html", {"macros": frontline.macros_for(ticket, request.user)})


def _write(request: DeskRequest, number: int, form: WordsForm) -> None:
    if not form.is_valid():
        raise BadInput(_first_error(form))
    given = form.cleaned_data
    content = actions.Content(given["text"].replace("\r\n", "\n"), files=[_file(one) for one in given["attached"]])
    common: dict[str, Any] = {
        "ticket_id": number, "content": content, "by": request.user, "at": timezone.now(),
        "key": f"desk:{request.user.pk}:{given['key']}",
    }  # fmt: skip
    if given["kind"] == "note":
        actions.note(**common)
    else:
        actions.reply(**common, then=given["then"], channel=REPLY_BY)


def _file(one: Any) -> actions.NewFile:
    return actions.NewFile(one.name, one.content_type or "application/octet-stream", one.read())


def _first_error(form: WordsForm) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def _refused(request: DeskRequest, ticket: Ticket, form: WordsForm, refusal: Refusal) -> HttpResponse:
    """Give the words back with what was wrong; nothing that was written is lost."""
    draft: dict[str, Any] = {
        "draft": request.POST.get("text", ""),
        "kind": "note" if request.POST.get("kind") == "note" else "reply",
        "composer_refused": str(refusal),
    }
    status = status_of(refusal)
    if not request.htmx:
        return page(request, ticket.pk, status=status, **draft)
    context = {**composer_context(request.user, ticket), **draft}
    return retargeted(render(request, "desk/ticket/_composer.html", context, status=status), "#composer")
