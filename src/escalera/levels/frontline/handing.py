"""What the front line knows of a hand-over: which macros were tried."""

from __future__ import annotations

from collections.abc import Mapping

from escalera.base.log.models import Event
from escalera.core.ladder.packets import register_source
from escalera.core.tickets.models import Ticket
from escalera.levels.frontline.facts import MacroRun

MOST = 10


def from_macros(ticket: Ticket) -> Mapping[str, str]:
    """Return the macros that were run on the ticket, oldest first; the last ones if there were many."""
    runs = (
        Event.objects.filter(ticket_id=ticket.pk, name=MacroRun.name).order_by("-pk").values_list("data", flat=True)
    )
    names = [str(data.get("macro", "")) for data in runs[:MOST]]
    return {"tried": "\n".join(f"✓ {name}" for name in dict.fromkeys(reversed(names)) if name)}


register_source(from_macros)
