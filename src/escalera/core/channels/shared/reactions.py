"""Put a reply on its way in the transaction that writes it: every channel but mail, which has its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from escalera.base.log.actions import on, record
from escalera.base.log.facts import SYSTEM
from escalera.base.log.models import Event
from escalera.base.people.models import Identity
from escalera.base.storage.wake import ring
from escalera.core.channels.facts import DeliveryFailed
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Thread
from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.tickets.facts import ReplyWritten
from escalera.core.tickets.models import Message, Ticket


@on(ReplyWritten)
def queue_message(fact: ReplyWritten, event: Event) -> None:
    """Write the delivery of a reply that leaves by a channel of messages."""
    can = capabilities_of(fact.channel)
    if can is None or not can.carries_replies or fact.ticket_id is None:
        return
    message = Message.objects.select_related("ticket").get(pk=fact.message_id)
    thread, channel, address = way_to(message.ticket, fact.channel, message.extra or {})
    delivery = Delivery(
        message=message, channel=channel, kind=fact.channel, to=[address] if address else [], thread=thread,
        queued_at=event.at, next_try_at=event.at,
    )  # fmt: skip
    if channel is None or not address:
        delivery.state = DeliveryState.FAILED
        delivery.answer = _("The customer has no address on %(channel)s.") % {"channel": can.label}
    delivery.save(force_insert=True)
    if delivery.state == DeliveryState.FAILED:
        failed = DeliveryFailed(
            ticket_id=fact.ticket_id, delivery_id=delivery.pk, message_id=fact.message_id, answer=delivery.answer
        )
        record(failed, actor=SYSTEM, at=event.at)
    ring()


def way_to(ticket: Ticket, kind: str, extra: dict[str, Any]) -> tuple[Thread | None, Channel | None, str]:
    """Return conversation, door and address of a reply: the ticket's own conversation on this kind, else the
    requester's latest there, else their address through the first living door of the kind. `extra["door"]` names one."""
    threads = Thread.objects.select_related("channel").filter(channel__kind=kind, channel__is_active=True)
    if door := extra.get("door"):
        threads = threads.filter(channel=door)
    thread = threads.filter(ticket=ticket).order_by("-last_in_at", "-pk").first()
    thread = thread or threads.filter(contact=ticket.requester_id).order_by("-last_in_at", "-pk").first()
    if thread is not None:
        return thread, thread.channel, thread.address
    can = capabilities_of(kind)
    identity = Identity.objects.filter(contact=ticket.requester_id, channel=can.identity if can else kind)
    known = identity.order_by("-is_primary", "pk").first()
    doors = Channel.objects.filter(kind=kind, is_active=True)
    channel = (doors.filter(pk=door) if door else doors).order_by("pk").first()
    if known is None or channel is None:
        return None, channel, ""
    thread, _made = Thread.objects.get_or_create(
        channel=channel, address=known.address[:200],
        defaults={"contact_id": ticket.requester_id, "ticket": ticket, "begun_at": ticket.opened_at},
    )  # fmt: skip
    return thread, channel, thread.address
