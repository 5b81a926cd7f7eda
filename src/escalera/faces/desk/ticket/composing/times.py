"""The moments that a composer offers, on the agent's own clock: in an hour, tomorrow at nine, on Monday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput

MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Preset:
    """One choice: what its button says, what it means."""

    code: str
    label: str
    clock: str
    moment: datetime


def zone_of(agent: Agent) -> tzinfo:
    """Return the agent's time zone, else the desk's."""
    try:
        return ZoneInfo(agent.time_zone) if agent.time_zone else timezone.get_default_timezone()
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def presets(agent: Agent, now: datetime) -> Sequence[Preset]:
    """Return the choices, the nearest first. Tomorrow and Monday are those of the agent's calendar."""
    zone = zone_of(agent)
    local = now.astimezone(zone)
    hour = (now + timedelta(hours=1)).astimezone(zone)
    to_monday = 7 - local.weekday()
    tomorrow, monday = _morning(local, 1), _morning(local, to_monday)
    choices = [
        Preset("hour", _("In one hour"), f"{hour:%H:%M}", hour),
        Preset("tomorrow", _("Tomorrow morning"), f"{tomorrow:%H:%M}", tomorrow),
        Preset("monday", _("Monday morning"), date_format(monday, "j b H:i"), monday),
    ]
    return [one for one in choices if one.code != "tomorrow" or to_monday != 1]


def chosen(agent: Agent, code: str, given: str, now: datetime) -> datetime | None:
    """Return the moment of a choice; None for none. `given`: what stands in the field, if the code is "at".

    Raises: BadInput."""
    if not code:
        return None
    if code == "at":
        return _read(agent, given)
    preset = next((one for one in presets(agent, now) if one.code == code), None)
    if preset is None:
        raise BadInput(_("Choose when it should leave."))
    return preset.moment


def for_field(agent: Agent, moment: datetime) -> str:
    """Return the moment as a field for day and hour shows it, on the agent's clock."""
    return f"{moment.astimezone(zone_of(agent)):%Y-%m-%dT%H:%M}"


def _read(agent: Agent, given: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise BadInput(_("Choose the day and the hour at which it should leave.")) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone_of(agent))


def _morning(local: datetime, days: int) -> datetime:
    return datetime.combine(local.date() + timedelta(days=days), MORNING, tzinfo=local.tzinfo)
