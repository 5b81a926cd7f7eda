"""Sending an answer again that did not arrive, by whatever channel it left."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.wake import ring
from escalera.core.channels import policies
from escalera.core.channels.email.outgoing.addressing import OurDoors, requester_address
from escalera.core.channels.facts import DeliveryRetried, SayingRetried
from escalera.core.channels.models import Delivery, DeliveryState, Saying
from escalera.core.channels.shared.capabilities import capabilities_of, why_not_now
from escalera.core.channels.shared.reactions import way_to
from escalera.core.tickets.leaving import Leaving, why_not_leave


class CannotResend(Refusal):
    """The answer is on its way or has arrived."""


@transaction.atomic
def resend(*, delivery_id: int, by: Agent, at: datetime) -> Delivery:
    """Send an answer again that failed or came back; to where the customer is reached now.

    Of several parts those go that the provider has not taken; a part of which nobody knows is sent again, because
    somebody asked for it. Raises: NotAllowed, CannotResend, BadInput (still no address, or closed),
    Delivery.DoesNotExist."""
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message__ticket", "message__agent")
        .get(pk=delivery_id)
    )
    if refusal := policies.why_not_resend(by, delivery):
        raise NotAllowed(refusal)
    if refusal := policies.why_not_again(delivery):
        raise CannotResend(refusal)
    if delivery.kind == "email":
        _address_mail(delivery)
    else:
        _address_message(delivery, at)
    delivery.state = DeliveryState.QUEUED
    delivery.attempts = 0
    delivery.queued_at = delivery.next_try_at = at
    delivery.sent_at = delivery.begun_part = None
    delivery.save()
    fact = DeliveryRetried(
        ticket_id=delivery.message.ticket_id, delivery_id=delivery.pk, message_id=delivery.message_id
    )
    record(fact, actor=by.actor, at=at)
    ring()
    return delivery


@transaction.atomic
def say_again(*, saying_id: int, by: Agent, at: datetime) -> Saying:
    """Send words of the product again that did not arrive in a conversation that is no ticket yet; only the parts that
    the provider has not taken. Raises: NotAllowed, CannotResend, BadInput (closed by now), Saying.DoesNotExist."""
    if refusal := policies.why_not_manage(by):
        raise NotAllowed(refusal)
    saying = Saying.objects.select_for_update(of=("self",)).select_related("thread__channel").get(pk=saying_id)
    if refusal := policies.why_not_say_again(saying):
        raise CannotResend(refusal)
    can = capabilities_of(saying.thread.channel.kind)
    if can is not None and (words := why_not_now(can, saying.thread, at)):
        raise BadInput(words)
    saying.state, saying.attempts, saying.begun_part = DeliveryState.QUEUED, 0, None
    saying.queued_at = saying.next_try_at = at
    saying.save(update_fields=["state", "attempts", "begun_part", "queued_at", "next_try_at"])
    record(SayingRetried(saying_id=saying.pk), actor=by.actor, at=at)
    ring()
    return saying


def _address_mail(delivery: Delivery) -> None:
    if not delivery.to:
        address = requester_address(delivery.message.ticket, OurDoors.read())
        if not address:
            raise BadInput(_("The customer has no mail address."))
        delivery.to = [address]


def _address_message(delivery: Delivery, at: datetime) -> None:
    """Let it go to the conversation of now; from its first part where that is another one, or where the provider had
    taken all of it and could not bring it. `resent` then gives its parts new names, else they would be known already."""
    thread, channel, address = way_to(delivery.message.ticket, delivery.kind, delivery.message.extra or {})
    if channel is None or not address:
        can = capabilities_of(delivery.kind)
        raise BadInput(
            _("The customer has no address on %(channel)s.") % {"channel": can.label if can else delivery.kind}
        )
    files = [(one.name, one.content_type, one.size) for one in delivery.message.attachments.order_by("pk")]
    leaving = Leaving(delivery.kind, delivery.message.text, files, delivery.message.extra or {})
    if words := why_not_leave(delivery.message.ticket, leaving, at):
        raise BadInput(words)
    moved = thread is None or thread.pk != delivery.thread_id
    if delivery.parts_done and (moved or delivery.sent_at is not None):
        delivery.parts_done = 0
        delivery.resent += 1
    delivery.thread, delivery.channel, delivery.to = thread, channel, [address]
