"""Whose telephones ring: the agents of a team or level who are here, have a telephone, and do not speak already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q

from escalera.base.calendars.queries import default_calendar, is_open_at
from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import WORK
from escalera.base.people.queries import entrance
from escalera.base.people.staffing import absent_now
from escalera.core.channels.models import Call, CallState, Channel
from escalera.core.channels.voice.settings import Target

MOST = 10  # telephones that a provider rings at the same time: https://www.twilio.com/docs/voice/twiml/number

Presence = Callable[[Iterable[int], datetime], set[int]]
_PRESENCE: list[Presence] = []


def register_presence(gone: Presence) -> None:
    """Let an upper room say who of these agents does not want calls now: a pause, the end of the day."""
    _PRESENCE[:] = [gone]


def teams_of_target(channel: Channel, target: Target) -> list[Team]:
    """Return the teams that are meant; the first is whose tickets the calls become. Never empty.

    Raises: NoEntrance where there is no team at all."""
    teams = Team.objects.select_related("level", "calendar").filter(archived_at=None).order_by("pk")
    found: list[Team] = []
    if target.to == "team" and target.value.isdigit():
        found = list(teams.filter(pk=target.value))
    elif target.to == "level" and target.value.isdigit():
        found = list(teams.filter(level__order=target.value).order_by("-is_entrance", "pk"))
    return found or list(teams.filter(pk=channel.team_id or 0)) or [entrance()]


def is_open(channel: Channel, target: Target, at: datetime) -> bool:
    """Say whether somebody works there at this hour."""
    company = default_calendar()
    return any(is_open_at(team.calendar or company, at) for team in teams_of_target(channel, target))


def on_duty(channel: Channel, target: Target, at: datetime) -> list[Agent]:
    """Return whose telephones are to ring, those first who have not spoken for longest."""
    teams = [team.pk for team in teams_of_target(channel, target)]
    agents = Agent.objects.filter(is_active=True, teams__in=teams).exclude(telephone="").distinct().order_by("pk")
    here = [agent for agent in agents if agent.may(WORK)]
    away = set(absent_now(at, [agent.pk for agent in here])) | busy(agent.pk for agent in here)
    if _PRESENCE:
        away |= _PRESENCE[0]([agent.pk for agent in here], at)
    return _longest_silent([agent for agent in here if agent.pk not in away])[:MOST]


def busy(agents: Iterable[int]) -> set[int]:
    """Return who of these speaks at the moment, or is being called for a call of theirs."""
    talks = Q(state=CallState.TALKING) | Q(direction="out", state__in=[CallState.PLANNED, CallState.RINGING])
    living = Call.objects.filter(talks, agent__in=list(agents))
    return {key for key in living.values_list("agent", flat=True) if key is not None}


def _longest_silent(agents: list[Agent]) -> list[Agent]:
    spoke: dict[int, datetime] = {}
    recent = Call.objects.filter(agent__in=agents, answered_at__isnull=False).order_by("-begun_at", "-id")
    for key, at in recent.values_list("agent", "answered_at")[:200]:
        if key is not None and at is not None:
            spoke[key] = max(at, spoke.get(key, at))
    return sorted(agents, key=lambda agent: (spoke[agent.pk].timestamp() if agent.pk in spoke else 0.0, agent.pk))
