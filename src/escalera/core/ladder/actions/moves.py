"""Up with a hand-over, and back down with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.ready import insert, update
from escalera.base.storage.together import together
from escalera.core.ladder import packets, policies
from escalera.core.ladder.actions.steps import current_stay, locked, no_open_ticket, step, step_words
from escalera.core.ladder.deadlines import answer_until
from escalera.core.ladder.facts import EscalationOffered, TicketRerouted, TicketReturned
from escalera.core.ladder.models import Escalation, EscalationKind, LeftBecause, Stay
from escalera.core.ladder.packets import LONGEST_FIELD, Handover
from escalera.core.tickets.actions import data_without_personal_data, words_without_personal_data
from escalera.core.tickets.models import Status, Ticket


class CannotEscalate(Refusal):
    """The ticket may not take that step; the text is safe to show."""


class CannotReturn(Refusal):
    """There is nowhere to send it back to."""


class CannotReroute(Refusal):
    """The ticket can't be put there without asking; the text is safe to show."""


@together()
def escalate(
    *,
    ticket_id: int,
    to_team: Team,
    handover: Handover,
    by: Agent,
    at: datetime,
    unbound: bool = False,
) -> Escalation:
    """Offer the ticket to a team on a higher level, with a hand-over; it stands in their queue until they answer.

    The owner stays; the assignee is free. Unanswered within the level's working time it comes back by itself.
    `unbound`: although the company's moves and paths say no, for what happened elsewhere (a replayed history). What a
    template requires is asked of people, not of the desk itself.
    Raises: NotAllowed, CannotEscalate, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    refusal = policies.why_not_escalate(ticket, to_team)
    if refusal := refusal or ("" if unbound else policies.why_not_go_to(ticket, to_team)):
        raise CannotEscalate(refusal)
    fields = [] if by.is_robot else packets.fields_between(ticket.level, to_team.level, ticket.category_id)
    packets.check(handover, fields)
    if ticket.owner_id is None and not by.is_robot:
        ticket.owner = by
        update(ticket, "owner")
    if ticket.status == Status.NEW:
        ticket.move_to_status(Status.OPEN)
    left = current_stay(ticket)
    entered = step(ticket, left, to_team, because=LeftBecause.ESCALATED, assignee=None, at=at)
    escalation = Escalation(
        ticket=ticket,
        kind=EscalationKind.FUNCTIONAL,
        from_stay=left,
        to_stay=entered,
        from_team=left.team,
        to_team=to_team,
        handover=data_without_personal_data(handover.stored(), ticket.segment_id),
        offered_by=by,
        offered_at=at,
        expires_at=answer_until(to_team, at),
    )
    insert(escalation)
    record(EscalationOffered(**step_words(escalation)), actor=by.actor, at=at)  # type: ignore[arg-type]
    return escalation


@together()
def send_back(*, ticket_id: int, reason: str, by: Agent, at: datetime) -> Ticket:
    """Return the ticket to the team that escalated it, to the person who had it, with a reason.

    Raises: NotAllowed, CannotReturn, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    reason = words_without_personal_data(_reason(reason), ticket.segment_id)
    if not ticket.is_open:
        raise CannotReturn(no_open_ticket())
    if policies.is_offered(ticket):
        raise CannotReturn(_("The escalation still waits for an answer: accept it or reject it."))
    came_from = _origin(ticket)
    if came_from is None:
        raise CannotReturn(_("Nobody below sent this ticket here, so it can't be sent back."))
    left = current_stay(ticket)
    step(
        ticket,
        left,
        came_from.team,
        because=LeftBecause.RETURNED,
        assignee=came_from.accepted_by or ticket.owner,
        at=at,
    )
    fact = TicketReturned(
        ticket_id=ticket.pk,
        from_team=left.team.name,
        to_team=came_from.team.name,
        from_level=left.team.level.order,
        to_level=came_from.team.level.order,
        reason=reason,
    )
    record(fact, actor=by.actor, at=at)
    return ticket


@together()
def reroute(*, ticket_id: int, to_team: Team, reason: str, by: Agent, at: datetime, unbound: bool = False) -> Ticket:
    """Put the ticket with a team on a lower level: it had come to the wrong place. The desk itself may put it anywhere.

    Raises: NotAllowed, CannotReroute, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    reason = words_without_personal_data(_reason(reason), ticket.segment_id)
    refusal = policies.why_not_reroute(ticket, to_team, by)
    if refusal := refusal or ("" if unbound else policies.why_not_go_to(ticket, to_team)):
        raise CannotReroute(refusal)
    left = current_stay(ticket)
    step(ticket, left, to_team, because=LeftBecause.REROUTED, assignee=None, at=at)
    fact = TicketRerouted(
        ticket_id=ticket.pk, from_team=left.team.name, to_team=to_team.name, from_level=left.team.level.order,
        to_level=to_team.level.order, reason=reason,
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return ticket


def _origin(ticket: Ticket) -> Stay | None:
    """Return the latest stay on a lower level that ended by going up."""
    return (
        Stay.objects.select_related("team__level", "accepted_by")
        .filter(ticket=ticket, left_because=LeftBecause.ESCALATED, level__order__lt=ticket.level.order)
        .order_by("-id")
        .first()
    )


def _reason(reason: str) -> str:
    reason = reason.strip()[:LONGEST_FIELD]
    if not reason:
        raise BadInput(_("Say why, so that they know what to do next."))
    return reason
