"""The people of a team as a choice sees them: presence, hours, absence, capacity, load, skills. So many queries, always."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, F

from escalera.base.calendars import hours as arithmetic
from escalera.base.calendars.hours import Hours
from escalera.base.calendars.models import Calendar
from escalera.base.calendars.queries import default_calendar, hours_of
from escalera.base.people.models import Agent, AgentSkill, Team
from escalera.base.people.models.helpers import WORK
from escalera.base.people.staffing import absent_now
from escalera.core.routing.choices import OfferState, Presence
from escalera.core.routing.choosing import No, Person
from escalera.core.routing.models import POINTS, Availability, Capacity, ChannelPoints, Offer, Queue
from escalera.core.tickets.models import Status, Ticket

ACTIVE = (Status.NEW, Status.OPEN)
USUAL: dict[str, tuple[int, int]] = {  # points of a ticket, and per cent that stay reserved while it rests
    "phone": (6, 0), "chat": (3, 50), "whatsapp": (3, 50),
}  # fmt: skip
OTHERS = (2, 25)
Weights = dict[str, tuple[int, int]]


def weights() -> Weights:
    """Return points and reserved per cent of every channel that the company has said something of."""
    said = ChannelPoints.objects.values_list("channel", "points", "resting")
    return {**USUAL, **{channel: (points, resting) for channel, points, resting in said}}


def points_of(known: Weights, channel: str, *, active: bool = True) -> int:
    """Return what a ticket takes up, in hundredths of a point; at rest, what its waking up would need."""
    points, resting = known.get(channel, OTHERS)
    return points * (100 if active else resting)


def people_of(team: Team, at: datetime, *, known: Weights | None = None) -> list[Person]:
    """Return the people of a team by key, those who can't get anything now with the reason."""
    agents = list(
        Agent.objects.filter(is_active=True, teams=team)
        .select_related("role", "availability", "capacity", "calendar")
        .order_by("pk")
    )
    return _persons(agents, team, at, weights() if known is None else known)


def _persons(agents: Sequence[Agent], team: Team, at: datetime, known: Weights) -> list[Person]:
    queue = Queue.objects.filter(team=team).first() or Queue(team=team)
    away = absent_now(at, [agent.pk for agent in agents])
    open_for = _hours(agents, at)
    skills: dict[int, dict[int, int]] = defaultdict(dict)
    for key, skill, grade in AgentSkill.objects.filter(agent__in=agents).values_list("agent", "skill", "grade"):
        skills[key][skill] = grade
    loads = loads_of([agent.pk for agent in agents], known)
    asked = set(Offer.objects.filter(agent__in=agents, state=OfferState.OFFERED).values_list("agent", flat=True))
    found = []
    for agent in agents:
        said, own = availability_of(agent), _capacity_of(agent)
        limits = own.limits if own else queue.limits
        person = Person(
            agent.pk, agent.name, _obstacle(agent, said, agent.pk in away, at, open_for),
            (own.points if own else queue.points) * 100, {channel: most * 100 for channel, most in limits.items()},
            skills=skills[agent.pk],
        )  # fmt: skip
        person.is_asked = agent.pk in asked
        person.by_channel = loads[agent.pk]
        person.load = sum(person.by_channel.values())
        if said is not None:
            person.given_at = said.given_at
            person.idle_since = max(m for m in (said.since, said.given_at, said.freed_at) if m is not None)
        found.append(person)
    return found


def loads_of(agents: Sequence[int], known: Weights) -> dict[int, Counter[str]]:
    """Return what everybody has to do, in hundredths of a point by channel: what they hold, and what they are offered."""
    loads: dict[int, Counter[str]] = {agent: Counter() for agent in agents}
    held = Ticket.objects.filter(assignee__in=agents, is_open=True).order_by()
    for agent, channel, status, count in held.values_list("assignee", "channel", "status").annotate(n=Count("pk")):
        loads[agent][channel] += count * points_of(known, channel, active=status in ACTIVE)
    offered = Offer.objects.filter(agent__in=agents, state=OfferState.OFFERED, ticket__assignee=None).order_by()
    for agent, channel, count in offered.values_list("agent", "ticket__channel").annotate(n=Count("pk")):
        loads[agent][channel] += count * points_of(known, channel)
    return loads


def availability_of(agent: Agent) -> Availability | None:
    try:
        return agent.availability
    except ObjectDoesNotExist:
        return None


def _capacity_of(agent: Agent) -> Capacity | None:
    try:
        return agent.capacity
    except ObjectDoesNotExist:
        return None


def presence(said: Availability | None, at: datetime) -> Presence:
    """Return what holds now of what somebody said: a pause that is over, or a working day, ends by itself."""
    if said is None:
        return Presence.OFFLINE
    if said.until is not None and said.until <= at:
        return Presence.ONLINE if said.state == Presence.AWAY else Presence.OFFLINE
    return Presence(said.state)


def capacity_of(agent: Agent) -> int:
    """Return how many points somebody takes: their own figure, else the most that a team of theirs does."""
    if (own := _capacity_of(agent)) is not None:
        return own.points
    return max(Queue.objects.filter(team__agents=agent).values_list("points", flat=True), default=POINTS)


def _obstacle(
    agent: Agent, said: Availability | None, absent: bool, at: datetime, open_for: dict[int, bool]
) -> No | None:
    if not agent.may(WORK):
        return No.ROLE
    if absent:
        return No.ABSENT
    if said is None:
        return No.UNSAID
    now = presence(said, at)
    if now != Presence.ONLINE:
        return No.AWAY if now == Presence.AWAY else No.OFFLINE
    return No.CLOSED if said.until_closed and not open_for.get(agent.pk, True) else None


def _hours(agents: Sequence[Agent], at: datetime) -> dict[int, bool]:
    """Say for whom it is working time now, of those whose availability goes by it."""
    asked = [one for one in agents if (said := availability_of(one)) and said.until_closed]
    if not asked:
        return {}
    theirs = calendars_of(asked)
    return {
        key: calendar is None or arithmetic.is_open(_cached(calendar), at) for key, calendar in theirs.items()
    }  # fmt: skip


def calendars_of(agents: Iterable[Agent]) -> dict[int, Calendar | None]:
    """Return whose hours count for each agent, as `staffing.calendar_of` says it of one; at most two queries."""
    found: dict[int, Calendar | None] = {agent.pk: agent.calendar for agent in agents}
    without = [key for key, calendar in found.items() if calendar is None]
    if not without:
        return found
    teams = Team.objects.filter(membership__agent__in=without, calendar__isnull=False).select_related("calendar")
    by_team: dict[int, Calendar | None] = {}
    for team in teams.order_by("-level__order", "-name").annotate(person=F("membership__agent")):
        by_team[team.person] = team.calendar  # the first by order is written last
    usual = default_calendar()
    return {**found, **{key: by_team.get(key, usual) for key in without}}


def _cached(calendar: Calendar) -> Hours:
    return _hours_at(calendar.pk, calendar.version)


@lru_cache(maxsize=64)
def _hours_at(calendar_id: int, version: int) -> Hours:
    return hours_of(Calendar.objects.get(pk=calendar_id))
