"""Put a reply on its way in the transaction that writes it: every channel but mail, which has its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from escalera.base.log.actions import on, record
from escalera.base.log.facts import SYSTEM
from escalera.base.log.models import Event
from escalera.base.storage.wake import ring
from escalera.core.channels.facts import DeliveryFailed
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Thread
from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.channels.shared.ways import MAIL, reached_by, why_not_reply
from escalera.core.tickets.facts import ReplyWritten
from escalera.core.tickets.leaving import Leaving
from escalera.core.tickets.models import Message, MessageKind, Ticket


@on(ReplyWritten)
def queue_message(fact: ReplyWritten, event: Event) -> None:
    """Write the delivery of a reply that leaves by a channel of messages; one that can't leave has failed from the
    start, and says why: what a person sends was refused before, what the desk says by itself was not."""
    can = capabilities_of(fact.channel)
    if can is None or can.kind == MAIL or not can.carries_replies or fact.ticket_id is None or fact.has_left:
        return
    message = Message.objects.select_related("ticket").get(pk=fact.message_id)
    thread, channel, address = way_to(message.ticket, fact.channel, message.extra or {})
    delivery = Delivery(
        message=message, channel=channel, kind=fact.channel, to=[address] if address else [], thread=thread,
        queued_at=event.at, next_try_at=event.at,
    )  # fmt: skip
    if channel is None or not address:
        delivery.answer = _("The customer has no address on %(channel)s.") % {"channel": can.label}
    elif message.kind == MessageKind.BOT:
        leaving = Leaving(fact.channel, message.text, extra=message.extra or {})
        delivery.answer = why_not_reply(message.ticket, leaving, event.at)
    delivery.state = DeliveryState.FAILED if delivery.answer else DeliveryState.QUEUED
    delivery.save(force_insert=True)
    if delivery.state == DeliveryState.FAILED:
        failed = DeliveryFailed(
            ticket_id=fact.ticket_id, delivery_id=delivery.pk, message_id=fact.message_id, answer=delivery.answer
        )
        record(failed, actor=SYSTEM, at=event.at)
    ring()


def way_to(ticket: Ticket, kind: str, extra: dict[str, Any]) -> tuple[Thread | None, Channel | None, str]:
    """Return conversation, door and address of a reply (see `ways.reached_by`); the first word begins a conversation."""
    thread, channel, address = reached_by(ticket, kind, extra)
    if thread is not None or channel is None or not address:
        return thread, channel, address
    thread, _made = Thread.objects.get_or_create(
        channel=channel, address=address[:200],
        defaults={"contact_id": ticket.requester_id, "ticket": ticket, "begun_at": ticket.opened_at},
    )  # fmt: skip
    return thread, channel, thread.address
