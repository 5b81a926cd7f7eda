"""Is it the same person? Fetched after the ticket's page; one click joins two customers, or says that they are two."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.actions import accept_join, part_identity, refuse_join
from escalera.base.people.families import family_of
from escalera.base.people.models import Identity, JoinProposal
from escalera.base.refusals import Refusal
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.customers.joins import joins_of
from escalera.faces.desk.shared.pages import DeskRequest, beside_ticket, desk_view, status_of


@desk_view
@require_GET
@beside_ticket
def show(request: DeskRequest, number: int) -> HttpResponse:
    """Show who else the customer may be; an empty place if nobody."""
    return _part(request, find_ticket(request.user, number))


@desk_view
@require_POST
def answer(request: DeskRequest, number: int, proposal: int) -> HttpResponse:
    """Join the two, the ticket's customer staying, or say that they are not one person."""
    ticket = find_ticket(request.user, number)
    found = JoinProposal.objects.get(pk=proposal)
    if not {found.contact_id, found.other_id} & family_of(ticket.requester_id):
        raise JoinProposal.DoesNotExist("it is about somebody else")
    at = timezone.now()
    if request.POST.get("no"):
        return _done(request, number, lambda: refuse_join(proposal_id=proposal, by=request.user, at=at))
    return _done(
        request, number,
        lambda: accept_join(proposal_id=proposal, survivor_id=ticket.requester_id, by=request.user, at=at),
    )  # fmt: skip


@desk_view
@require_POST
def part(request: DeskRequest, number: int, identity: int) -> HttpResponse:
    """Say that an address which a rule gave to the customer is not theirs."""
    ticket = find_ticket(request.user, number)
    Identity.objects.get(pk=identity, contact=ticket.requester_id)
    at = timezone.now()
    return _done(request, number, lambda: part_identity(identity_id=identity, by=request.user, at=at))


def _done(request: DeskRequest, number: int, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return _part(request, find_ticket(request.user, number), str(refusal), status_of(refusal))
    url = reverse("desk:ticket", args=[number])
    if not request.htmx:
        return redirect(url)
    there = f'{{"path": "{url}", "target": "#work", "swap": "innerHTML"}}'
    return HttpResponse(
        status=204, headers={"HX-Location": there}
    )  # name, addresses and other tickets are others now


def _part(request: DeskRequest, ticket: Ticket, refused: str = "", status: int = 200) -> HttpResponse:
    base = reverse("desk:ticket", args=[ticket.pk])
    found = joins_of(request.user, ticket.requester_id, base, may=not ticket.only_seen)
    context = {**found, "joins_id": f"joins-{ticket.pk}", "refused": refused}
    return render(request, "desk/ticket/joins/_part.html", context, status=status)
