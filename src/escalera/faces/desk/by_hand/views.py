"""Write down a call or a visit: find who it is, what they said, what they were told, how it ended."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.people.actions import add_contact
from escalera.base.people.customers import contact_page
from escalera.base.people.models import Contact
from escalera.base.refusals import BadInput, Refusal
from escalera.core.channels.by_hand.actions import WAYS, Outcome, Talk
from escalera.core.channels.by_hand.actions import take_down as write_down
from escalera.core.search.models import CONTACT
from escalera.core.search.people import keys_of
from escalera.core.tickets.models import Message
from escalera.core.tickets.policies import visible_to
from escalera.faces.desk.customers import presenter
from escalera.faces.desk.customers.views import number
from escalera.faces.desk.shared.looks import channel_name
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

MOST_FOUND, MOST_OPEN = 6, 5
_WORDS = ("way", "subject", "said", "answered", "outcome", "name", "address", "q", "key", "call_back_at")


@desk_view
@require_http_methods(["GET", "POST"])
def take_down(request: DeskRequest) -> HttpResponse:
    """Show the form, or write down what it says and go to the ticket (to its panel, where it is passed up)."""
    given = request.POST if request.method == "POST" else request.GET
    form: dict[str, Any] = {name: given.get(name, "")[:20_000] for name in _WORDS}
    form |= {"person": number(given.get("person", "")), "ticket": number(given.get("ticket", ""))}
    form["seconds"] = min(number(given.get("seconds", "")) or 0, 86_400)
    if request.method == "GET":
        fresh = {"way": form["way"] or "phone", "outcome": Outcome.OPEN, "key": secrets.token_hex(12)}
        return _form(request, form | fresh)
    try:
        contact = _who(request, form)
        message = write_down(
            contact=contact, talk=_talk(form), by=request.user, at=timezone.now(), ticket_id=_ticket(request, form),
            key=f"by-hand:{form['key'][:40]}" if form["key"] else None,
        )  # fmt: skip
    except Refusal as refusal:
        return _form(request, form, refusal)
    return _onwards(request, message, form["outcome"])


@desk_view
@require_GET
def people(request: DeskRequest) -> HttpResponse:
    """Show who may be meant, or the one who was chosen with what they have open."""
    form = {"q": request.GET.get("q", "")[:80], "person": number(request.GET.get("person", "")), "ticket": None}
    return render(request, "desk/by_hand/_people.html", _people(request, form))


def _who(request: DeskRequest, form: dict[str, Any]) -> Contact:
    """Return the one who was chosen, or a new customer. Raises: BadInput, NotAllowed."""
    if form["person"]:
        contact = Contact.objects.filter(pk=form["person"]).select_related("merged_into").first()
        if contact is not None:
            return contact.merged_into or contact
    name, address = form["name"].strip(), form["address"].strip()
    if not name and not address:
        raise BadInput(_("Say who it is: choose a customer, or write a name."))
    channel = "email" if "@" in address else "phone"
    return add_contact(name=name or address, channel=channel, address=address, by=request.user, at=timezone.now())


def _ticket(request: DeskRequest, form: dict[str, Any]) -> int | None:
    """Return the ticket that goes on, if the agent may see it and it is of this customer."""
    if not form["ticket"]:
        return None
    mine = visible_to(request.user).filter(pk=form["ticket"], requester=form["person"])
    return mine.values_list("pk", flat=True).first()


def _talk(form: dict[str, Any]) -> Talk:
    return Talk(
        way=form["way"], said=form["said"], answered=form["answered"], subject=form["subject"],
        outcome=form["outcome"], seconds=form["seconds"], call_back_at=_moment(form["call_back_at"]),
    )  # fmt: skip


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


def _onwards(request: DeskRequest, message: Message, outcome: str) -> HttpResponse:
    if not visible_to(request.user).filter(pk=message.ticket_id).exists():
        return redirect("desk:by-hand")
    return redirect("desk:escalate" if outcome == Outcome.UP else "desk:ticket", message.ticket_id)


def _form(request: DeskRequest, form: dict[str, Any], refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "section": "by-hand",
        "form": form,
        "ways": [(way, channel_name(way).capitalize()) for way in WAYS],
        "outcomes": Outcome.choices,
        "refused": str(refusal) if refusal else "",
        **_people(request, form),
    }
    return render(request, "desk/by_hand/form.html", context, status=status_of(refusal) if refusal else 200)


def _people(request: DeskRequest, form: dict[str, Any]) -> dict[str, Any]:
    chosen = Contact.objects.filter(pk=form["person"]).select_related("organization", "segment").first()
    if chosen is not None:
        tickets = visible_to(request.user).filter(requester=chosen, is_open=True).order_by("-updated_at")[:MOST_OPEN]
        return {"chosen": presenter.person(chosen), "tickets": list(tickets), "ticket": form["ticket"], "found": []}
    keys = keys_of(CONTACT, form["q"], MOST_FOUND) if len(form["q"].strip()) > 1 else []
    rows = contact_page(keys=keys).rows if keys else []
    known = {one.pk: presenter.person(one, list(one.identities.all())) for one in rows}
    return {"chosen": None, "found": [known[key] for key in keys if key in known], "q": form["q"]}
