"""Look-ups about those who help: who is away and who stands in, whose hours count, lists for the settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from escalera.base.calendars.models import Calendar
from escalera.base.calendars.queries import default_calendar
from escalera.base.people.models import Absence, Agent, AgentSkill, Level, Role, Segment, Skill, Team

PAGE = 50
CHAIN = 5  # how many replacements of replacements are followed


def absent_now(at: datetime, agents: Iterable[int] | None = None) -> dict[int, Absence]:
    """Return the present absence of everybody who is away at `at` (of these agents only, if given), by agent."""
    absences = _present(at).select_related("replacement__role")
    if agents is not None:
        absences = absences.filter(agent__in=list(agents))
    return {absence.agent_id: absence for absence in absences}


def replacement_for(agent: Agent, at: datetime) -> Agent | None:
    """Return who stands in for an agent at `at`: the replacement, or whoever stands in for them if they are away too.

    None if the agent is here, or if nobody who is here stands in."""
    away = absent_now(at)
    seen = {agent.pk}
    one = away.get(agent.pk)
    for _step in range(CHAIN):
        replacement = one.replacement if one is not None else None
        if replacement is None or replacement.pk in seen or not replacement.is_active:
            return None
        one = away.get(replacement.pk)
        if one is None:
            return replacement
        seen.add(replacement.pk)
    return None


def stands_in_for(agent: Agent, at: datetime) -> list[int]:
    """Return the keys of those who are away at `at` and for whom this agent was named."""
    return list(_present(at).filter(replacement=agent).values_list("agent", flat=True))


def represented_by(agent: Any) -> QuerySet[Absence, Any]:
    """Return who is away now and answered for by this agent (or this key), for a condition: `assignee__in=…`.

    Also who named somebody that is away too and named the agent."""
    now = _present(Now())
    between = now.filter(replacement=agent).values("agent")
    return now.filter(Q(replacement=agent) | Q(replacement__in=between)).exclude(agent=agent).values("agent")


def represented_names(agent: Agent) -> dict[int, str]:
    """Return who is away now and answered for by this agent, key and name, by name."""
    people = Agent.objects.filter(pk__in=represented_by(agent), is_active=True).order_by("name", "pk")
    return dict(people.values_list("pk", "name"))


def substitutes(at: datetime) -> dict[int, int]:
    """Return who answers now for whoever is away at `at`: by the key of who is away; one query."""
    named = dict(_present(at).filter(replacement__isnull=False).values_list("agent", "replacement"))
    return {agent: other for agent in named if (other := _last_of(named, agent)) != agent}


def absences_of(agent: Agent, at: datetime) -> list[Absence]:
    """Return the agent's present and coming absences, next first."""
    present = Q(until__isnull=True) | Q(until__gt=at)
    return list(Absence.objects.filter(present, agent=agent).select_related("replacement").order_by("since"))


def coming_absences(at: datetime, *, limit: int = PAGE) -> list[Absence]:
    """Return everybody's present and coming absences, next first, with agent and replacement."""
    present = Q(until__isnull=True) | Q(until__gt=at)
    found = Absence.objects.filter(present).select_related("agent__role", "replacement__role")
    return list(found.order_by("since", "pk")[:limit])


def calendar_of(agent: Agent) -> Calendar | None:
    """Return whose hours count for an agent: their own, else their first team's that has some, else the company's.

    None: no hours are set at all, so they count as always there."""
    if agent.calendar_id is not None:
        return agent.calendar
    teams = Team.objects.filter(membership__agent=agent, calendar__isnull=False).select_related("calendar")
    team = teams.order_by("level__order", "name").first()
    return team.calendar if team is not None else default_calendar()


def calendar_of_team(team: Team) -> Calendar | None:
    """Return the team's hours, else the company's; None: none are set."""
    return team.calendar if team.calendar_id is not None else default_calendar()


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of agents by name. `after`: what to ask for the next one with; "" if this is the last."""

    agents: list[Agent]
    after: str


def people_page(*, words: str = "", active: bool | None = None, after: str = "", limit: int = PAGE) -> PeoplePage:
    """Return agents by name, with role and teams; `words`: parts of name or address; `active`: only those (not)."""
    agents = Agent.objects.filter(is_robot=False).order_by("name", "pk").prefetch_related("teams__level")
    for word in words.split()[:5]:
        agents = agents.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if active is not None:
        agents = agents.filter(is_active=active)
    name, _bar, key = after.rpartition("|")
    if key.isdecimal() and len(key) < 19:
        agents = agents.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(key)))
    found = list(agents[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return PeoplePage(found[:limit], f"{last.name}|{last.pk}" if last else "")


def helpers() -> list[Agent]:
    """Return everybody who can be chosen: active agents by name (the first five hundred)."""
    return list(Agent.objects.filter(is_active=True).order_by("name", "pk")[:500])


def ladder(*, archived: bool = False) -> list[Level]:
    """Return the levels from the lowest up, each with its teams and their members; archived ones beside, if wanted."""
    levels = Level.objects.order_by("order")
    teams: QuerySet[Team] = Team.objects.order_by("name")
    if not archived:
        levels, teams = levels.filter(archived_at__isnull=True), teams.filter(archived_at__isnull=True)
    found = list(levels)
    by_level: dict[int, list[Team]] = {}
    for team in teams.annotate(people=Count("membership", filter=Q(membership__agent__is_active=True))):
        by_level.setdefault(team.level_id, []).append(team)
    for level in found:
        level.its_teams = by_level.get(level.pk, [])  # type: ignore[attr-defined]
    return found


def roles() -> list[Role]:
    """Return all roles, each with `people`: how many active agents have it."""
    people = Count("agent", filter=Q(agent__is_active=True))
    return list(Role.objects.annotate(people=people).order_by("pk"))


def segments() -> list[Segment]:
    """Return all segments by name, each with `contacts` and `organizations`: how many belong to it."""
    found = Segment.objects.annotate(
        contacts=Count("contact", distinct=True), organizations=Count("organization", distinct=True)
    )
    return list(found.order_by("name"))


def skills_of(agent: Agent) -> list[AgentSkill]:
    return list(AgentSkill.objects.filter(agent=agent).select_related("skill").order_by("skill__name"))


def skill_names() -> list[str]:
    """Return the names of all skills, to choose from (the first two hundred)."""
    return list(Skill.objects.order_by("name").values_list("name", flat=True)[:200])


def _last_of(named: dict[int, int], agent: int) -> int:
    """Follow the replacements of replacements; a ring ends where it began."""
    last = agent
    for _step in range(CHAIN):
        if last not in named or named[last] == agent:
            break
        last = named[last]
    return last


def _present(at: datetime | Now) -> QuerySet[Absence]:
    return Absence.objects.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)
