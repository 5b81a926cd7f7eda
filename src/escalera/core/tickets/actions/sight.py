"""Letting somebody see a ticket that stands with another team."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from escalera.core.tickets.models import Sight


def let_see(*, ticket_id: int, agents: Iterable[int] = (), teams: Iterable[int] = (), at: datetime) -> None:
    """Let these agents, and whoever works in these teams, read the ticket and leave notes on it from now on.

    Part of an action that says why (a mention, a consultation): the caller has asked who may call them in, and
    records the fact."""
    rows = [Sight(ticket_id=ticket_id, agent_id=agent, since=at) for agent in agents]
    rows += [Sight(ticket_id=ticket_id, team_id=team, since=at) for team in teams]
    if rows:
        Sight.objects.bulk_create(rows, ignore_conflicts=True)
