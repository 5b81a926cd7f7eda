"""What somebody said who was taken for somebody else goes over to who they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.base.people.models import Contact
from escalera.core.tickets.facts import RequesterChanged
from escalera.core.tickets.models import Message, Ticket


def hand_over_words(*, message_ids: Sequence[int], old: Contact, new: Contact, actor: Actor, at: datetime) -> None:
    """Let these words be the new contact's, and the tickets that begin with them. Part of the action that parts the two.

    Neither is brought into a ticket of the other: they are strangers."""
    messages = Message.objects.filter(pk__in=message_ids, contact=old)
    numbers = sorted(set(messages.values_list("ticket", flat=True)))
    messages.update(contact=new)
    for ticket in Ticket.objects.filter(pk__in=numbers, requester=old).order_by("pk"):
        first = Message.objects.filter(ticket=ticket, contact__isnull=False).order_by("pk").first()
        if first is None or first.contact_id != new.pk:
            continue
        ticket.requester = new
        ticket.organization_id, ticket.segment_id = new.organization_id, new.segment_id
        ticket.save(update_fields=["requester", "organization", "segment"])
        fact = RequesterChanged(
            ticket_id=ticket.pk, contact_id=new.pk, contact=new.name, before_id=old.pk, before=old.name
        )
        record(fact, actor=actor, at=at)
