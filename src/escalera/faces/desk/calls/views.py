"""The page of calls, the card of whoever calls, and the button that calls a customer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people.models import Contact
from escalera.base.refusals import Refusal
from escalera.core.channels.voice import actions, policies, queries
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.calls import presenter
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, beside_ticket, desk_view, status_of


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the page; only the next lines of the log, if those are asked for."""
    now = timezone.now()
    before = request.GET.get("before", "")
    mark = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    text = request.GET.get("q", "").replace("\x00", "")[:80]
    log = presenter.log_of(request.user, request.GET.get("only", ""), text, mark, Moments(now))
    if request.htmx and mark is not None:
        return render(request, "desk/calls/_log.html", log)
    context = {"section": "calls", "used": queries.is_used(), **_now(request), **log}
    return render(request, "desk/calls/page.html", context)


@desk_view
@require_GET
def now_part(request: DeskRequest) -> HttpResponse:
    """Show what goes on now."""
    return render(request, "desk/calls/_now.html", _now(request))


@desk_view
@require_GET
def mine(request: DeskRequest) -> HttpResponse:
    """Show who calls this agent, and the way to the page of calls where there is a telephone at all."""
    used = queries.is_used()
    cards = presenter.mine_of(request.user, timezone.now()) if used else []
    path = (request.htmx.current_url_abs_path or "") if request.htmx else ""
    context = {"cards": cards, "used": used, "current": path.startswith("/desk/calls/")}
    return render(request, "desk/calls/_mine.html", context)


@desk_view
@require_http_methods(["GET", "POST"])
@beside_ticket
def button(request: DeskRequest, whom: str, key: int) -> HttpResponse:
    """Show the button that calls a ticket's customer, or a customer; or press it."""
    if whom not in ("ticket", "customer"):
        raise Http404
    contact = find_ticket(request.user, key).requester if whom == "ticket" else Contact.objects.get(pk=key)
    context: dict[str, Any] = {
        "whom": whom, "key": key, "numbers": queries.numbers_of(contact.pk)[:5] if queries.is_used() else [],
        "why_not": policies.why_not_call(request.user), "has_telephone": bool(request.user.telephone),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        given = {f"{'ticket' if whom == 'ticket' else 'contact'}_id": key}
        try:
            actions.call_customer(
                by=request.user, at=timezone.now(), number=request.POST.get("number", "")[:40], **given
            )  # fmt: skip
            context["placed"] = True
        except Refusal as refusal:
            context["refused"], status = str(refusal), status_of(refusal)
    return render(request, "desk/calls/_button.html", context, status=status)


@desk_view
@require_POST
def answer(request: DeskRequest, key: int) -> HttpResponse:
    """Take a waiting call: one's own telephone rings."""
    return _pressed(request, lambda: actions.answer_call(call_id=key, by=request.user, at=timezone.now()))


@desk_view
@require_POST
def call_back(request: DeskRequest, key: int) -> HttpResponse:
    """Call somebody who asked for it."""
    return _pressed(request, lambda: actions.call_back(callback_id=key, by=request.user, at=timezone.now()))


@desk_view
@require_POST
def end_callback(request: DeskRequest, key: int) -> HttpResponse:
    """Take somebody off the list of those to be called."""
    done = request.POST.get("done") == "1"
    return _pressed(
        request, lambda: actions.end_callback(callback_id=key, by=request.user, at=timezone.now(), done=done)
    )


def _pressed(request: DeskRequest, act: Callable[[], object]) -> HttpResponse:
    refused, status = "", 200
    try:
        act()
    except Refusal as refusal:
        refused, status = str(refusal), status_of(refusal)
    if not request.htmx and not refused:
        return redirect("desk:calls")
    context = {**_now(request), "refused": refused}
    if request.htmx:
        return render(request, "desk/calls/_now.html", context, status=status)
    log = presenter.log_of(request.user, "", "", None, Moments(timezone.now()))
    return render(
        request, "desk/calls/page.html", {"section": "calls", "used": True, **context, **log}, status=status
    )


def _now(request: DeskRequest) -> dict[str, Any]:
    return presenter.now_of(queries.board(request.user), request.user, timezone.now())
