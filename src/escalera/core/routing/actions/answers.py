"""What becomes of an offer: accepted, declined with a reason, let pass, or out of date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.base.storage.together import together
from escalera.core.routing.actions.presence import note_missed
from escalera.core.routing.choices import OfferState
from escalera.core.routing.facts import OfferAccepted, OfferDeclined, OfferExpired
from escalera.core.routing.models import Availability, Offer
from escalera.core.tickets.actions import take
from escalera.core.tickets.models import Ticket

BATCH = 200
MISSES = 2  # offers in a row; who lets so many pass is not there


class CannotAnswerOffer(Refusal):
    """The offer is over: answered, expired, or the ticket has found somebody else."""


@together()
def accept_offer(*, offer_id: int, by: Agent, at: datetime) -> Offer:
    """Take the offered ticket. Raises: CannotAnswerOffer, NotAllowed, Offer.DoesNotExist."""
    offer, ticket = _standing(offer_id, by)
    if offer.expires_at <= at:
        raise CannotAnswerOffer(_("The offer has expired."))
    if ticket.assignee_id is not None or not ticket.is_open or ticket.team_id != offer.team_id:
        raise CannotAnswerOffer(_("The ticket has found somebody else meanwhile."))
    _answer(offer, OfferState.ACCEPTED, at)
    record(OfferAccepted(**_words(offer)), actor=by.actor, at=at)
    Availability.objects.filter(agent=by).update(missed=0)
    take(ticket_id=ticket.pk, by=by, at=at)
    return offer


@together()
def decline_offer(*, offer_id: int, reason: str, by: Agent, at: datetime) -> Offer:
    """Say no, with a reason or without; the ticket goes to the next one. Raises: CannotAnswerOffer."""
    offer, _ticket = _standing(offer_id, by)
    _answer(offer, OfferState.DECLINED, at, " ".join(reason.replace("\x00", "").split())[:200])
    record(OfferDeclined(**_words(offer), reason=offer.reason), actor=by.actor, at=at)
    Availability.objects.filter(agent=by).update(missed=0)
    return offer


def expire_offers(*, at: datetime) -> int:
    """End every offer whose time is over, each in its own transaction; return how many."""
    due = Offer.objects.filter(state=OfferState.OFFERED, expires_at__lte=at).order_by("expires_at")
    return sum(_expire(key, at) for key in list(due.values_list("pk", flat=True)[:BATCH]))


def withdraw(tickets: set[int], at: datetime) -> None:
    """End the offers of tickets that found somebody, moved or ended otherwise."""
    standing = Offer.objects.filter(ticket__in=tickets, state=OfferState.OFFERED).select_related("ticket")
    over = [
        offer.pk
        for offer in standing
        if offer.ticket.assignee_id is not None or not offer.ticket.is_open or offer.ticket.team_id != offer.team_id
    ]  # fmt: skip
    Offer.objects.filter(pk__in=over).update(state=OfferState.WITHDRAWN, answered_at=at)


@transaction.atomic
def _expire(offer_id: int, at: datetime) -> int:
    found = Offer.objects.filter(pk=offer_id).values_list("ticket", flat=True).first()
    if found is None:
        return 0
    ticket = Ticket.objects.lock(found)
    offer = Offer.objects.select_related("agent").get(pk=offer_id)
    if offer.state != OfferState.OFFERED:
        return 0
    if ticket.assignee_id is not None or not ticket.is_open:
        _answer(offer, OfferState.WITHDRAWN, at)
        return 1
    _answer(offer, OfferState.EXPIRED, at)
    record(OfferExpired(**_words(offer)), actor=SYSTEM, at=at)
    note_missed(offer.agent, at, most=MISSES)
    return 1


def _standing(offer_id: int, by: Agent) -> tuple[Offer, Ticket]:
    """Lock the ticket first, as everywhere, then read the offer. Raises: CannotAnswerOffer, Offer.DoesNotExist."""
    ticket = Ticket.objects.lock(Offer.objects.values_list("ticket", flat=True).get(pk=offer_id))
    offer = Offer.objects.select_related("agent").get(pk=offer_id)
    if offer.agent_id != by.pk:
        raise CannotAnswerOffer(_("This was offered to somebody else."))
    if offer.state != OfferState.OFFERED:
        raise CannotAnswerOffer(_("The offer is over: %(state)s.") % {"state": offer.get_state_display()})
    return offer, ticket


def _answer(offer: Offer, state: OfferState, at: datetime, reason: str = "") -> None:
    offer.state, offer.answered_at, offer.reason = state, at, reason
    offer.save(update_fields=["state", "answered_at", "reason"])


def _words(offer: Offer) -> dict[str, Any]:
    return {
        "ticket_id": offer.ticket_id, "offer_id": offer.pk, "agent_id": offer.agent_id, "agent": offer.agent.name,
        "agent_ids": (offer.agent_id,),
    }  # fmt: skip
