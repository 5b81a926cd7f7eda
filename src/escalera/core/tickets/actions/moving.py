"""Words that stand on the wrong ticket go to the right one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked_pair
from escalera.core.tickets.actions.merging import move_messages
from escalera.core.tickets.actions.splitting import say_again
from escalera.core.tickets.facts import MessagesCame, MessagesMoved, TicketReopened
from escalera.core.tickets.models import STATUS_FIELDS, Message, Participant, Status, Ticket

MOST = 200  # messages at once


class CannotMove(Refusal):
    """These words can't go there."""


@together()
def move_said(*, ticket_id: int, message_ids: Sequence[int], to_id: int, by: Agent, at: datetime) -> Ticket:
    """Put messages of one ticket on another that is there already, where they stand by their own time; return it.

    A customer's words open an ended ticket again. At least one message stays: a whole ticket is merged instead.
    Raises: NotAllowed, BadInput, CannotMove, Ticket.DoesNotExist."""
    if ticket_id == to_id:
        raise CannotMove(_("They stand on this ticket already."))
    old, new = locked_pair(ticket_id, to_id, by)
    wanted = sorted(set(message_ids))[:MOST]
    messages = list(Message.objects.filter(ticket=old, pk__in=wanted).order_by("pk"))
    if not messages or len(messages) != len(wanted):
        raise BadInput(_("Choose messages of this ticket."))
    if not Message.objects.filter(ticket=old).exclude(pk__in=wanted).exists():
        raise CannotMove(_("Something has to stay on the ticket: merge the two instead."))
    move_messages(wanted, new.pk)
    _people(new, messages, at)
    came = any(one.contact_id for one in messages)
    if came and not new.is_open:
        _open_again(new, by, at)
    for one in (old, new):
        say_again(one, at)
    moved = MessagesMoved(ticket_id=old.pk, into_id=new.pk, message_ids=tuple(wanted))
    record(moved, actor=by.actor, at=at)
    record(MessagesCame(ticket_id=new.pk, from_id=old.pk, message_ids=tuple(wanted)), actor=by.actor, at=at)
    return new


def _people(ticket: Ticket, messages: Sequence[Message], at: datetime) -> None:
    """Bring in who wrote the messages that came."""
    there = {ticket.requester_id, *ticket.participants.values_list("contact_id", flat=True)}
    wrote = dict.fromkeys(one.contact_id for one in messages if one.contact_id and one.contact_id not in there)
    Participant.objects.bulk_create([Participant(ticket=ticket, contact_id=one, since=at) for one in wrote])


def _open_again(ticket: Ticket, by: Agent, at: datetime) -> None:
    before = ticket.status
    ticket.move_to_status(Status.OPEN)
    ticket.resolved_at = None
    ticket.reopened += 1
    ticket.save(update_fields=[*STATUS_FIELDS, "resolved_at", "reopened"])
    record(TicketReopened(ticket_id=ticket.pk, from_status=before), actor=by.actor, at=at)
