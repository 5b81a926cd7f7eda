"""Whom a ticket can be given to on its own level."""

from __future__ import annotations

from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import WORK
from escalera.core.tickets.models import Ticket

MOST = 200


def teams_beside(ticket: Ticket) -> list[Team]:
    """Return the teams of the ticket's level, its own first."""
    teams = Team.objects.filter(level=ticket.level_id).order_by("name")[:MOST]
    return sorted(teams, key=lambda team: team.pk != ticket.team_id)


def colleagues_for(ticket: Ticket) -> list[Agent]:
    """Return those who work in a team of the ticket's level, those of its own team first."""
    found = Agent.objects.filter(is_active=True, teams__level=ticket.level_id).distinct().order_by("name")[:MOST]
    own = set(Agent.objects.filter(teams=ticket.team_id).values_list("pk", flat=True))
    return sorted((one for one in found if one.may(WORK)), key=lambda one: one.pk not in own)
