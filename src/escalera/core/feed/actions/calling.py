"""Calling colleagues by name: what a text with mentions does, wherever it was written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.base.people.models import Agent, Membership, Team
from escalera.core.feed.facts import ColleaguesMentioned
from escalera.core.feed.mentions import Called, called_in
from escalera.core.feed.models import FollowedBecause, Follower, Mention
from escalera.core.tickets.actions import let_see

MOST_OF_A_TEAM = 200


def call(
    *,
    ticket_id: int,
    text: str,
    by: Actor,
    at: datetime,
    message_id: int | None = None,
    consultation_message_id: int | None = None,
    consultation_id: int | None = None,
) -> list[int]:
    """Call everybody whom the text names: they see the ticket, it stands among their mentions, and who was called in
    person follows it. Part of the action that wrote the text; return the keys of the agents."""
    named = called_in(text)
    if not named or by.id is None:
        return []
    agents, teams = _known(named)
    through = {**_members(teams), **dict.fromkeys(agents)}
    through.pop(by.id, None)
    if not through:
        return []
    Mention.objects.bulk_create(
        [
            Mention(
                ticket_id=ticket_id, message_id=message_id, consultation_message_id=consultation_message_id,
                agent_id=agent, team_id=team, by_id=by.id, at=at,
            )
            for agent, team in through.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    let_see(ticket_id=ticket_id, agents=agents, teams=teams, at=at)
    begin_to_follow(ticket_id, agents, FollowedBecause.MENTION, at)
    fact = ColleaguesMentioned(
        ticket_id=ticket_id,
        agent_ids=list(through),
        names=", ".join([*agents.values(), *teams.values()])[:500],
        message_id=message_id,
        consultation_id=consultation_id,
    )
    record(fact, actor=by, at=at)
    return list(through)


def begin_to_follow(ticket_id: int, agents: Iterable[int], because: FollowedBecause, at: datetime) -> None:
    """Let agents follow a ticket by itself; who left it by hand stays away."""
    rows = [Follower(ticket_id=ticket_id, agent_id=agent, because=because, since=at) for agent in agents]
    if rows:
        Follower.objects.bulk_create(rows, ignore_conflicts=True)


def answer_mentions(*, ticket_id: int, agent_id: int, at: datetime) -> int:
    """Say that what the agent was called for on a ticket is answered; for a team, one answers for all. Return how many."""
    open_ones = Mention.objects.filter(ticket=ticket_id, answered_at__isnull=True)
    mine = list(
        open_ones.filter(agent=agent_id).values_list("pk", "team_id", "message_id", "consultation_message_id")
    )
    if not mine:
        return 0
    answered = open_ones.filter(pk__in=[row[0] for row in mine]).update(answered_at=at)
    for _pk, team_id, message_id, said_id in mine:
        if team_id is not None:
            same = open_ones.filter(team=team_id, message=message_id, consultation_message=said_id)
            answered += same.update(answered_at=at)
    return answered


def _known(named: Called) -> tuple[dict[int, str], dict[int, str]]:
    """Return those agents and teams that there are, by key, with the names that they have."""
    agents = Agent.objects.filter(pk__in=named.agents, is_active=True) if named.agents else ()
    teams = Team.objects.filter(pk__in=named.teams) if named.teams else ()
    return {one.pk: one.name for one in agents}, {one.pk: one.name for one in teams}


def _members(teams: Iterable[int]) -> dict[int, int | None]:
    """Return who works in these teams, with the team through which each is called."""
    found: dict[int, int | None] = {}
    for team in teams:
        rows = Membership.objects.filter(team=team, agent__is_active=True).order_by("pk")
        found |= dict.fromkeys(rows.values_list("agent", flat=True)[:MOST_OF_A_TEAM], team)
    return found
