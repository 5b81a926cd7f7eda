"""Up with a hand-over, and back down with a reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, Refusal
from escalera.core.ladder import policies
from escalera.core.ladder.actions.steps import current_stay, locked, no_open_ticket, step, step_words
from escalera.core.ladder.facts import EscalationOffered, TicketReturned
from escalera.core.ladder.models import Escalation, EscalationKind, LeftBecause, Stay
from escalera.core.tickets.models import Status, Ticket

LONGEST_FIELD = 10_000  # characters


class CannotEscalate(Refusal):
    """The ticket may not take that step; the text is safe to show."""


class CannotReturn(Refusal):
    """There is nowhere to send it back to."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next level needs so that it asks nothing twice. Only the summary is required."""

    summary: str
    tried: str = ""
    question: str = ""


@transaction.atomic
def escalate(
    *,
    ticket_id: int,
    to_team: Team,
    handover: Handover,
    by: Agent,
    at: datetime,
    kind: str = EscalationKind.FUNCTIONAL,
) -> Escalation:
    """Offer the ticket to a team on a higher level, with a hand-over; it stands in their queue until they answer.

    The owner stays; the assignee is free. Unanswered within the level's time it comes back by itself.
    Raises: NotAllowed, CannotEscalate, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if refusal := policies.why_not_escalate(ticket, to_team):
        raise CannotEscalate(refusal)
    _check(handover)
    if ticket.owner_id is None:
        ticket.owner = by
        ticket.save(update_fields=["owner"])
    if ticket.status == Status.NEW:
        ticket.move_to_status(Status.OPEN)
    left = current_stay(ticket)
    entered = step(ticket, left, to_team, because=LeftBecause.ESCALATED, assignee=None, at=at)
    escalation = Escalation.objects.create(
        ticket=ticket,
        kind=kind,
        from_stay=left,
        to_stay=entered,
        from_team=left.team,
        to_team=to_team,
        handover=asdict(handover),
        offered_by=by,
        offered_at=at,
        expires_at=at + timedelta(minutes=to_team.level.accept_within_min),
    )
    record(EscalationOffered(**step_words(escalation)), actor=by.actor, at=at)  # type: ignore[arg-type]
    return escalation


@transaction.atomic
def send_back(*, ticket_id: int, reason: str, by: Agent, at: datetime) -> Ticket:
    """Return the ticket to the team that escalated it, to the person who had it, with a reason.

    Raises: NotAllowed, CannotReturn, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    reason = _reason(reason)
    if not ticket.is_open:
        raise CannotReturn(no_open_ticket())
    if Escalation.objects.filter(ticket=ticket, state="offered").exists():
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


def _origin(ticket: Ticket) -> Stay | None:
    """Return the latest stay on a lower level that ended by going up."""
    return (
        Stay.objects.select_related("team__level", "accepted_by")
        .filter(ticket=ticket, left_because=LeftBecause.ESCALATED, level__order__lt=ticket.level.order)
        .order_by("-id")
        .first()
    )


def _check(handover: Handover) -> None:
    if not handover.summary.strip():
        raise BadInput(_("Write a hand-over: what is wrong, and what you found."))
    if max(len(handover.summary), len(handover.tried), len(handover.question)) > LONGEST_FIELD:
        raise BadInput(
            _("The hand-over is too long: at most %(limit)d characters a field.") % {"limit": LONGEST_FIELD}
        )


def _reason(reason: str) -> str:
    reason = reason.strip()[:LONGEST_FIELD]
    if not reason:
        raise BadInput(_("Say why, so that they know what to do next."))
    return reason
