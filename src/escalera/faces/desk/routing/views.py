"""One's own availability and offers, and why a ticket is with whom it is: small parts that live on other pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import Refusal
from escalera.core.routing import actions, queries
from escalera.core.routing.choices import Presence
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.routing import presenter
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, beside_ticket, desk_view, status_of


@desk_view
@require_GET
def mine(request: DeskRequest) -> HttpResponse:
    """Show one's switch with the capacity in use, and what is offered."""
    return _mine(request)


@desk_view
@require_POST
def say(request: DeskRequest) -> HttpResponse:
    """Say whether one is available; `pause`: for so many minutes."""
    pause = request.POST.get("pause", "")
    minutes = int(pause) if pause.isdecimal() and len(pause) < 5 else None
    state = Presence.AWAY.value if minutes is not None else request.POST.get("state", "")
    return _done(
        request,
        lambda: actions.set_availability(
            agent=request.user, state=state, by=request.user, at=timezone.now(), for_min=minutes
        ),
    )


@desk_view
@require_POST
def accept(request: DeskRequest, offer: int) -> HttpResponse:
    """Take what is offered, and go there."""
    try:
        found = actions.accept_offer(offer_id=offer, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _refused(request, refusal)
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = f"/desk/tickets/{found.ticket_id}/"
        return response
    return redirect("desk:ticket", found.ticket_id)


@desk_view
@require_POST
def decline(request: DeskRequest, offer: int) -> HttpResponse:
    """Say no, with a reason."""
    reason = request.POST.get("reason", "")[:400]
    return _done(
        request, lambda: actions.decline_offer(offer_id=offer, reason=reason, by=request.user, at=timezone.now())
    )


@desk_view
@beside_ticket
@require_GET
def why(request: DeskRequest, number: int) -> HttpResponse:
    """Say why this person has the ticket, or why nobody has it yet."""
    ticket = find_ticket(request.user, number)
    now = timezone.now()
    moments = Moments(now)
    found = queries.decisions_of(number)
    shown = None
    waits = ticket.is_open and ticket.assignee_id is None
    if waits and (found or queries.is_handed_out(ticket, now)):
        shown = queries.who_would_get(ticket, now)
    elif found and found[0].agent_id is not None and found[0].agent_id == ticket.assignee_id:
        shown = queries.explain(found.pop(0))
    context = {
        "number": number,
        "one": presenter.explained(shown, moments) if shown else None,
        "waits": waits,
        "earlier": presenter.earlier(found, moments),
    }
    return render(request, "desk/routing/_why.html", context)


def _done(request: DeskRequest, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except Refusal as refusal:
        return _refused(request, refusal)
    return _mine(request) if request.htmx else redirect("desk:queues")


def _refused(request: DeskRequest, refusal: Refusal) -> HttpResponse:
    return _mine(request, str(refusal), status_of(refusal))


def _mine(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "used": refused or queries.is_used(),
        "mine": presenter.mine_of(queries.mine(request.user, now), Moments(now)),
        "offers": [presenter.offer_of(one, now) for one in queries.offers_to(request.user, now)],
        "refused": refused,
    }
    return render(request, "desk/routing/_mine.html", context, status=status)
