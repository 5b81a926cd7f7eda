"""What becomes of an offer: accepted, rejected with a reason, or expired."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, Refusal
from escalera.core.ladder import policies
from escalera.core.ladder.actions.steps import current_stay, step, step_words
from escalera.core.ladder.facts import EscalationAccepted, EscalationExpired, EscalationRejected
from escalera.core.ladder.models import Escalation, EscalationState, LeftBecause
from escalera.core.tickets.models import Ticket

BATCH = 100


class CannotAnswer(Refusal):
    """The escalation is not open, or it was offered to another team."""


@transaction.atomic
def accept(*, escalation_id: int, by: Agent, at: datetime) -> Escalation:
    """Take the offered ticket on for the team. Raises: CannotAnswer, Escalation.DoesNotExist."""
    escalation, ticket = _open_offer(escalation_id, by)
    _answer(escalation, EscalationState.ACCEPTED, by, at)
    stay = current_stay(ticket)
    stay.accepted_at, stay.accepted_by = at, by
    stay.save(update_fields=["accepted_at", "accepted_by"])
    ticket.assignee = by
    ticket.touch(at)
    ticket.save(update_fields=["assignee", "updated_at"])
    record(EscalationAccepted(**step_words(escalation)), actor=by.actor, at=at)  # type: ignore[arg-type]
    return escalation


@transaction.atomic
def reject(*, escalation_id: int, reason: str, by: Agent, at: datetime) -> Escalation:
    """Send the offered ticket back to who offered it, with a reason.

    Raises: CannotAnswer, BadInput, Escalation.DoesNotExist."""
    reason = reason.strip()[:10_000]
    if not reason:
        raise BadInput(_("Say why, so that they know what to do next."))
    escalation, ticket = _open_offer(escalation_id, by)
    _answer(escalation, EscalationState.REJECTED, by, at, reason)
    _go_back(escalation, ticket, LeftBecause.REJECTED, at)
    fact = EscalationRejected(**step_words(escalation), reason=reason)  # type: ignore[arg-type]
    record(fact, actor=by.actor, at=at)
    return escalation


def expire_due(*, at: datetime) -> int:
    """Return every offer whose time is over to its sender, each in its own transaction; return how many."""
    due = Escalation.objects.filter(state="offered", expires_at__lte=at).order_by("expires_at")
    return sum(_expire(pk, at) for pk in due.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _expire(escalation_id: int, at: datetime) -> int:
    escalation, ticket = _load(escalation_id)
    if escalation.state != EscalationState.OFFERED:
        return 0
    _answer(escalation, EscalationState.EXPIRED, None, at)
    _go_back(escalation, ticket, LeftBecause.EXPIRED, at)
    record(EscalationExpired(**step_words(escalation)), actor=SYSTEM, at=at)  # type: ignore[arg-type]
    return 1


def _load(escalation_id: int) -> tuple[Escalation, Ticket]:
    """Lock the ticket first, as everywhere, then read the escalation."""
    found = Escalation.objects.select_related("from_team__level", "to_team__level", "offered_by")
    ticket = Ticket.objects.lock(found.get(pk=escalation_id).ticket_id)
    return found.get(pk=escalation_id), ticket


def _open_offer(escalation_id: int, by: Agent) -> tuple[Escalation, Ticket]:
    escalation, ticket = _load(escalation_id)
    if refusal := policies.why_not_answer(escalation, by):
        raise CannotAnswer(refusal)
    return escalation, ticket


def _answer(escalation: Escalation, state: EscalationState, by: Agent | None, at: datetime, reason: str = "") -> None:
    escalation.state = state
    escalation.answered_by = by
    escalation.answered_at = at
    escalation.answer_reason = reason
    escalation.save(update_fields=["state", "answered_by", "answered_at", "answer_reason"])


def _go_back(escalation: Escalation, ticket: Ticket, because: LeftBecause, at: datetime) -> None:
    step(ticket, current_stay(ticket), escalation.from_team, because=because, assignee=escalation.offered_by, at=at)
