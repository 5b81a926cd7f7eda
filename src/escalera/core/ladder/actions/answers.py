"""What becomes of an offer: accepted, rejected with a reason, or expired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.ready import Ready, update
from escalera.base.storage.together import together
from escalera.core.ladder import packets, policies
from escalera.core.ladder.actions.steps import current_stay, step, step_words
from escalera.core.ladder.facts import EscalationAccepted, EscalationExpired, EscalationRejected
from escalera.core.ladder.models import Escalation, EscalationState, LeftBecause, RejectCode, Stay
from escalera.core.ladder.packets import LONGEST_FIELD
from escalera.core.tickets.models import Ticket

BATCH = 100
_TICKET_OF = Ready(lambda pk: Escalation.objects.filter(pk=pk).values_list("ticket_id"))
_LOADED = Ready(
    lambda pk: Escalation.objects.select_related(
        "from_team__level", "to_team__level", "offered_by", "from_stay", "ticket"
    ).filter(pk=pk)
)


class CannotAnswer(Refusal):
    """The escalation is not open, or it was offered to another team."""


@together()
def accept(*, escalation_id: int, by: Agent, at: datetime) -> Escalation:
    """Take the offered ticket on for the team. Raises: CannotAnswer, Escalation.DoesNotExist."""
    escalation, ticket = _open_offer(escalation_id, by)
    _answer(escalation, EscalationState.ACCEPTED, by, at)
    stay = current_stay(ticket)
    holder = None if by.is_robot else by
    stay.accepted_at, stay.accepted_by = at, holder
    update(stay, "accepted_at", "accepted_by")
    ticket.assignee = holder
    ticket.touch(at)
    update(ticket, "assignee", "updated_at")
    record(EscalationAccepted(**step_words(escalation)), actor=by.actor, at=at)  # type: ignore[arg-type]
    return escalation


@together()
def reject(
    *,
    escalation_id: int,
    by: Agent,
    at: datetime,
    reason: str = "",
    code: str = RejectCode.OTHER,
    missing: Sequence[str] = (),
) -> Escalation:
    """Send the offered ticket back to who offered it, with a reason: a code, and words.

    "Missing information" says which fields of the hand-over lacked it (`missing`, their keys) or says so in words; the
    sender's stay then goes on as if it had never ended (`Stay.continues`), and with it the sender's clock.
    Raises: CannotAnswer, BadInput, Escalation.DoesNotExist."""
    reason = reason.replace("\x00", "").strip()[:LONGEST_FIELD]
    if code not in RejectCode.values:
        raise BadInput(_("Choose one of the reasons."))
    escalation, ticket = _open_offer(escalation_id, by)
    lacks = _lacking(escalation, missing) if code == RejectCode.MISSING else []
    if not reason and not lacks:
        raise BadInput(_("Say why, so that they know what to do next."))
    escalation.code, escalation.missing = code, lacks
    _answer(escalation, EscalationState.REJECTED, by, at, reason)
    goes_on = escalation.from_stay if code == RejectCode.MISSING else None
    _go_back(escalation, ticket, LeftBecause.REJECTED, at, goes_on)
    words: dict[str, Any] = step_words(escalation)
    fact = EscalationRejected(**words, reason=reason, code=code, missing=tuple(lacks))
    record(fact, actor=by.actor, at=at)
    return escalation


def expire_due(*, at: datetime) -> int:
    """Return every offer whose time is over to its sender, each in its own transaction; return how many."""
    due = Escalation.objects.filter(state="offered", expires_at__lte=at).order_by("expires_at")
    return sum(_expire(pk, at) for pk in due.values_list("pk", flat=True)[:BATCH])


@together()
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
    of = _TICKET_OF.rows(escalation_id)
    if not of:
        raise Escalation.DoesNotExist(f"there is no escalation {escalation_id}")
    ticket = Ticket.objects.lock(of[0][0])
    escalation = _LOADED.first(escalation_id)
    assert escalation is not None  # the ticket is locked
    return escalation, ticket


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
    update(escalation, "state", "answered_by", "answered_at", "answer_reason", "code", "missing")


def _lacking(escalation: Escalation, missing: Sequence[str]) -> list[str]:
    """Return those keys, each once, if this hand-over could have them. Raises: BadInput for others."""
    assert escalation.to_team is not None
    here, there = escalation.from_team.level, escalation.to_team.level
    fields = packets.fields_between(here, there, escalation.ticket.category_id)
    if not {one.key for one in fields} | set(escalation.handover) >= set(missing):
        raise BadInput(_("Choose fields of this hand-over."))
    return list(dict.fromkeys(missing))


def _go_back(
    escalation: Escalation, ticket: Ticket, because: LeftBecause, at: datetime, goes_on: Stay | None = None
) -> None:
    step(
        ticket, current_stay(ticket), escalation.from_team, because=because, assignee=escalation.offered_by, at=at,
        continues=goes_on,
    )  # fmt: skip
