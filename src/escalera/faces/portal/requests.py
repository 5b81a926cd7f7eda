"""A signed-in customer's own requests, and their company's if they coordinate them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.pace.actions import count, counted
from escalera.base.people.models import Contact
from escalera.core.tickets import customers
from escalera.core.tickets.customers import Lane
from escalera.core.tickets.links import follow_key, read_tracking_key
from escalera.core.tickets.models import Ticket
from escalera.core.workflows.flow import Flow
from escalera.core.workflows.queries import flows
from escalera.faces.portal.limits import SHORT, ip_of
from escalera.faces.portal.page import customers_only, page
from escalera.faces.portal.words import state_tone, state_words

TRIES_PER_IP, TRIES_PER_REQUEST = 12, 8  # within ten minutes


@dataclass(frozen=True, slots=True)
class Line:
    """One request in the list."""

    number: int
    subject: str
    snippet: str
    state: str
    tone: str
    level: int
    who: str
    at: datetime


@require_GET
@customers_only
def requests(request: HttpRequest, customer: Contact) -> HttpResponse:
    """Show the newest requests of a view, or the page after a mark."""
    view = request.GET.get("view", "open")
    lane = Lane.of(view, customer)
    found, after = customers.requests_of(customer, lane, after=request.GET.get("after", "")[:60])
    known = flows()
    context: dict[str, Any] = {
        "view": lane, "after": after, "lines": [_line(one, customer, known.of(one.segment_id)) for one in found],
        "is_coordinator": customer.is_coordinator and customer.organization_id is not None,
    }  # fmt: skip
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/_requests.html", context)
    return page(request, "portal/requests.html", context)


@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponseBase:
    """Find a request by its key and its asker's mail address, without an account."""
    key, email = request.POST.get("key", "")[:60], request.POST.get("email", "")[:254]
    if request.method == "GET":
        return page(request, "portal/follow.html", {"key": request.GET.get("key", "")[:60]})
    at, ip = timezone.now(), ip_of(request)
    number = read_tracking_key(key)
    closed = counted("portal-follow-ip", ip, within=SHORT, at=at) >= TRIES_PER_IP
    if number is not None:
        closed = closed or counted("portal-follow", str(number), within=SHORT, at=at) >= TRIES_PER_REQUEST
    if not closed and number is not None and customers.asked_from(number, email):
        return redirect("portal-ticket", key=follow_key(number))
    count("portal-follow-ip", ip, within=SHORT, at=at)
    if number is not None:
        count("portal-follow", str(number), within=SHORT, at=at)
    context = {"key": key, "email": email, "refused": True, "closed": closed}
    return page(request, "portal/follow.html", context, status=429 if closed else 422)


def _line(ticket: Ticket, customer: Contact, flow: Flow) -> Line:
    return Line(
        number=ticket.pk,
        subject=ticket.subject,
        snippet="",
        state=state_words(ticket, flow),
        tone=state_tone(ticket, flow),
        level=min(ticket.level.order, 4),
        who="" if ticket.requester_id == customer.pk else ticket.requester.name,
        at=ticket.updated_at,
    )
