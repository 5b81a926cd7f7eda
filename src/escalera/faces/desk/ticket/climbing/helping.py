"""Calling people to the ticket, joining them, ending it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.people.staffing import helpers
from escalera.base.refusals import Refusal
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.models import Escalation
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.settings.answering import keys
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.faces.desk.ticket.climbing.escalating import ways
from escalera.faces.desk.ticket.panels import done
from escalera.faces.desk.ticket.views import after


@desk_view
@require_http_methods(["GET", "POST"])
def call(request: DeskRequest, number: int, kind: str) -> HttpResponse:
    """Call somebody who decides, or several to work on it together."""
    if kind not in ("hierarchical", "swarm"):
        raise Http404
    ticket = find_ticket(request.user, number)
    wanted, team = set(keys(request, "agents")), request.POST.get("team", "")
    people = [one for one in helpers() if one.pk != request.user.pk]
    people.sort(key=lambda one: not one.may(SEE_ALL))
    panel = {
        "panel_template": "desk/ticket/climbing/_call.html",
        "panel_url": reverse("desk:call", args=[number, kind]),
        "call_kind": kind,
        "help_ways": ways(ticket, kind),
        "colleagues": [_person(one, wanted) for one in people],
        "teams": _teams(team) if kind == "swarm" else [],
        "question": request.POST.get("question", ""),
    }

    def act() -> None:
        ladder.call_in(
            ticket_id=number,
            kind=kind,
            agents=[one for one in people if one.pk in wanted],
            team=Team.objects.filter(pk=int(team)).first() if team.isdecimal() and len(team) < 18 else None,
            question=request.POST.get("question", ""),
            by=request.user,
            at=timezone.now(),
        )

    return done(request, number, panel, act)


@desk_view
@require_POST
def join(request: DeskRequest, number: int, call: int) -> HttpResponse:
    """Say that one helps."""
    find_ticket(request.user, number)
    Escalation.objects.get(pk=call, ticket=number)
    try:
        ladder.join_call(escalation_id=call, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)


@desk_view
@require_http_methods(["GET", "POST"])
def end(request: DeskRequest, number: int, call: int) -> HttpResponse:
    """End it with what was decided or found."""
    find_ticket(request.user, number)
    found = Escalation.objects.get(pk=call, ticket=number)
    decides = found.kind == "hierarchical"
    panel = {
        "panel_template": "desk/ticket/_reason.html",
        "panel_title": _("What was decided?") if decides else _("End the common work"),
        "panel_hint": _("It stands in the conversation, where the customer does not see it."),
        "panel_verb": _("Save") if decides else _("End it"),
        "panel_url": reverse("desk:call-end", args=[number, call]),
        "panel_label": _("Decision") if decides else _("What was found"),
        "reason": request.POST.get("reason", ""),
    }

    def act() -> None:
        outcome = request.POST.get("reason", "")
        ladder.end_call(escalation_id=call, outcome=outcome, by=request.user, at=timezone.now())

    return done(request, number, panel, act)


def _person(one: Agent, wanted: set[int]) -> dict[str, Any]:
    return {"id": one.pk, "name": one.name, "role": one.role.name, "chosen": one.pk in wanted}


def _teams(wanted: str) -> list[dict[str, Any]]:
    found = Team.objects.filter(archived_at__isnull=True).select_related("level").order_by("-level__order", "name")
    return [
        {"id": one.pk, "name": one.name, "code": one.level.code, "level": glyph(one.level.order),
         "chosen": str(one.pk) == wanted}
        for one in found[:100]
    ]  # fmt: skip
