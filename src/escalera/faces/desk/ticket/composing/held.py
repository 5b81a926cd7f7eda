"""Replies that were sent and have not left yet: undo, another time, now."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import Refusal
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing import actions
from escalera.core.writing.models import HeldReply
from escalera.faces.desk.shared.pages import DeskRequest, beside_ticket, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.composing.presenter import composer_context, held_context
from escalera.faces.desk.ticket.composing.times import chosen


@desk_view
@beside_ticket
@require_GET
def show(request: DeskRequest, number: int) -> HttpResponse:
    """Show the replies that wait, as they are now."""
    find_ticket(request.user, number)
    context = held_context(request.user, number, reverse("desk:ticket", args=[number]))
    return render(request, "desk/ticket/composing/_held.html", context)


@desk_view
@require_GET
def composer(request: DeskRequest, number: int) -> HttpResponse:
    """Show the composer as it is stored."""
    ticket = find_ticket(request.user, number)
    context = composer_context(request.user, ticket, _seen(request))
    return render(request, "desk/ticket/_composer.html", context)


@desk_view
@require_POST
def undo(request: DeskRequest, number: int, held: int) -> HttpResponse:
    """Take a reply back: its words and files stand in the composer again, before what was typed since."""
    _of_ticket(request, number, held)
    at = timezone.now()
    if request.POST.get("kind") == "reply" and (typed := request.POST.get("text", "").replace("\r\n", "\n")).strip():
        actions.save_draft(ticket_id=number, kind="reply", text=typed, by=request.user, at=at)
    return _done(request, number, lambda: actions.undo(held_id=held, by=request.user, at=at))


@desk_view
@require_POST
def now(request: DeskRequest, number: int, held: int) -> HttpResponse:
    """Let a reply leave at once."""
    _of_ticket(request, number, held)
    return _done(request, number, lambda: actions.send_now(held_id=held, by=request.user, at=timezone.now()))


@desk_view
@require_POST
def again(request: DeskRequest, number: int, held: int) -> HttpResponse:
    """Choose another time."""
    _of_ticket(request, number, held)
    at = timezone.now()

    def act() -> object:
        moment = chosen(request.user, "at", request.POST.get("send_at", "")[:32], at)
        assert moment is not None, "“at” always names a moment"
        return actions.reschedule(held_id=held, send_at=moment, by=request.user, at=at)

    return _done(request, number, act)


def _of_ticket(request: DeskRequest, number: int, held: int) -> None:
    """Raises: DoesNotExist if the reply is no reply of this ticket, or the ticket not theirs to see."""
    find_ticket(request.user, number)
    HeldReply.objects.get(pk=held, ticket=number)


def _done(request: DeskRequest, number: int, act: Callable[[], object]) -> HttpResponse:
    """Do it and show composer and waiting replies as they are then; a refusal stands in the composer."""
    words, status = "", 200
    try:
        act()
    except Refusal as refusal:
        words, status = str(refusal), status_of(refusal)
    if not request.htmx and not words:
        return redirect("desk:ticket", number)
    context = composer_context(request.user, find_ticket(request.user, number), _seen(request))
    context |= {"composer_refused": words, "with_held": True}
    return retargeted(render(request, "desk/ticket/composing/_both.html", context, status=status), "#composer")


def _seen(request: DeskRequest) -> int:
    given = request.POST.get("seen") or request.GET.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 19 else 0
