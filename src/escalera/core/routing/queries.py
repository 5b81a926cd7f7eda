"""What people read of routing: why, who is there, what waits, what is offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min

from escalera.base.people.models import Agent, Skill, Team
from escalera.base.people.models.helpers import SEE_ALL
from escalera.core.routing.choices import Mode, OfferState, Presence
from escalera.core.routing.choosing import Person, choose
from escalera.core.routing.handing import why_of
from escalera.core.routing.line import (
    Placed,
    handed_teams,
    line_of,
    mode_of,
    rule_for,
    rules_of,
    segment_modes,
    waiting,
    wantings,
)
from escalera.core.routing.models import Availability, Decision, Need, Offer, QueueRule
from escalera.core.routing.staff import OTHERS, capacity_of, loads_of, people_of, presence, weights
from escalera.core.routing.turns import turn_of
from escalera.core.tickets.models import Ticket

MOST_WAITING = 50
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Mine:
    """What somebody sees of themselves. `load` and `capacity` in points."""

    state: Presence
    since: datetime | None
    until: datetime | None
    load: float
    capacity: int


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a ticket is where it is. `why`: a decision's data, see `wording`; `ahead`: how many have their turn before it."""

    at: datetime
    agent: Agent | None
    why: dict[str, Any]
    names: dict[int, str]
    skills: dict[int, str]
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A team's queue at a moment. `waiting`: the first tickets in turn; `by_hand`: nothing here is handed out."""

    team: Team
    people: list[Person]
    rules: list[QueueRule]
    waiting: list[tuple[Ticket, dict[str, Any]]]
    count: int
    oldest: datetime | None
    by_hand: bool
    skills: dict[int, str]


def last_decision(ticket_id: int) -> Decision | None:
    """Return what was last decided about a ticket, None if nothing ever was."""
    return Decision.objects.select_related("agent").filter(ticket=ticket_id).order_by("-id").first()


def decisions_of(ticket_id: int, *, limit: int = 10) -> list[Decision]:
    """Return what was decided about a ticket, last first."""
    return list(Decision.objects.select_related("agent").filter(ticket=ticket_id).order_by("-id")[:limit])


def mine(agent: Agent, at: datetime) -> Mine:
    """Return one's own presence and load: five queries."""
    said = Availability.objects.filter(pk=agent.pk).first()
    load = sum(loads_of([agent.pk], weights())[agent.pk].values())
    now = presence(said, at)
    keeps = said is not None and now == said.state
    return Mine(
        now, said.since if said else None, said.until if said and keeps else None, load / 100, capacity_of(agent)
    )


def offers_to(agent: Agent, at: datetime) -> list[Offer]:
    """Return what is held out to somebody now, soonest to end first."""
    standing = Offer.objects.filter(
        agent=agent, state=OfferState.OFFERED, expires_at__gt=at, ticket__assignee=None, ticket__is_open=True
    )
    return list(standing.select_related("ticket__requester", "ticket__level", "team").order_by("expires_at")[:20])


def explain(decision: Decision) -> Explained:
    """Return a decision with the names that it needs in words."""
    people, skills = _keys(decision.why)
    return Explained(decision.at, decision.agent, decision.why, _names(people), _skills(skills))


def who_would_get(ticket: Ticket, at: datetime) -> Explained:
    """Return who would get a ticket if it had to be handed out in this moment, changing nothing."""
    rule = rule_for(ticket, at)
    known = weights()
    # as if nobody held it yet: the question is asked of tickets that are being worked on, too
    found = wantings([ticket.pk], {ticket.pk: rule}, ticket.team, at, known, held=True)
    _loaded, wanting = found[0]
    choice = choose(wanting, people_of(ticket.team, at, known=known))
    place = Placed(turn_of(ticket, age_min=rule.age_min, at=at), rule)
    why = why_of(ticket, wanting, choice, place)
    people, skills = _keys(why)
    agent = Agent.objects.get(pk=choice.person.key) if choice.person else None
    return Explained(at, agent, why, _names(people), _skills(skills), _ahead(ticket, at))


def board(team: Team, at: datetime) -> Board:
    """Return a team's queue: who is there with what, and what waits, each with why nobody has it yet."""
    known = weights()
    people = people_of(team, at, known=known)
    rules = rules_of(team.pk)
    line = line_of(team.pk, rules, at, most=MOST_WAITING)
    placed = {one.turn.number: one for one in line}
    rows = []
    for ticket, wanting in wantings(list(placed), {key: one.rule for key, one in placed.items()}, team, at, known):
        rows.append((ticket, why_of(ticket, wanting, choose(wanting, people), placed[ticket.pk])))
    everything = waiting(team.pk)
    oldest = everything.aggregate(oldest=Min("opened_at"))["oldest"]
    by_hand = not line and all(rule.mode == Mode.PULL for rule in rules)
    asked = {key for _ticket, why in rows for key in _keys(why)[1]}
    return Board(
        team, people, rules, rows, everything[:MOST_COUNTED].count(), oldest, by_hand, _skills(asked)
    )  # fmt: skip


def is_used() -> bool:
    """Say whether work is handed out anywhere here; else nobody needs to say whether they are available."""
    return bool(handed_teams())


def is_handed_out(ticket: Ticket, at: datetime) -> bool:
    """Say whether a ticket that waits goes out by itself."""
    if ticket.team_id not in handed_teams():
        return False
    rule = rule_for(ticket, at)
    return mode_of(ticket, rule, segment_modes()) != Mode.PULL


def watched_teams(agent: Agent) -> list[Team]:
    """Return the teams whose queue somebody may look at: their own, or all."""
    teams = Team.objects.filter(archived_at__isnull=True).select_related("level").order_by("level__order", "name")
    return list(teams if agent.may(SEE_ALL) else teams.filter(membership__agent=agent))


def _ahead(ticket: Ticket, at: datetime) -> int | None:
    """Return how many tickets of its team have their turn before this one; None if it does not wait for routing."""
    line = line_of(ticket.team_id, rules_of(ticket.team_id), at, most=1000)
    return next((place for place, one in enumerate(line) if one.turn.number == ticket.pk), None)


def _keys(why: dict[str, Any]) -> tuple[set[int], set[int]]:
    people = {row[0] for row in why.get("others", ())} | ({why["known"]} if "known" in why else set())
    skills = {row[2] for row in why.get("others", ()) if row[1] == "skill"} | set(why.get("relaxed", ()))
    return people, skills


def _names(keys: set[int]) -> dict[int, str]:
    return dict(Agent.objects.filter(pk__in=keys).values_list("pk", "name"))


def _skills(keys: set[int]) -> dict[int, str]:
    return dict(Skill.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def all_rules() -> Sequence[QueueRule]:
    """Return every rule in order, with its team."""
    return list(QueueRule.objects.select_related("team__level"))


def all_needs() -> list[Need]:
    """Return for what which skill is needed, with skill and team."""
    return list(Need.objects.select_related("skill", "team").order_by("skill__name", "pk"))


def channel_rows(channels: Mapping[str, object]) -> list[tuple[str, object, int, int]]:
    """Return key, name, points and reserved per cent of each channel."""
    known = weights()
    return [(key, name, *known.get(key, OTHERS)) for key, name in channels.items()]
