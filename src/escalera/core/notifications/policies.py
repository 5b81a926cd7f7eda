"""When somebody may be disturbed: never in their quiet hour or absence, and as a rule only in working hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from escalera.base.calendars.models import Calendar
from escalera.base.calendars.queries import is_open_at, next_opening
from escalera.base.people.models import Absence, Agent, Team
from escalera.base.settings.models import Company
from escalera.core.notifications.choices import ALWAYS, URGENT, Rhythm
from escalera.core.notifications.models import Reach

GATHER = timedelta(minutes=1)  # what comes in one breath goes out in one mail
HOUR = timedelta(hours=1)
DAYS_AHEAD = 14  # further than that nobody plans a daily mail


@dataclass(frozen=True, slots=True)
class Person:
    """What decides when somebody may be disturbed, read once. `calendar`: None if nobody ever wrote working hours."""

    agent: Agent
    reach: Reach
    calendar: Calendar | None
    absences: tuple[Absence, ...]

    @classmethod
    def read(cls, agent: Agent, reach: Reach, at: datetime) -> Person:
        away = Absence.objects.filter(Q(until__isnull=True) | Q(until__gt=at), agent=agent).order_by("since")
        return cls(agent, reach, calendar_of(agent), tuple(away))


def calendar_of(agent: Agent) -> Calendar | None:
    """Return the agent's own working hours, else their team's, else the company's."""
    if agent.calendar_id is not None:
        return agent.calendar
    team = Team.objects.filter(agents=agent, calendar__isnull=False).select_related("calendar").order_by("pk").first()
    if team is not None:
        return team.calendar
    return Company.get().calendar or Calendar.objects.filter(is_default=True).first()


def push_at(person: Person, kind: str, at: datetime) -> datetime | None:
    """Return the first moment from `at` on at which the person's screens may ring; None if nobody knows when."""
    if kind in ALWAYS:
        return at
    passes = kind in URGENT and person.reach.urgent_always
    return _free_from(person, at, in_hours=person.reach.only_working_hours and not passes)


def mail_at(person: Person, kind: str, at: datetime) -> datetime | None:
    """Return when the person's next mail goes, in the rhythm that they chose; None if nobody knows when."""
    rhythm = person.reach.rhythm
    if rhythm == Rhythm.DAILY:
        return _daily(person, at)
    wanted = at + GATHER
    if rhythm == Rhythm.HOURLY and person.reach.mailed_at is not None:
        wanted = max(wanted, person.reach.mailed_at + HOUR)
    return push_at(person, kind, wanted)


def is_away(person: Person, at: datetime) -> bool:
    return any(one.since <= at and (one.until is None or at < one.until) for one in person.absences)


def _free_from(person: Person, at: datetime, *, in_hours: bool) -> datetime | None:
    """Step over quiet time, absences and closed hours until none of them holds the moment."""
    moment = max(at, person.reach.quiet_until or at)
    for _step in range(DAYS_AHEAD):
        away = next((one for one in person.absences if one.since <= moment and _lasts(one, moment)), None)
        if away is not None:
            if away.until is None:
                return None
            moment = away.until
        elif in_hours and person.calendar is not None and not is_open_at(person.calendar, moment):
            opening = next_opening(person.calendar, moment)
            if opening is None:
                return None
            moment = opening
        else:
            return moment
    return None


def _lasts(absence: Absence, moment: datetime) -> bool:
    return absence.until is None or moment < absence.until


def _daily(person: Person, at: datetime) -> datetime | None:
    """The chosen hour of the next day on which the person works at all."""
    zone = _zone(person)
    clock = time(person.reach.daily_min // 60, person.reach.daily_min % 60)
    day = at.astimezone(zone).date()
    for ahead in range(DAYS_AHEAD):
        moment = datetime.combine(day + timedelta(days=ahead), clock, tzinfo=zone).astimezone(UTC)
        if moment > at and _works_on(person, moment) and _free_from(person, moment, in_hours=False) == moment:
            return moment
    return None


def _works_on(person: Person, moment: datetime) -> bool:
    if person.calendar is None or not person.reach.only_working_hours:
        return True
    zone = _zone(person)
    midnight = datetime.combine(moment.astimezone(zone).date(), time(), tzinfo=zone)
    opening = next_opening(person.calendar, midnight.astimezone(UTC))
    return opening is not None and opening.astimezone(zone).date() == midnight.date()


def _zone(person: Person) -> ZoneInfo:
    name = person.calendar.time_zone if person.calendar else person.agent.time_zone
    return ZoneInfo(name) if name else ZoneInfo(timezone.get_default_timezone_name())
