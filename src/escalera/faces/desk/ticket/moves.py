"""The buttons of the head: take, release, wait, resolve, reopen, accept. Each calls one action."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from escalera.base.refusals import Refusal
from escalera.core.channels import actions as channels
from escalera.core.ladder import actions as ladder
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.forms import WaitForm
from escalera.faces.desk.ticket.views import after

ONE_CLICK = {
    "holder": tickets.take,
    "queue": tickets.release,
    "reopening": tickets.reopen,
    "closing": tickets.close,
}


@desk_view
@require_POST
def one_click(request: DeskRequest, number: int, noun: str) -> HttpResponse:
    """Take, release, reopen or close the ticket."""
    find_ticket(request.user, number)
    try:
        ONE_CLICK[noun](ticket_id=number, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)


@desk_view
@require_POST
def resolve(request: DeskRequest, number: int) -> HttpResponse:
    """Resolve the ticket; what is missing is shown where it is filled in, what is open can be passed over."""
    find_ticket(request.user, number)
    anyway = request.POST.get("anyway") == "1"
    try:
        tickets.resolve(ticket_id=number, by=request.user, at=timezone.now(), anyway=anyway)
    except tickets.MissingFields as refusal:
        return after(request, number, refusal, missing=frozenset(refusal.keys))
    except tickets.StillOpen as refusal:
        return after(request, number, refusal, still_open=True)
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)


@desk_view
@require_POST
def wait(request: DeskRequest, number: int) -> HttpResponse:
    """Say for whom the ticket waits, or that it waits no more."""
    find_ticket(request.user, number)
    form = WaitForm(request.POST)
    status = form.cleaned_data["status"] if form.is_valid() else ""
    try:
        tickets.wait_for(ticket_id=number, status=status, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)


@desk_view
@require_POST
def accept(request: DeskRequest, number: int, escalation: int) -> HttpResponse:
    """Accept the offered escalation and become the one who works on it."""
    find_ticket(request.user, number)
    try:
        ladder.accept(escalation_id=escalation, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)


@desk_view
@require_POST
def resend(request: DeskRequest, number: int, delivery: int) -> HttpResponse:
    """Send an answer of this ticket again that failed or came back."""
    find_ticket(request.user, number)
    try:
        channels.resend(delivery_id=delivery, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)
