"""Is it the same person? The question on the customer's own page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.actions import accept_join, part_identity, refuse_join
from escalera.base.people.customers import card_of
from escalera.base.people.families import family_of, joins_with
from escalera.base.people.models import Contact, Identity, JoinProposal
from escalera.base.refusals import Refusal
from escalera.faces.desk.customers.joins import own_joins
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of


@desk_view
@require_GET
def show(request: DeskRequest, key: int) -> HttpResponse:
    """Show who else the customer may be; an empty place if nobody."""
    return _part(request, Contact.objects.get(pk=key).pk)


@desk_view
@require_POST
def answer(request: DeskRequest, key: int, proposal: int) -> HttpResponse:
    """Join the two, or say that they are not one person."""
    found = JoinProposal.objects.get(pk=proposal)
    if not {found.contact_id, found.other_id} & family_of(key):
        raise JoinProposal.DoesNotExist("it is about somebody else")
    at = timezone.now()
    if request.POST.get("no"):
        return _done(request, key, lambda: refuse_join(proposal_id=proposal, by=request.user, at=at))
    return _done(request, key, lambda: accept_join(proposal_id=proposal, survivor_id=key, by=request.user, at=at))


@desk_view
@require_POST
def part(request: DeskRequest, key: int, identity: int) -> HttpResponse:
    """Say that an address which a rule gave to the customer is not theirs."""
    Identity.objects.get(pk=identity, contact=key)
    at = timezone.now()
    return _done(request, key, lambda: part_identity(identity_id=identity, by=request.user, at=at))


def _done(request: DeskRequest, key: int, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return _part(request, key, str(refusal), status_of(refusal))
    if not request.htmx:
        return redirect("desk:customer", key)
    return HttpResponse(status=204, headers={"HX-Redirect": reverse("desk:customer", args=[key])})


def _part(request: DeskRequest, key: int, refused: str = "", status: int = 200) -> HttpResponse:
    context = {**own_joins(request.user, card_of(key), joins_with(key)), "refused": refused}
    return render(request, "desk/ticket/joins/_part.html", context, status=status)
