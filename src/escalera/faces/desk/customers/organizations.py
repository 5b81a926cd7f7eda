"""The list of organizations, a card, what is changed about them, and who coordinates."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people import actions
from escalera.base.people.customers import contact_page, coordinators_of, organization_page, segments
from escalera.base.people.models import Contact, Organization
from escalera.base.people.policies import why_not_change_customers
from escalera.base.refusals import BadInput, Refusal
from escalera.core.search.models import ORGANIZATION
from escalera.core.search.people import keys_of
from escalera.faces.desk.customers import presenter
from escalera.faces.desk.customers.views import number
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of


@desk_view
@require_GET
def listed(request: DeskRequest) -> HttpResponse:
    """Show organizations by name, or those that some words or a segment leave; by pages."""
    words, segment = request.GET.get("q", "").strip()[:200], number(request.GET.get("segment", ""))
    keys = keys_of(ORGANIZATION, words) if words else None
    try:
        page = organization_page(keys=keys, segment_id=segment, after=request.GET.get("after", ""))
    except BadInput:
        return redirect("desk:organizations")
    following = request.GET.copy()
    following["after"] = page.next
    context = {
        "section": "customers",
        "q": words,
        "organizations": [presenter.organization(one) for one in page.rows],
        "more_url": f"?{following.urlencode()}" if page.next else "",
        "segments": segments(),
        "segment": segment,
        "can_add": not why_not_change_customers(request.user),
        "is_narrowed": bool(words or segment),
    }
    return render(request, "desk/customers/organizations.html", context)


@desk_view
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    """Write down a new organization."""
    form = _given(request)
    if request.method == "GET":
        return _form(request, form, _("New organization"))
    try:
        made = actions.add_organization(
            name=form["name"], segment_id=form["segment"], notes=form["notes"], by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        return _form(request, form, _("New organization"), refusal)
    return redirect("desk:organization", made.pk)


@desk_view
@require_GET
def card(request: DeskRequest, key: int) -> HttpResponse:
    """Show an organization with its people."""
    one = Organization.objects.select_related("segment").get(pk=key)
    try:
        page = contact_page(organization_id=key, after=request.GET.get("after", ""))
    except BadInput:
        return redirect("desk:organization", key)
    context = {
        "section": "customers",
        "organization": presenter.organization(one),
        "people": [presenter.person(person, list(person.identities.all())) for person in page.rows],
        "coordinators": [presenter.person(person) for person in coordinators_of(key)],
        "more_url": f"?after={page.next}" if page.next else "",
        "can_change": not why_not_change_customers(request.user),
    }
    return render(request, "desk/customers/organization.html", context)


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, key: int) -> HttpResponse:
    """Change name, segment and notes."""
    one = Organization.objects.get(pk=key)
    title = _("Edit %(name)s") % {"name": one.name}
    if request.method == "GET":
        return _form(request, {"name": one.name, "segment": one.segment_id, "notes": one.notes}, title, back=key)
    form = _given(request)
    try:
        actions.change_organization(
            organization_id=key, name=form["name"], segment_id=form["segment"], notes=form["notes"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return _form(request, form, title, refusal, back=key)
    return redirect("desk:organization", key)


@desk_view
@require_POST
def coordinate(request: DeskRequest, key: int) -> HttpResponse:
    """Let one of its people see all requests of the organization, or no longer."""
    person = Contact.objects.get(pk=number(request.POST.get("contact", "")) or 0, organization=key)
    try:
        actions.change_contact(
            contact_id=person.pk, name=person.name, organization_id=key, segment_id=person.segment_id,
            language=person.language, is_coordinator=request.POST.get("on") == "1", by=request.user, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return render(request, "desk/_refused.html", {"words": str(refusal)}, status=status_of(refusal))
    return redirect("desk:organization", key)


def _given(request: DeskRequest) -> dict[str, Any]:
    given = request.POST
    return {
        "name": given.get("name", ""), "segment": number(given.get("segment", "")), "notes": given.get("notes", ""),
    }  # fmt: skip


def _form(
    request: DeskRequest, form: dict[str, Any], title: str, refusal: Refusal | None = None, back: int | None = None
) -> HttpResponse:
    context = {
        "section": "customers", "title": title, "form": form, "segments": segments(), "back": back,
        "refused": str(refusal) if refusal else "",
    }  # fmt: skip
    status = status_of(refusal) if refusal else 200
    return render(request, "desk/customers/organization_form.html", context, status=status)
