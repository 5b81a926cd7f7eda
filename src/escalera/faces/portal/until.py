"""Until when the customer hears from us: said only while it is true."""

from __future__ import annotations

from datetime import datetime

from escalera.core.clocks.choices import ClockKind, ClockState
from escalera.core.clocks.models import Clock
from escalera.core.tickets.models import Ticket
from escalera.core.workflows.flow import Flow

ANSWERS = (ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY)


def answer_until(ticket: Ticket, at: datetime, flow: Flow) -> datetime | None:
    """Return before which instant an answer is due; None where nothing runs, what ran is late, or the segment's
    workflow does not tell. At most one query, none while nobody waits for an answer."""
    if ticket.customer_waits_since is None or not ticket.is_open or not flow.tells_deadline:
        return None
    running = Clock.objects.filter(ticket=ticket, kind__in=ANSWERS, state=ClockState.RUNNING, due_at__gt=at)
    return running.order_by("due_at").values_list("due_at", flat=True).first()
