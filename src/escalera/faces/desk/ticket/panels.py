"""What needs words before it is done: decline, send back (and see `climbing`). Each is a page first, then a part of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.refusals import Refusal
from escalera.core.ladder import actions as ladder
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.forms import ReasonForm
from escalera.faces.desk.ticket.views import after, page

Panel = dict[str, Any]


@desk_view
@require_http_methods(["GET", "POST"])
def decline(request: DeskRequest, number: int) -> HttpResponse:
    """Answer the customer who asks for a higher level with a reason why not."""
    find_ticket(request.user, number)
    panel = _reason_panel(
        _("Decline the higher level"),
        _("The customer reads your words on their page. The ticket stays with you."),
        _("Decline"),
        reverse("desk:decline", args=[number]),
        request.POST.get("reason", ""),
    )

    def act(reason: str) -> None:
        ladder.decline_higher(ticket_id=number, reason=reason, by=request.user, at=timezone.now())

    return _with_reason(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def send_back(request: DeskRequest, number: int) -> HttpResponse:
    """Return the ticket to the team that escalated it, with a reason."""
    find_ticket(request.user, number)
    panel = _reason_panel(
        _("Send it back down"),
        _("It returns to the team and the person that escalated it, with your words."),
        _("Send back"),
        reverse("desk:return", args=[number]),
        request.POST.get("reason", ""),
    )

    def act(reason: str) -> None:
        ladder.send_back(ticket_id=number, reason=reason, by=request.user, at=timezone.now())

    return _with_reason(request, number, panel, act)


def _with_reason(request: DeskRequest, number: int, panel: Panel, act: Callable[[str], None]) -> HttpResponse:
    if request.method == "GET":
        return panel_page(request, number, panel)
    form = ReasonForm(request.POST)
    form.is_valid()
    return done(request, number, panel, lambda: act(form.cleaned_data.get("reason", "")))


def done(request: DeskRequest, number: int, panel: Panel, act: Callable[[], None]) -> HttpResponse:
    """Show the panel, or do what it says and show the ticket; a refusal is said in the panel."""
    if request.method == "GET":
        return panel_page(request, number, panel)
    try:
        act()
    except Refusal as refusal:
        panel["panel_refused"] = str(refusal)
        return panel_page(request, number, panel, status_of(refusal))
    return after(request, number)


def panel_page(request: DeskRequest, number: int, panel: Panel, status: int = 200) -> HttpResponse:
    """Show a panel in its place, or with the whole page around it."""
    if not request.htmx:
        return page(request, number, panel, status)
    response = render(request, panel["panel_template"], panel, status=status)
    return retargeted(response, "#panel", "innerHTML")


def _reason_panel(title: str, hint: str, verb: str, url: str, reason: str) -> Panel:
    return {
        "panel_template": "desk/ticket/_reason.html",
        "panel_title": title,
        "panel_hint": hint,
        "panel_verb": verb,
        "panel_url": url,
        "reason": reason,
    }
