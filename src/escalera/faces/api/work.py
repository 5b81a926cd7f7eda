"""Holding a ticket, waiting, resolving, and the ladder."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from escalera.base.people.models import Team
from escalera.base.refusals import BadInput
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.actions import Handover
from escalera.core.ladder.models import Escalation
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.policies import visible_to
from escalera.core.tickets.queries import find_ticket
from escalera.faces.api.errors import answer
from escalera.faces.api.inputs import Classes, NewEscalation, Reason, Rejection, Wait
from escalera.faces.api.keys import LADDER, WRITE, Key, agent_of
from escalera.faces.api.outputs import EscalationOut, TicketState, answers
from escalera.faces.api.rows import escalation_row, ticket_state
from escalera.faces.api.tickets import category_called, require_visible

router = Router(tags=["work"])


@router.post("/tickets/{int:number}/take", auth=Key(WRITE), response=answers(TicketState))
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Make the token's agent the one who works on it."""
    require_visible(agent_of(request), number)
    tickets.take(ticket_id=number, by=agent_of(request), at=timezone.now())
    return _state(request, number)


@router.post("/tickets/{int:number}/wait", auth=Key(WRITE), response=answers(TicketState))
def wait(request: HttpRequest, number: int, body: Wait) -> HttpResponse:
    """Say for whom the ticket waits, or that the wait is over."""
    require_visible(agent_of(request), number)
    tickets.wait_for(
        ticket_id=number, status=body.status, reason=body.reason, by=agent_of(request), at=timezone.now()
    )
    return _state(request, number)


@router.post("/tickets/{int:number}/resolution", auth=Key(WRITE), response=answers(TicketState))
def resolve(request: HttpRequest, number: int) -> HttpResponse:
    """Say that the need is met."""
    require_visible(agent_of(request), number)
    tickets.resolve(ticket_id=number, by=agent_of(request), at=timezone.now())
    return _state(request, number)


@router.delete("/tickets/{int:number}/resolution", auth=Key(WRITE), response=answers(TicketState))
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Open an ended ticket again."""
    require_visible(agent_of(request), number)
    tickets.reopen(ticket_id=number, by=agent_of(request), at=timezone.now())
    return _state(request, number)


@router.post("/tickets/{int:number}/closing", auth=Key(WRITE), response=answers(TicketState))
def close(request: HttpRequest, number: int) -> HttpResponse:
    """End a resolved ticket for good."""
    require_visible(agent_of(request), number)
    tickets.close(ticket_id=number, by=agent_of(request), at=timezone.now())
    return _state(request, number)


@router.post("/tickets/{int:number}/cancellation", auth=Key(WRITE), response=answers(TicketState))
def cancel(request: HttpRequest, number: int, body: Reason) -> HttpResponse:
    """End an open ticket that nobody needs any more, without calling it solved."""
    require_visible(agent_of(request), number)
    tickets.cancel(ticket_id=number, reason=body.reason, by=agent_of(request), at=timezone.now())
    return _state(request, number)


@router.patch("/tickets/{int:number}/classification", auth=Key(WRITE), response=answers(TicketState))
def classify(request: HttpRequest, number: int, body: Classes) -> HttpResponse:
    """Say what the ticket is and how much it presses."""
    require_visible(agent_of(request), number)
    given = body.model_dump(exclude_unset=True)
    if "category" in given:
        given["category"] = category_called(given["category"] or "")
    tickets.classify(ticket_id=number, by=agent_of(request), at=timezone.now(), **given)
    return _state(request, number)


@router.post(
    "/tickets/{int:number}/escalations", auth=Key(LADDER), response=answers(EscalationOut, 201), tags=["ladder"]
)
def escalate(request: HttpRequest, number: int, body: NewEscalation) -> HttpResponse:
    """Offer the ticket to a team on a higher level, with a hand-over."""
    agent = agent_of(request)
    require_visible(agent, number)
    team = Team.objects.select_related("level").filter(pk=body.to_team).first()
    if team is None:
        raise BadInput(_("There is no team %(number)s.") % {"number": body.to_team})
    values = body.model_dump(exclude={"to_team"})
    handover = Handover(**values)
    escalation = ladder.escalate(ticket_id=number, to_team=team, handover=handover, by=agent, at=timezone.now())
    return answer(escalation_row(escalation), 201)


@router.post("/escalations/{int:number}/accept", auth=Key(LADDER), response=answers(EscalationOut), tags=["ladder"])
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Take the offered ticket on for the team; the token's agent becomes its assignee."""
    _require_escalation(request, number)
    return answer(escalation_row(ladder.accept(escalation_id=number, by=agent_of(request), at=timezone.now())))


@router.post("/escalations/{int:number}/reject", auth=Key(LADDER), response=answers(EscalationOut), tags=["ladder"])
def reject(request: HttpRequest, number: int, body: Rejection) -> HttpResponse:
    """Send the offered ticket back to who offered it, with a reason."""
    _require_escalation(request, number)
    rejected = ladder.reject(
        escalation_id=number, reason=body.reason, code=body.code, missing=body.missing,
        by=agent_of(request), at=timezone.now(),
    )  # fmt: skip
    return answer(escalation_row(rejected))


@router.post("/tickets/{int:number}/returns", auth=Key(LADDER), response=answers(TicketState), tags=["ladder"])
def send_back(request: HttpRequest, number: int, body: Reason) -> HttpResponse:
    """Return the ticket to the team that escalated it, with a reason."""
    require_visible(agent_of(request), number)
    ticket = ladder.send_back(ticket_id=number, reason=body.reason, by=agent_of(request), at=timezone.now())
    return answer(ticket_state(ticket))


def _state(request: HttpRequest, number: int) -> HttpResponse:
    return answer(ticket_state(find_ticket(agent_of(request), number)))


def _require_escalation(request: HttpRequest, number: int) -> None:
    """Raise Escalation.DoesNotExist unless the agent may see its ticket."""
    visible = visible_to(agent_of(request))
    if not Escalation.objects.filter(pk=number, ticket__in=visible.values("pk")).exists():
        raise Escalation.DoesNotExist
