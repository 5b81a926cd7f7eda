"""Who else belongs to a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.base.people.models import Contact
from escalera.base.storage.together import together
from escalera.core.tickets.facts import ParticipantsJoined
from escalera.core.tickets.models import Participant


@together()
def join(*, ticket_id: int, contacts: Sequence[Contact], actor: Actor, at: datetime) -> list[Contact]:
    """Bring people into the conversation; return those who were not in it yet."""
    known = set(
        Participant.objects.filter(ticket=ticket_id, contact__in=contacts).values_list("contact_id", flat=True)
    )
    new = [contact for contact in contacts if contact.pk not in known]
    if new:
        Participant.objects.bulk_create([Participant(ticket_id=ticket_id, contact=c, since=at) for c in new])
        names = ", ".join(contact.name for contact in new)[:400]
        record(ParticipantsJoined(ticket_id=ticket_id, names=names), actor=actor, at=at)
    return new
