"""When somebody may be disturbed. Amira works from 9 to 13 and from 15 to 18 in Bogotá (UTC-5), Monday to Friday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from escalera.base.calendars.models import Calendar, Holiday, Interval
from escalera.base.people.models import Absence, Agent
from escalera.base.refusals import BadInput
from escalera.base.settings.models import Company
from escalera.core.notifications.actions import be_quiet
from escalera.core.notifications.models import Reach
from escalera.core.notifications.policies import Person, calendar_of, mail_at, push_at
from tests.cast import Desk

pytestmark = pytest.mark.django_db


def bogota(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2026 (the 2nd is a Monday) on the clocks of Bogotá."""
    return datetime(2026, 3, day, hour + 5 if hour < 19 else hour - 19, minute, tzinfo=UTC) + timedelta(
        days=1 if hour >= 19 else 0
    )


@pytest.fixture
def hours(db: None) -> Calendar:
    calendar = Calendar.objects.create(name="Bogotá", time_zone="America/Bogota")
    for weekday in range(5):
        for start, end in ((9, 13), (15, 18)):
            Interval.objects.create(calendar=calendar, weekday=weekday, from_min=start * 60, to_min=end * 60)
    return calendar


def person(agent: Agent, at: datetime, **reach: object) -> Person:
    return Person.read(agent, Reach(agent=agent, **reach), at)


def works_by(agent: Agent, calendar: Calendar) -> Agent:
    agent.calendar = calendar
    agent.save()
    return agent


@pytest.mark.parametrize(
    ("at", "rings"),
    [
        (bogota(2, 10), bogota(2, 10)),
        (bogota(2, 13), bogota(2, 15)),  # an interval's end is closed
        (bogota(2, 20), bogota(3, 9)),
        (bogota(6, 18), bogota(9, 9)),  # over the weekend
    ],
)
def test_screens_ring_only_in_working_hours(desk: Desk, hours: Calendar, at: datetime, rings: datetime) -> None:
    amira = works_by(desk.amira, hours)
    assert push_at(person(amira, at), "replied", at) == rings


def test_what_is_urgent_passes_if_the_person_allows_it(desk: Desk, hours: Calendar) -> None:
    amira, night = works_by(desk.amira, hours), bogota(2, 20)
    assert push_at(person(amira, night), "mentioned", night) == bogota(3, 9)
    allowed = person(amira, night, urgent_always=True)
    assert push_at(allowed, "mentioned", night) == night
    assert push_at(allowed, "replied", night) == bogota(3, 9)
    assert push_at(person(amira, night, only_working_hours=False), "replied", night) == night


def test_quiet_and_absence_hold_everything_back(desk: Desk, hours: Calendar) -> None:
    amira, at = works_by(desk.amira, hours), bogota(2, 10)
    assert push_at(person(amira, at, quiet_until=bogota(2, 14), urgent_always=True), "asked", at) == bogota(2, 14)
    assert push_at(person(amira, at, quiet_until=bogota(2, 14)), "replied", at) == bogota(2, 15)
    away = Absence.objects.create(agent=amira, since=bogota(2, 9), until=bogota(4, 0), set_by=amira)
    assert push_at(person(amira, at, urgent_always=True), "asked", at) == bogota(4, 0)
    assert push_at(person(amira, at), "replied", at) == bogota(4, 9)
    away.until = None
    away.save()
    assert push_at(person(amira, at), "asked", at) is None
    assert mail_at(person(amira, at), "asked", at) is None


def test_mails_go_at_once_hourly_or_daily(desk: Desk, hours: Calendar) -> None:
    amira, at, minute = works_by(desk.amira, hours), bogota(2, 10), timedelta(minutes=1)
    assert mail_at(person(amira, at, rhythm="at-once"), "replied", at) == at + minute
    assert mail_at(person(amira, at, rhythm="hourly"), "replied", at) == at + minute
    lately = person(amira, at, rhythm="hourly", mailed_at=bogota(2, 9, 30))
    assert mail_at(lately, "replied", at) == bogota(2, 10, 30)
    daily = person(amira, at, rhythm="daily", daily_min=8 * 60 + 30)
    assert mail_at(daily, "replied", at) == bogota(3, 8, 30)
    assert mail_at(daily, "replied", bogota(6, 10)) == bogota(9, 8, 30)
    Holiday.objects.create(calendar=hours, day="2026-03-09")
    assert mail_at(daily, "replied", bogota(6, 10)) == bogota(10, 8, 30)


def test_a_daily_mail_keeps_its_hour_over_the_clocks_change(desk: Desk) -> None:
    madrid = Calendar.objects.create(name="Madrid", time_zone="Europe/Madrid")
    for weekday in range(7):
        Interval.objects.create(calendar=madrid, weekday=weekday, from_min=0, to_min=1440)
    amira = works_by(desk.amira, madrid)
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    one = person(amira, before, rhythm="daily", daily_min=540)
    assert mail_at(one, "replied", before - timedelta(days=1)) == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert mail_at(one, "replied", before) == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_the_hours_are_the_persons_else_the_teams_else_the_companys(desk: Desk, hours: Calendar) -> None:
    company, team = (Calendar.objects.create(name=name, time_zone="UTC") for name in ("All", "Front"))
    assert calendar_of(desk.amira) is None
    Company.objects.update_or_create(pk=Company.get().pk, defaults={"calendar": company})
    assert calendar_of(desk.amira) == company
    desk.front.calendar = team
    desk.front.save()
    assert calendar_of(desk.amira) == team
    assert calendar_of(works_by(desk.amira, hours)) == hours


def test_quiet_lasts_a_week_at_most_and_ends_when_told(desk: Desk) -> None:
    at = bogota(2, 10)
    assert be_quiet(until=bogota(2, 11), by=desk.amira, at=at).quiet_until == bogota(2, 11)
    assert be_quiet(until=None, by=desk.amira, at=at).quiet_until is None
    for wrong in (at, bogota(20, 10)):
        with pytest.raises(BadInput):
            be_quiet(until=wrong, by=desk.amira, at=at)
