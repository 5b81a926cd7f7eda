"""Who sees a ticket although it stands with another team: those who were called into it or asked about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.people.models import Team
from escalera.core.tickets.models.ticket import Ticket


class Sight(models.Model):
    """An agent, or everybody who works in a team, may read one ticket and leave notes on it; not more."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="sights")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", db_index=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "ticket"], name="agent_sees_once"),
            models.UniqueConstraint(fields=["team", "ticket"], name="team_sees_once"),
            models.CheckConstraint(
                condition=Q(agent__isnull=False, team__isnull=True) | Q(agent__isnull=True, team__isnull=False),
                name="sight_of_agent_or_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id or self.team_id} sees #{self.ticket_id}"
