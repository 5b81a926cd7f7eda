"""One click puts a customer's words on the ticket where they belong."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SETTINGS
from escalera.base.refusals import BadInput, Refusal
from escalera.core.channels.shared import correcting
from escalera.core.tickets.models import Message, Status, Ticket
from escalera.core.tickets.queries import Scope, find_ticket, ticket_page
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.panels import panel_page
from escalera.faces.desk.ticket.views import after

OFFERED = 3  # other tickets that one click is enough for


@desk_view
@require_http_methods(["GET", "POST"])
def place(request: DeskRequest, number: int, message: int) -> HttpResponse:
    """Show where else the words can go, or put them there: `to` is a ticket's number or "new"."""
    ticket = find_ticket(request.user, number)
    found = Message.objects.select_related("ticket").get(pk=message, ticket=ticket)
    if request.method == "GET":
        return _choices(request, ticket, found)
    wanted, at = request.POST.get("to", "").strip().lstrip("#"), timezone.now()
    try:
        if wanted == "new":
            there = correcting.make_new_ticket(message_id=message, by=request.user, at=at)
        else:
            there = correcting.place_on(
                message_id=message, ticket_id=_known(request.user, wanted), by=request.user, at=at
            )
    except Refusal as refusal:
        return after(request, number, refusal)
    url = reverse("desk:ticket", args=[there.pk])
    if not request.htmx:
        return redirect(f"{url}#message-{message}")
    place_there = f'{{"path": "{url}", "target": "#work", "swap": "innerHTML"}}'
    return HttpResponse(status=204, headers={"HX-Location": place_there})


def _choices(request: DeskRequest, ticket: Ticket, message: Message) -> HttpResponse:
    context: dict[str, Any] = {
        "place_url": reverse("desk:place", args=[ticket.pk, message.pk]),
        "found_url": reverse("desk:candidates", args=[ticket.pk]),
        "why_not": correcting.why_not_place(message, request.user),
        "is_first": not Message.objects.filter(ticket=ticket, pk__lt=message.pk).exists(),
        "offers": _offers(request.user, ticket, message),
        "keeps_rules": request.user.may(SETTINGS),
        "panel_template": "desk/ticket/placing/_panel.html",
    }
    if request.htmx and request.GET.get("any") != "1":
        return render(request, "desk/ticket/placing/_choices.html", context)
    return panel_page(request, ticket.pk, context)


def _offers(agent: Agent, ticket: Ticket, message: Message) -> list[dict[str, Any]]:
    """Return the customer's other tickets, from where the words were brought first, then the last touched."""
    placed = (message.extra or {}).get("placed") or {}
    before = placed.get("from") or placed.get("ticket")
    scope = Scope(requester_id=message.contact_id or ticket.requester_id, state="all")
    rows = [row for row in ticket_page(agent, scope, limit=OFFERED + 5).rows if row.id != ticket.pk]
    rows.sort(key=lambda row: row.id != before)
    moments = Moments(timezone.now())
    return [
        {"number": row.id, "subject": row.subject, "back": row.id == placed.get("from"),
         "words": f"{Status(row.status).label} · {moments.ago(row.updated_at)}"}
        for row in rows[:OFFERED]
    ]  # fmt: skip


def _known(agent: Agent, text: str) -> int:
    """Return the number of a ticket that the agent sees. Raises: BadInput."""
    if text.isascii() and text.isdecimal() and len(text) < 19:
        try:
            return find_ticket(agent, int(text)).pk
        except Ticket.DoesNotExist:
            pass
    raise BadInput(_("There is no ticket #%(number)s that you can see.") % {"number": text[:20]})
