"""The customer's wish to be heard higher up: put before whoever holds the ticket, who goes up or says why not."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Contact
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.ladder import policies
from escalera.core.ladder.actions.steps import locked
from escalera.core.ladder.facts import HigherAsked, HigherDeclined
from escalera.core.ladder.models import HigherAsk
from escalera.core.tickets.models import STATUS_FIELDS, Status, Ticket

LONGEST_REASON = 2000  # characters


class NothingAsked(Refusal):
    """Nobody waits for an answer: it went up, it ended, or somebody has answered."""


class CannotAskHigher(Refusal):
    """The segment does not allow it, or there is nothing more to ask for now."""


@together()
def ask_higher(*, ticket_id: int, reason: str, by: Contact, at: datetime) -> HigherAsk:
    """Record that the customer wants a higher level, and why. Nothing moves by itself: the ticket waits for an answer
    again, its holder sees the wish, and escalating it (or solving it) ends the wish.

    Raises: NotAllowed, CannotAskHigher, BadInput, Ticket.DoesNotExist."""
    ticket = Ticket.objects.lock(ticket_id)
    if by.pk != ticket.requester_id and not ticket.participants.filter(contact=by).exists():
        raise NotAllowed(_("This ticket belongs to somebody else."))
    if refusal := policies.why_not_ask_higher(ticket):
        raise CannotAskHigher(refusal)
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise BadInput(_("Say in a few words why, so that the next level can help you at once."))
    ask = HigherAsk.objects.create(
        ticket=ticket, contact=by, level_id=ticket.level_id, reason=reason[:LONGEST_REASON], at=at
    )
    ticket.customer_waits_since = ticket.customer_waits_since or at
    if ticket.status == Status.WAITING_CUSTOMER:
        ticket.move_to_status(Status.OPEN)
    ticket.touch(at)
    ticket.save(update_fields=[*STATUS_FIELDS, "customer_waits_since", "updated_at"])
    fact = HigherAsked(ticket_id=ticket.pk, ask_id=ask.pk, level=ticket.level.order, reason=ask.reason)
    record(fact, actor=by.actor, at=at)
    return ask


@together()
def decline_higher(*, ticket_id: int, reason: str, by: Agent, at: datetime) -> HigherAsk:
    """Answer the customer's wish with a reason, which they read: the ticket stays where it is.

    Raises: NotAllowed, NothingAsked, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    ask = HigherAsk.objects.filter(ticket=ticket, ended_at__isnull=True).first()
    if ask is None:
        raise NothingAsked(_("No wish for a higher level waits for an answer here."))
    reason = reason.replace("\x00", "").strip()[:LONGEST_REASON]
    if not reason:
        raise BadInput(_("Say why: the customer reads it."))
    ask.ended_at, ask.declined_by, ask.answer = at, by, reason
    ask.save(update_fields=["ended_at", "declined_by", "answer"])
    ticket.touch(at)
    ticket.save(update_fields=["updated_at"])
    record(HigherDeclined(ticket_id=ticket.pk, ask_id=ask.pk, reason=reason), actor=by.actor, at=at)
    return ask
