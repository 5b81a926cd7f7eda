"""Put a reply on its way in the transaction that writes it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import on, record
from escalera.base.log.facts import SYSTEM
from escalera.base.log.models import Event
from escalera.base.storage.wake import ring
from escalera.core.channels.email.outgoing.addressing import OurDoors, copy_addresses, door_of, requester_address
from escalera.core.channels.facts import DeliveryFailed
from escalera.core.channels.models import Delivery, DeliveryState
from escalera.core.tickets.facts import ReplyWritten
from escalera.core.tickets.models import Message, MessageKind


@on(ReplyWritten)
def queue_mail(fact: ReplyWritten, event: Event) -> None:
    """Write the delivery of a reply by mail; with nobody to send it to, it has failed from the start, and says so."""
    if fact.channel != "email" or fact.ticket_id is None:
        return
    message = Message.objects.select_related("ticket").get(pk=fact.message_id)
    ours = OurDoors.read()
    to = [address] if (address := requester_address(message.ticket, ours)) else []
    copies = [] if message.kind == MessageKind.BOT else copy_addresses(message.ticket, ours, to)
    delivery = Delivery(
        message=message,
        channel=door_of(message.ticket, ours),
        kind="email",
        to=to,
        cc=copies,
        queued_at=event.at,
        next_try_at=event.at,
    )
    if not to:
        _fail(delivery, fact, event.at)
        return
    delivery.save(force_insert=True)
    ring()


def _fail(delivery: Delivery, fact: ReplyWritten, at: datetime) -> None:
    delivery.state = DeliveryState.FAILED
    delivery.answer = _("The customer has no mail address.")
    delivery.save(force_insert=True)
    failed = DeliveryFailed(
        ticket_id=fact.ticket_id, delivery_id=delivery.pk, message_id=fact.message_id, answer=delivery.answer
    )
    record(failed, actor=SYSTEM, at=at)
