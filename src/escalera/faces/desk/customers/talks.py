"""What a customer asked the assistant, beside their card; and the deletion of their words, where they want that."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.customers import card_of
from escalera.base.people.models import Contact
from escalera.base.refusals import Refusal
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of
from escalera.levels.selfservice import actions
from escalera.levels.selfservice.queries import talks_of


@desk_view
@require_GET
def shown(request: DeskRequest, key: int) -> HttpResponse:
    """Show the newest conversations; an empty part where there are none."""
    return _part(request, card_of(key).contact)


@desk_view
@require_POST
def deleted(request: DeskRequest, key: int) -> HttpResponse:
    """Delete everything that the customer said to the assistant."""
    contact = card_of(key).contact
    try:
        actions.forget_contact(contact=contact, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _part(request, contact, refusal)
    return _part(request, contact)


def _part(request: DeskRequest, contact: Contact, refusal: Refusal | None = None) -> HttpResponse:
    moments = Moments(timezone.now())
    talks = [
        {
            "words": one.words, "outcome": one.outcome, "when": moments.day(one.at),
            "url": reverse("desk:ticket", args=[one.ticket_id]) if one.ticket_id else "", "ticket": one.ticket_id,
        }
        for one in talks_of(contact, by=request.user)
    ]  # fmt: skip
    context = {"key": contact.pk, "talks": talks, "refused": str(refusal) if refusal else ""}
    return render(request, "desk/customers/_talks.html", context, status=status_of(refusal) if refusal else 200)
