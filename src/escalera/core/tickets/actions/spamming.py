"""Ending what was no request, and not hearing from its sender again."""

from __future__ import annotations

from datetime import datetime

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import CONTENT, GATE
from escalera.base.people.queries import address_key, address_of
from escalera.base.refusals import NotAllowed
from escalera.base.storage.ready import Ready
from escalera.base.storage.together import together
from escalera.core.tickets import policies
from escalera.core.tickets.actions.locking import locked, locked_open
from escalera.core.tickets.actions.sleeping import end_sleep
from escalera.core.tickets.facts import SpamUndone, TicketMarkedSpam, VocabularyChanged
from escalera.core.tickets.leaving import identities_of
from escalera.core.tickets.models import STATUS_FIELDS, BlockedSender, Spam, Status, Ticket, Woken

_BLOCKED = Ready(lambda channel, address: BlockedSender.objects.filter(channel=channel, address=address))


@together()
def mark_spam(*, ticket_id: int, by: Agent, at: datetime, block: bool = False) -> Ticket:
    """End the ticket as spam, nobody being told; with `block` the gate puts the sender's messages aside from now on.

    Raises: NotAllowed, HasEnded, Ticket.DoesNotExist."""
    ticket = locked_open(ticket_id, by)
    before = end_sleep(ticket, Woken.ENDED, at) or ticket.status
    spam, _made = Spam.objects.update_or_create(  # it may have been spam before that a later word opened again
        ticket=ticket, undone_at=None, defaults={"from_status": before, "at": at, "by": by}
    )
    blocked = _block(ticket, spam, by, at) if block else ""
    ticket.move_to_status(Status.CANCELLED)
    ticket.customer_waits_since = None
    ticket.touch(at)
    ticket.save(update_fields=[*STATUS_FIELDS, "customer_waits_since", "snoozed_until", "updated_at"])
    record(TicketMarkedSpam(ticket_id=ticket.pk, from_status=before, blocked=blocked), actor=by.actor, at=at)
    return ticket


@together()
def undo_spam(*, ticket_id: int, by: Agent, at: datetime) -> Ticket:
    """Open a ticket again that was no spam; the sender is heard again. One that is none changes nothing.

    Raises: NotAllowed, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    spam = Spam.objects.filter(ticket=ticket, undone_at__isnull=True).first()
    if spam is None:
        return ticket
    spam.undone_at = at
    spam.save(update_fields=["undone_at"])
    BlockedSender.objects.filter(spam=spam).delete()
    ticket.move_to_status(Status.NEW if spam.from_status == Status.NEW else Status.OPEN)
    ticket.customer_waits_since = _waits_since(ticket)
    ticket.touch(at)
    ticket.save(update_fields=[*STATUS_FIELDS, "customer_waits_since", "updated_at"])
    record(SpamUndone(ticket_id=ticket.pk, status=ticket.status), actor=by.actor, at=at)
    return ticket


@together()
def unblock_sender(*, sender_id: int, by: Agent, at: datetime) -> None:
    """Hear a blocked sender again. Raises: NotAllowed, BlockedSender.DoesNotExist."""
    if not (by.may(GATE) or by.may(CONTENT)):
        raise NotAllowed(policies.no_lists())
    sender = BlockedSender.objects.select_for_update().get(pk=sender_id)
    fact = VocabularyChanged(what="sender", key=sender.pk, label=sender.address, change="removed")
    sender.delete()
    record(fact, actor=by.actor, at=at)


def is_blocked(channel: str, address: str) -> bool:
    """Say whether messages from this address are not wanted."""
    return _BLOCKED.exists(channel, address_key(channel, address))


def _block(ticket: Ticket, spam: Spam, by: Agent, at: datetime) -> str:
    channel = identities_of(ticket.channel)
    address = address_of(ticket.requester_id, channel)
    if not address:
        return ""
    BlockedSender.objects.get_or_create(
        channel=channel, address=address_key(channel, address), defaults={"at": at, "by": by, "spam": spam}
    )
    return address


def _waits_since(ticket: Ticket) -> datetime | None:
    """Return when the customer began to wait: after our last answer, or from the beginning."""
    answered = (
        ticket.messages.filter(kind="message", agent__isnull=False).order_by("-id").values_list("pk", flat=True)
    )
    asked = ticket.messages.filter(kind="message", contact__isnull=False, pk__gt=answered.first() or 0)
    return asked.order_by("id").values_list("at", flat=True).first()
