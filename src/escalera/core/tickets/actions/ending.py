"""Ends without an answer: closing what was resolved, cancelling what nobody needs any more."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Contact
from escalera.base.refusals import Refusal
from escalera.base.storage.ready import update
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.actions.sleeping import end_sleep
from escalera.core.tickets.facts import TicketCancelled, TicketClosed
from escalera.core.tickets.models import STATUS_FIELDS, Status, Ticket, Woken

LONGEST_REASON = 2000  # characters


class CannotClose(Refusal):
    """Only a resolved ticket is closed."""


class CannotCancel(Refusal):
    """Only an open ticket is cancelled."""


@together()
def close(*, ticket_id: int, by: Agent | Contact, at: datetime) -> Ticket:
    """End a resolved ticket for good; a closed one stays as it is. Nobody is told, its stay has ended already.

    Raises: NotAllowed, CannotClose, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if ticket.status == Status.CLOSED:
        return ticket
    if ticket.status != Status.RESOLVED:
        raise CannotClose(_("Only a resolved ticket can be closed: resolve it, or cancel it."))
    ticket.move_to_status(Status.CLOSED)
    ticket.touch(at)
    update(ticket, *STATUS_FIELDS, "updated_at")
    record(TicketClosed(ticket_id=ticket.pk, from_status=Status.RESOLVED), actor=by.actor, at=at)
    return ticket


@together()
def cancel(*, ticket_id: int, by: Agent | Contact, at: datetime, reason: str = "") -> Ticket:
    """End an open ticket that nobody needs any more, without calling it solved; a cancelled one stays as it is.

    Raises: NotAllowed, CannotCancel, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if ticket.status == Status.CANCELLED:
        return ticket
    if not ticket.is_open:
        raise CannotCancel(_("The ticket has ended already."))
    before = end_sleep(ticket, Woken.ENDED, at) or ticket.status
    ticket.move_to_status(Status.CANCELLED)
    ticket.customer_waits_since = None
    ticket.touch(at)
    update(ticket, *STATUS_FIELDS, "customer_waits_since", "snoozed_until", "updated_at")
    words = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    record(TicketCancelled(ticket_id=ticket.pk, from_status=before, reason=words), actor=by.actor, at=at)
    return ticket
