"""Who else belongs to a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.base.people.actions import meet
from escalera.base.people.models import Agent, Contact
from escalera.base.refusals import BadInput
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.facts import ParticipantLeft, ParticipantsJoined
from escalera.core.tickets.models import Participant

MOST = 50  # people besides the requester


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


@together()
def bring_in(*, ticket_id: int, address: str, by: Agent, at: datetime) -> Contact:
    """Bring somebody in by their mail address ("Ana <ana@x.example>" too); replies go to them as a copy from now on.

    Raises: NotAllowed, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    name, plain = parseaddr(address.replace("\x00", "")[:400])
    plain = plain.strip().lower()
    try:
        validate_email(plain)
    except ValidationError:
        raise BadInput(_("This is no mail address.")) from None
    if ticket.participants.count() >= MOST:
        raise BadInput(_("At most %(limit)d people can be in a conversation.") % {"limit": MOST})
    contact = meet(channel="email", address=plain, name=name[:120] or plain.partition("@")[0], at=at)
    if contact.pk == ticket.requester_id:
        raise BadInput(_("%(name)s is the one who asks here.") % {"name": contact.name})
    join(ticket_id=ticket_id, contacts=[contact], actor=by.actor, at=at)
    return contact


@together()
def take_out(*, ticket_id: int, contact_id: int, by: Agent, at: datetime) -> None:
    """Take somebody out of the conversation; who is not in it changes nothing. Raises: NotAllowed."""
    ticket = locked(ticket_id, by)
    there = Participant.objects.select_related("contact").filter(ticket=ticket, contact=contact_id).first()
    if there is None:
        return
    there.delete()
    fact = ParticipantLeft(ticket_id=ticket.pk, contact_id=contact_id, contact=there.contact.name)
    record(fact, actor=by.actor, at=at)
