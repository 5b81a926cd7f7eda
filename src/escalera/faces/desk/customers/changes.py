"""What is changed about a customer: name and company, addresses, notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people import actions
from escalera.base.people.actions.customers import AddressTaken
from escalera.base.people.customers import card_of, organizations, segments
from escalera.base.people.models import Contact, Identity
from escalera.base.refusals import BadInput, Refusal
from escalera.faces.desk.customers import presenter
from escalera.faces.desk.customers.views import number, page
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of


@desk_view
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    """Write down a new customer, with a first address."""
    given = request.POST if request.method == "POST" else request.GET
    form: dict[str, Any] = {name: given.get(name, "") for name in ("name", "address")}
    form |= {"channel": given.get("channel", "email"), **_kept(given)}
    if request.method == "GET":
        return _form(request, form, _("New customer"))
    try:
        contact = actions.add_contact(
            name=form["name"], channel=form["channel"], address=form["address"], language=form["language"],
            organization_id=form["organization"], segment_id=form["segment"], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return _form(request, form, _("New customer"), refusal=refusal)
    return redirect("desk:customer", contact.pk)


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, key: int) -> HttpResponse:
    """Change name, organization, segment and language."""
    contact = card_of(key).contact
    title = _("Edit %(name)s") % {"name": contact.name}
    if request.method == "GET":
        return _form(request, _of(contact), title, contact)
    form: dict[str, Any] = {"name": request.POST.get("name", ""), **_kept(request.POST)}
    form["is_coordinator"] = bool(request.POST.get("is_coordinator"))
    try:
        actions.change_contact(
            contact_id=key, name=form["name"], organization_id=form["organization"], segment_id=form["segment"],
            language=form["language"], is_coordinator=form["is_coordinator"], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return _form(request, form, title, contact, refusal)
    return redirect("desk:customer", key)


@desk_view
@require_POST
def add_address(request: DeskRequest, key: int) -> HttpResponse:
    """Give the customer one more address; one of somebody else is offered for a merge."""
    channel, address = request.POST.get("channel", "")[:16], request.POST.get("address", "")[:300]
    try:
        actions.add_identity(contact_id=key, channel=channel, address=address, by=request.user, at=timezone.now())
    except AddressTaken as refusal:
        return page(request, key, refusal, taken_by=refusal.contact_id, address=address)
    except Refusal as refusal:
        return page(request, key, refusal, address=address)
    return redirect("desk:customer", key)


@desk_view
@require_POST
def change_address(request: DeskRequest, key: int, identity: int) -> HttpResponse:
    """Make an address the first one, trust it again, or take it away."""
    Identity.objects.get(pk=identity, contact=key)
    known: dict[str, Callable[..., object]] = {
        "primary": actions.prefer_identity, "works": actions.trust_identity, "removal": actions.remove_identity,
    }  # fmt: skip
    wanted = request.POST.get("do", "")

    def act() -> None:
        if wanted not in known:
            raise BadInput(_("That can't be done with an address."))
        known[wanted](identity_id=identity, by=request.user, at=timezone.now())

    return _done(request, key, act)


@desk_view
@require_POST
def add_note(request: DeskRequest, key: int) -> HttpResponse:
    """Leave a note on the customer."""
    text = request.POST.get("text", "")[:20_000]

    def act() -> None:
        actions.note_contact(contact_id=key, text=text, by=request.user, at=timezone.now())

    return _done(request, key, act, note=text)


@desk_view
@require_POST
def drop_note(request: DeskRequest, key: int, note: int) -> HttpResponse:
    """Take a note away."""
    card_of(key).contact.notes.get(pk=note)
    return _done(request, key, lambda: actions.remove_note(note_id=note, by=request.user, at=timezone.now()))


def _done(request: DeskRequest, key: int, act: Callable[[], None], **given: Any) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return page(request, key, refusal, **given)
    return redirect("desk:customer", key)


def _kept(given: QueryDict) -> dict[str, Any]:
    languages = dict(settings.LANGUAGES)
    language = given.get("language", "")
    return {
        "organization": number(given.get("organization", "")),
        "segment": number(given.get("segment", "")),
        "language": language if language in languages else "",
    }


def _of(contact: Contact) -> dict[str, Any]:
    return {
        "name": contact.name, "organization": contact.organization_id, "segment": contact.segment_id,
        "language": contact.language, "is_coordinator": contact.is_coordinator,
    }  # fmt: skip


def _form(
    request: DeskRequest,
    form: dict[str, Any],
    title: str,
    contact: Contact | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "section": "customers",
        "title": title,
        "form": form,
        "contact": contact,
        "segments": segments(),
        "organizations": organizations(),
        "languages": settings.LANGUAGES,
        "channels": presenter.channels(),
        "refused": str(refusal) if refusal else "",
        "taken_by": getattr(refusal, "contact_id", None),
    }
    return render(request, "desk/customers/form.html", context, status=status_of(refusal) if refusal else 200)
