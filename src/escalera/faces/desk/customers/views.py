"""The list of customers, a customer's card and their history."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalera.base.people.customers import Card, card_of, contact_page, organizations, segments
from escalera.base.people.families import joins_with
from escalera.base.people.models.helpers import WORK
from escalera.base.people.policies import why_not_change_customers
from escalera.base.refusals import BadInput
from escalera.core.search.models import CONTACT
from escalera.core.search.people import keys_of
from escalera.core.tickets.queries import Scope, taking_part, ticket_page
from escalera.faces.desk.customers import presenter
from escalera.faces.desk.customers.joins import own_joins
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

HISTORY = 15


@desk_view
@require_GET
def listed(request: DeskRequest) -> HttpResponse:
    """Show customers by name, or those that some words, a segment or an organization leave; by pages."""
    words = request.GET.get("q", "").strip()[:200]
    chosen = {name: number(request.GET.get(name, "")) for name in ("segment", "organization")}
    keys = keys_of(CONTACT, words) if words else None
    try:
        page = contact_page(
            keys=keys,
            segment_id=chosen["segment"],
            organization_id=chosen["organization"],
            after=request.GET.get("after", ""),
        )
    except BadInput:
        return redirect("desk:customers")
    following = request.GET.copy()
    following["after"] = page.next
    context = {
        "section": "customers",
        "q": words,
        "people": [presenter.person(one, list(one.identities.all())) for one in page.rows],
        "more_url": f"?{following.urlencode()}" if page.next else "",
        "segments": segments(),
        "organizations": organizations(),
        "segment": chosen["segment"],
        "organization": chosen["organization"],
        "can_add": not why_not_change_customers(request.user),
        "is_narrowed": bool(words or chosen["segment"] or chosen["organization"]),
    }
    part = request.htmx and request.htmx.target == "more-customers"
    return render(request, f"desk/customers/{'_rows' if part else 'list'}.html", context)


@desk_view
@require_GET
def card(request: DeskRequest, key: int) -> HttpResponse:
    """Show a customer; one who was merged is shown as who they are now."""
    return page(request, key)


@desk_view
@require_GET
def part(request: DeskRequest, key: int) -> HttpResponse:
    """Show the card as it is now."""
    found = card_of(key)
    return render(request, "desk/customers/_card.html", card_context(request, found))


@desk_view
@require_GET
def history(request: DeskRequest, key: int) -> HttpResponse:
    """Show tickets of a customer: the first page as it is now, or a further one."""
    return render(request, "desk/customers/_history.html", history_context(request, card_of(key).contact.pk))


def page(request: DeskRequest, key: int, refused: Exception | None = None, **more: Any) -> HttpResponse:
    """Render the whole page, with the words of a refusal if there was one."""
    found = card_of(key)
    if found.contact.merged_into_id is not None:
        return redirect("desk:customer", found.contact.merged_into_id)
    context = {
        "section": "customers",
        **card_context(request, found),
        **history_context(request, key),
        "refused": str(refused) if refused else "",
        "can_open": request.user.may(WORK),
        **more,
    }
    status = status_of(refused) if refused else 200  # type: ignore[arg-type]
    return render(request, "desk/customers/card.html", context, status=status)


def card_context(request: DeskRequest, found: Card) -> dict[str, Any]:
    known = joins_with(found.contact.pk)
    asked = {other.pk for _proposal, other in known}
    card = presenter.card(found, request.user, timezone.now(), asked=asked)
    return {**card, **own_joins(request.user, found, known)}


def history_context(request: DeskRequest, key: int) -> dict[str, Any]:
    after = request.GET.get("after", "")[:200]
    scope = Scope(requester_id=key, state="all")
    try:
        found = ticket_page(request.user, scope, after=after, limit=HISTORY)
    except BadInput:
        found, after = ticket_page(request.user, scope, limit=HISTORY), ""
    moments = Moments(timezone.now())
    here = reverse("desk:customer-history", args=[key])
    return {
        "tickets": [presenter.ticket(row, moments) for row in found.rows],
        "history_url": here,
        "part": [] if after else [presenter.ticket(row, moments) for row in taking_part(request.user, key)],
        "more_url": f"{here}?after={found.next}" if found.next else "",
        "further": bool(after),
    }


def number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None
