"""What a ticket is and how much it presses."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets import policies
from escalera.core.tickets.facts import TicketClassified
from escalera.core.tickets.models import Kind, Priority, Ticket


def check_choices(kind: str, priority: int) -> None:
    """Raises: BadInput for a kind or priority that does not exist."""
    if kind not in Kind.values:
        raise BadInput(_("Unknown kind “%(kind)s”: use %(known)s.") % {"kind": kind, "known": ", ".join(Kind.values)})
    if priority not in Priority.values:
        raise BadInput(_("Unknown priority %(priority)s: use 1 (low) to 4 (urgent).") % {"priority": priority})


@together()
def classify(*, ticket_id: int, kind: str, priority: int, by: Agent, at: datetime) -> Ticket:
    """Set the kind and the priority; the same as before changes nothing.

    Raises: NotAllowed, BadInput, Ticket.DoesNotExist."""
    ticket = Ticket.objects.lock(ticket_id)
    if refusal := policies.why_not_work(by, ticket):
        raise NotAllowed(refusal)
    check_choices(kind, priority)
    if (ticket.kind, ticket.priority) == (kind, priority):
        return ticket
    ticket.kind, ticket.priority = kind, priority
    ticket.touch(at)
    ticket.save(update_fields=["kind", "priority", "updated_at"])
    record(TicketClassified(ticket_id=ticket.pk, kind=kind, priority=priority), actor=by.actor, at=at)
    return ticket
