"""Which clock makes a ticket due: its kind, and how far its warnings have come. One query for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalera.base.storage.ready import Head
from escalera.core.clocks.choices import TO_CUSTOMER, ClockKind
from escalera.core.clocks.models import Clock
from escalera.core.tickets.queries import TicketRow

# Beside its time on a chip there is little room.
SHORT: dict[str, str | Promise] = {
    ClockKind.FIRST_REPLY: _("1st reply"), ClockKind.NEXT_REPLY: _("Our reply"), ClockKind.UPDATE: _("Update"),
    ClockKind.RESOLUTION: _("Solution"), ClockKind.LEGAL: _("Legal term"), ClockKind.PROMISE: _("Promise"),
}  # fmt: skip
_CLOCKS = Head(lambda: Clock.objects.values_list("ticket_id", "kind", "due_at", "warned"))


@dataclass(frozen=True, slots=True)
class Pressing:
    """The clock that runs out first. `warned`: the highest percentage said so far."""

    kind: str
    warned: int


def pressing(rows: Sequence[TicketRow]) -> dict[int, Pressing]:
    """Return by number which clock towards the customer ends at each row's due instant, or comes next to it."""
    numbers = [row.id for row in rows if row.due_at is not None and row.status not in ("resolved", "closed")]
    if not numbers:
        return {}
    table, marks = '"clocks_clock"', ", ".join(["%s"] * len(numbers))
    where = (
        f'WHERE {table}."ticket_id" IN ({marks}) AND {table}."stopped_at" IS NULL AND {table}."due_at" IS NOT NULL'
    )
    found = _CLOCKS.rows(f'{where} ORDER BY {table}."due_at" DESC', numbers)
    return {ticket: Pressing(kind, warned) for ticket, kind, _due, warned in found if kind in TO_CUSTOMER}
