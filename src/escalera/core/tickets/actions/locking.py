"""How an action takes hold of a ticket: locked, and only by who may work on it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Contact
from escalera.base.refusals import NotAllowed, Refusal
from escalera.core.tickets import policies
from escalera.core.tickets.models import Ticket


class HasEnded(Refusal):
    """Only an open ticket can take that."""


def locked(ticket_id: int, by: Agent | Contact) -> Ticket:
    """Return the ticket, locked, if they may work on it (a customer: if it is theirs).

    Raises: NotAllowed, Ticket.DoesNotExist."""
    ticket = Ticket.objects.lock(ticket_id)
    if isinstance(by, Agent):
        if refusal := policies.why_not_work(by, ticket):
            raise NotAllowed(refusal)
    elif by.pk != ticket.requester_id and not ticket.participants.filter(contact=by).exists():
        raise NotAllowed(_("This ticket belongs to somebody else."))
    return ticket


def locked_open(ticket_id: int, by: Agent) -> Ticket:
    """Return the ticket, locked, if it is open. Raises: NotAllowed, HasEnded, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if not ticket.is_open:
        raise HasEnded(_("The ticket has ended. Reopen it first."))
    return ticket


def locked_pair(one: int, other: int, by: Agent) -> tuple[Ticket, Ticket]:
    """Return both, locked in the order of their numbers, so that two people never wait for each other.

    Raises: NotAllowed, Ticket.DoesNotExist."""
    found = {number: locked(number, by) for number in sorted((one, other))}
    return found[one], found[other]
