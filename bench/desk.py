"""The company that the tickets stand in: four levels, six teams, twelve agents, one mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bench import mails

PASSWORD = "una clave larga para medir"
EXTRA_TEAMS = (("Frente de tienda", 1), ("Redes", 2))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands, and with whom."""

    team_id: int
    level_id: int
    agent_id: int
    agent_name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """`places`: one for each agent, those of the first level several times, as most tickets are there."""

    channel_id: int
    places: list[Place]
    team_id: int
    agent_email: str
    supervisor_email: str


def found(*, at: datetime, acknowledges: bool = False) -> Desk:
    """Found the company, or return the one that is there."""
    from escalera.base.people.actions import add_agent, found_company
    from escalera.base.people.models import Agent, Team
    from escalera.core.channels.models import Channel

    company = found_company(at=at)
    for name, order in EXTRA_TEAMS:
        Team.objects.get_or_create(name=name, defaults={"level": company.levels[order - 1]})
    channel, _ = Channel.objects.get_or_create(
        kind="email", address=mails.DESK, defaults={"name": "Soporte", "acknowledges": acknowledges}
    )
    teams = list(Team.objects.select_related("level").order_by("level__order", "pk"))
    if not Agent.objects.exists():
        for number in range(12):
            team = teams[number % len(teams)]
            add_agent(
                email=f"agente{number}@escalera.example", name=f"Agente {number}", password=PASSWORD, teams=[team]
            )
        add_agent(email="jefa@escalera.example", name="Jefa", password=PASSWORD, role="supervisor", teams=teams[:1])
    agents = Agent.objects.filter(role__code="agent").prefetch_related("teams__level").order_by("pk")
    places = []
    for agent in agents:
        team = agent.teams.all()[0]
        places += [Place(team.pk, team.level_id, agent.pk, agent.name)] * (4 if team.level.order == 1 else 1)
    return Desk(channel.pk, places, teams[0].pk, "agente0@escalera.example", "jefa@escalera.example")
