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
from escalera.core.channels.models import Delivery, DeliveryState, InboundItem, MailId
from escalera.core.tickets.facts import MergeUndone, MessagesMoved, ReplyWritten, TicketAbsorbed, TicketSplit
from escalera.core.tickets.models import Merge, Message, MessageKind


@on(ReplyWritten)
def queue_mail(fact: ReplyWritten, event: Event) -> None:
    """Write the delivery of a reply by mail; with nobody to send it to, it has failed from the start, and says so."""
    if fact.channel != "email" or fact.ticket_id is None or fact.has_left:
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


@on(TicketAbsorbed)
def thread_with_the_survivor(fact: TicketAbsorbed, event: Event) -> None:
    """Let answers to a moved message come to where it stands now."""
    _rethread(Merge.objects.get(pk=fact.merge_id).moved["messages"], fact.ticket_id)


@on(MergeUndone)
def thread_apart(fact: MergeUndone, event: Event) -> None:
    moved = Merge.objects.get(pk=fact.merge_id).moved["messages"]
    back = Message.objects.filter(pk__in=moved, ticket=fact.absorbed_id).values_list("pk", flat=True)
    _rethread(list(back), fact.absorbed_id)


@on(TicketSplit)
def thread_with_the_new(fact: TicketSplit, event: Event) -> None:
    if not fact.copied:
        _rethread(list(fact.message_ids), fact.into_id)


@on(MessagesMoved)
def thread_with_the_other(fact: MessagesMoved, event: Event) -> None:
    _rethread(list(fact.message_ids), fact.into_id)


def _rethread(message_ids: list[int], ticket_id: int) -> None:
    MailId.objects.filter(message__in=message_ids).update(ticket=ticket_id)
    InboundItem.objects.filter(message__in=message_ids).update(ticket=ticket_id)
