"""Whether somebody is there for a chat: working hours of its team, and people who say that they are available."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalera.base.calendars.queries import is_open_at, next_opening
from escalera.base.people.models import Team
from escalera.base.people.queries import NoEntrance, entrance
from escalera.base.people.staffing import calendar_of_team
from escalera.core.channels.chat.states import recent_waits
from escalera.core.channels.models import Channel
from escalera.core.routing.models import Availability
from escalera.core.routing.staff import people_of

FRESH = timedelta(seconds=10)  # asked this often at most by one process, whatever comes in


@dataclass(frozen=True, slots=True)
class Duty:
    """How a chat is staffed in this moment. `waits`: see `recent_waits`; `back_at`: None if it is open, or never again."""

    online: bool
    back_at: datetime | None
    waits: tuple[int, ...]
    at: datetime


_KEPT: dict[int, Duty] = {}
_LOCK = threading.Lock()


def duty(channel: Channel, at: datetime) -> Duty:
    """Return whether somebody is there; of the last ten seconds."""
    kept = _KEPT.get(channel.pk)
    if kept is not None and timedelta() <= at - kept.at < FRESH:
        return kept
    found = _asked(channel, at)
    with _LOCK:
        if len(_KEPT) > 500:
            _KEPT.clear()
        _KEPT[channel.pk] = found
    return found


def forget() -> None:
    """Ask anew: for a test, whose rows have the keys of the one before."""
    with _LOCK:
        _KEPT.clear()


def _asked(channel: Channel, at: datetime) -> Duty:
    try:
        team = channel.team if channel.team is not None else entrance()
    except NoEntrance:
        return Duty(False, None, (), at)
    calendar = calendar_of_team(team)
    is_open = is_open_at(calendar, at)
    back_at = None if is_open else next_opening(calendar, at)
    return Duty(is_open and _somebody(team, at), back_at, tuple(recent_waits(team.pk, at)), at)


def _somebody(team: Team, at: datetime) -> bool:
    """Say whether anybody of the team can take a chat. Where nobody ever says that they are available, hours decide."""
    if not Availability.objects.filter(agent__teams=team).exists():
        return Team.objects.filter(pk=team.pk, agents__is_active=True).exists()
    return any(person.obstacle is None for person in people_of(team, at))
