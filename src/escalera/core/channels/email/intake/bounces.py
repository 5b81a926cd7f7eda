"""A report about a mail of ours: tie it to the message that it is about, and mark the address."""

from __future__ import annotations

from datetime import datetime

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.people.actions import mark_undeliverable
from escalera.core.channels.email import tokens
from escalera.core.channels.email.automatic import FailedRecipient, Kind, Verdict
from escalera.core.channels.facts import DeliveryBounced
from escalera.core.channels.models import Delivery, DeliveryState


def note_bounce(verdict: Verdict, *, at: datetime) -> Delivery | None:
    """Mark what the report says; return the delivery that it is about, or None if it is about nothing of ours.

    Only a report that names one of our own keyed Message-IDs may mark anything: anybody can write a bounce."""
    delivery = _delivery_of(verdict)
    if delivery is None:
        return None
    ours = [address.lower() for address in (*delivery.to, *delivery.cc)]
    failed = [r for r in verdict.recipients if r.address.lower() in ours] or list(verdict.recipients[:1])
    words = _words(failed, verdict)
    delivery.answer = words
    delivery.save(update_fields=["answer"])
    if verdict.kind is Kind.BOUNCE:
        _mark(delivery, failed, words, at)
    return delivery


def _delivery_of(verdict: Verdict) -> Delivery | None:
    for message_id in verdict.original_message_ids:
        if found := tokens.read_message_id(message_id):
            # its ticket may be another by now: a merge or a split moved the message
            delivery = Delivery.objects.select_related("message").filter(message=found[1])
            if (first := delivery.first()) is not None:
                return first
    return None


def _mark(delivery: Delivery, failed: list[FailedRecipient], words: str, at: datetime) -> None:
    was_bounced = delivery.state == DeliveryState.BOUNCED
    delivery.state = DeliveryState.BOUNCED
    delivery.save(update_fields=["state"])
    for recipient in failed:
        if recipient.permanent:
            mark_undeliverable(channel="email", address=recipient.address, reason=words, at=at)
    if not was_bounced:
        fact = DeliveryBounced(
            ticket_id=delivery.message.ticket_id,
            delivery_id=delivery.pk,
            message_id=delivery.message_id,
            address=failed[0].address if failed else ", ".join(delivery.to),
            answer=words[:300],
            permanent=any(recipient.permanent for recipient in failed),
        )
        record(fact, actor=SYSTEM, at=at)


def _words(failed: list[FailedRecipient], verdict: Verdict) -> str:
    if not failed:
        return verdict.why[:500]
    first = failed[0]
    said = " ".join((first.diagnostic or first.reason).split())
    codes = (code for code in (first.reply_code, first.status) if code and code not in said)  # servers repeat them
    return " ".join((*codes, said)).strip()[:500]
