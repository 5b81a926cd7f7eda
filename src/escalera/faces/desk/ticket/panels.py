"""What needs words before it is done: escalate, reject, send back. Each is a page first, then a part of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.people.models import Team
from escalera.base.refusals import BadInput, Refusal
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.queries import teams_above
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.forms import EscalationForm, ReasonForm
from escalera.faces.desk.ticket.views import after, page

Panel = dict[str, Any]


@desk_view
@require_http_methods(["GET", "POST"])
def escalate(request: DeskRequest, number: int) -> HttpResponse:
    """Offer the ticket to a team above, with a hand-over."""
    ticket = find_ticket(request.user, number)
    teams = teams_above(ticket)
    form = EscalationForm(request.POST or None)
    panel = _escalation_panel(ticket, teams, form.data)
    if request.method == "GET":
        return panel_page(request, number, panel)
    form.is_valid()
    given = form.cleaned_data
    to_team = next((team for team in teams if team.pk == given.get("team")), None)

    def act() -> None:
        if to_team is None:
            raise BadInput(_("Choose the team that should go on with it."))
        handover = ladder.Handover(given.get("summary", ""), given.get("tried", ""), given.get("question", ""))
        ladder.escalate(ticket_id=number, to_team=to_team, handover=handover, by=request.user, at=timezone.now())

    return done(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def reject(request: DeskRequest, number: int, escalation: int) -> HttpResponse:
    """Send an offered ticket back to who offered it, with a reason."""
    find_ticket(request.user, number)
    panel = _reason_panel(
        _("Reject the escalation"),
        _("It goes back to who offered it. Say what is missing, so that they know what to do next."),
        _("Reject"),
        reverse("desk:reject", args=[number, escalation]),
        request.POST.get("reason", ""),
    )

    def act(reason: str) -> None:
        ladder.reject(escalation_id=escalation, reason=reason, by=request.user, at=timezone.now())

    return _with_reason(request, number, panel, act)


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


def _escalation_panel(ticket: Ticket, teams: Any, data: Any) -> Panel:
    wanted = str(data.get("team", "")) or (str(teams[0].pk) if teams else "")
    return {
        "panel_template": "desk/ticket/_escalate.html",
        "panel_url": reverse("desk:escalate", args=[ticket.pk]),
        "panel_values": data,
        "teams": [_choice(team, wanted) for team in teams],
    }


def _choice(team: Team, wanted: str) -> dict[str, Any]:
    return {
        "id": team.pk,
        "name": team.name,
        "level": glyph(team.level.order),
        "code": team.level.code,
        "chosen": str(team.pk) == wanted,
    }


def _reason_panel(title: str, hint: str, verb: str, url: str, reason: str) -> Panel:
    return {
        "panel_template": "desk/ticket/_reason.html",
        "panel_title": title,
        "panel_hint": hint,
        "panel_verb": verb,
        "panel_url": url,
        "reason": reason,
    }
