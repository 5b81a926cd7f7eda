"""Two customers that are one person: looked at side by side, merged, parted again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.actions import merge_contacts, part_contacts
from escalera.base.people.customers import Card, card_of
from escalera.base.people.models import Contact, ContactMerge
from escalera.base.refusals import Refusal
from escalera.core.search.models import CONTACT
from escalera.core.search.people import keys_of
from escalera.core.tickets.policies import visible_to
from escalera.faces.desk.customers import presenter
from escalera.faces.desk.customers.views import number, page
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

CANDIDATES = 8


@desk_view
@require_http_methods(["GET", "POST"])
def merge(request: DeskRequest, key: int) -> HttpResponse:
    """Find the other one, show what would go over, and merge. `with`: the one who is absorbed."""
    found = card_of(key)
    given = request.POST if request.method == "POST" else request.GET
    other = number(given.get("with", ""))
    if request.method == "GET" or other is None:
        return _preview(request, found, other)
    survivor, absorbed = (other, key) if request.POST.get("keep") == "other" else (key, other)
    try:
        merge_contacts(survivor_id=survivor, absorbed_id=absorbed, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _preview(request, found, other, refusal)
    return redirect("desk:customer", survivor)


@desk_view
@require_POST
def undo(request: DeskRequest, key: int, merge: int) -> HttpResponse:
    """Part two that were merged."""
    ContactMerge.objects.get(pk=merge, survivor=key)
    try:
        part_contacts(merge_id=merge, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return page(request, key, refusal)
    return redirect("desk:customer", key)


def _preview(request: DeskRequest, found: Card, other: int | None, refusal: Refusal | None = None) -> HttpResponse:
    one = found.contact
    words = request.GET.get("q", "").strip()[:200]
    keys = [key for key in keys_of(CONTACT, words, CANDIDATES + 1) if key != one.pk][:CANDIDATES] if words else []
    rows = Contact.objects.select_related("organization", "segment").prefetch_related("identities").in_bulk(keys)
    context: dict[str, Any] = {
        "section": "customers",
        "one": _side(found, request),
        "other": _side(card_of(other), request) if other is not None and other != one.pk else None,
        "q": words,
        "candidates": [presenter.person(rows[key], list(rows[key].identities.all())) for key in keys if key in rows],
        "twins": presenter.card(found, request.user, timezone.now())["twins"] if other is None else [],
        "refused": str(refusal) if refusal else "",
    }
    return render(request, "desk/customers/merge.html", context, status=status_of(refusal) if refusal else 200)


def _side(found: Card, request: DeskRequest) -> dict[str, Any]:
    """Return one of the two, with what would go over."""
    return {
        **presenter.person(found.contact, found.identities),
        "addresses": [way.address for way in found.identities],
        "notes": len(found.notes),
        "tickets": visible_to(request.user).filter(requester=found.contact.pk).count(),
    }
