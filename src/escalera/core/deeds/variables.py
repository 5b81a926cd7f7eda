"""What the places of a text stand for on a ticket: {cliente}, {ticket}, {saludo}…"""

from __future__ import annotations

from escalera.base.people.models import Agent
from escalera.base.text.places import NAMES, fill, unknown
from escalera.core.tickets.models import Ticket
from escalera.core.workflows.queries import flow_for
from escalera.core.workflows.tone import closing, greeting

__all__ = ["NAMES", "fill", "unknown", "values_for"]
_TONE = {"saludo": greeting, "despedida": closing}


class _Values(dict[str, str]):
    """Values of which the tone of the customer's segment is asked only where a text has a place for it."""

    def __init__(self, ticket: Ticket, plain: dict[str, str]) -> None:
        super().__init__(plain)
        self._ticket = ticket

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        if key in _TONE and key not in self:
            words = _TONE[key](
                flow_for(self._ticket.segment_id), self._ticket.language or self._ticket.requester.language
            )
            self[key] = fill(words, dict(self))
        return super().get(key, default)


def values_for(ticket: Ticket, agent: Agent, company: str) -> dict[str, str]:
    """Return what the places stand for. The ticket comes with its requester and team."""
    name = ticket.requester.name
    plain = {
        "cliente": name,
        "cliente.nombre": name.split()[0] if name.split() else "",
        "ticket": str(ticket.pk),
        "asunto": ticket.subject,
        "agente": agent.name,
        "equipo": ticket.team.name,
        "empresa": company,
    }
    return _Values(ticket, plain)
