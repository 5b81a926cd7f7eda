"""Until when somebody may answer: working minutes on a team's own calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalera.base.calendars import hours as arithmetic
from escalera.base.calendars.models import Calendar
from escalera.base.calendars.queries import default_calendar, hours_of
from escalera.base.people.models import Team


def answer_until(team: Team, at: datetime) -> datetime:
    """Return when an offer to the team ends: its level's minutes of its working time; of calendar time if it has none."""
    return working_moment(team.calendar or default_calendar(), at, team.level.accept_within_min)


def working_moment(calendar: Calendar | None, at: datetime, minutes: int) -> datetime:
    """Return the moment `minutes` of working time after `at`; calendar minutes without hours, or if they never come."""
    amount = timedelta(minutes=minutes)
    found = arithmetic.add_working_time(hours_of(calendar), at, amount) if calendar is not None else None
    return found or at + amount
