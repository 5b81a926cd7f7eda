"""Timetables by date, versions of a calendar, working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from escalera.base.calendars import actions, queries
from escalera.base.calendars.hours import Hours, Table, add_working_time, back_to_working_time, working_time
from escalera.base.calendars.models import Calendar, CalendarVersion
from escalera.base.calendars.versions import hours_from, hours_of
from escalera.base.calendars.working_days import add_working_days, closing_of, day_received, days_used, is_working_day
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from tests.cast import NOON, Desk

MADRID = ZoneInfo("Europe/Madrid")
OFFICE = [[(540, 1080)]] * 5 + [[], []]
SHORT = [[(480, 900)]] * 5 + [[], []]  # 08:00-15:00


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


@pytest.fixture
def office(olga: Agent) -> Calendar:
    return actions.add_calendar(name="Office", time_zone="Europe/Madrid", by=olga, at=NOON)


def summer(office: Calendar, by: Agent, **change: object) -> None:
    given = {"name": "Summer", "first": date(2026, 7, 1), "last": date(2026, 8, 31), "week": SHORT, **change}
    actions.set_timetable(calendar_id=office.pk, by=by, at=NOON, **given)  # type: ignore[arg-type]


def test_a_summer_timetable_counts_every_year_between_its_days(olga: Agent, office: Calendar) -> None:
    summer(office, olga)
    hours = hours_of(office)
    days = [date(2026, 6, 30), date(2026, 7, 1), date(2027, 8, 31), date(2027, 9, 1)]
    assert [hours.on(day) for day in days] == [[(540, 1080)], [(480, 900)], [(480, 900)], [(540, 1080)]]


def test_a_timetable_may_go_over_new_year_and_a_holiday_counts_before_it(olga: Agent, office: Calendar) -> None:
    summer(office, olga, name="Christmas", first=date(2026, 12, 22), last=date(2026, 1, 7))
    actions.set_day(calendar_id=office.pk, day=date(2027, 1, 1), name="New Year", by=olga, at=NOON)
    hours = hours_of(office)
    days = [date(2026, 12, 21), date(2026, 12, 22), date(2027, 1, 1), date(2027, 1, 7), date(2027, 1, 8)]
    assert [hours.on(day) for day in days] == [[(540, 1080)], [(480, 900)], [], [(480, 900)], [(540, 1080)]]


def test_a_timetable_of_exact_dates_counts_once(olga: Agent, office: Calendar) -> None:
    summer(office, olga, every_year=False)
    assert [hours_of(office).on(date(year, 7, 1)) for year in (2026, 2027)] == [[(480, 900)], [(540, 1080)]]


def test_a_day_belongs_to_one_timetable(olga: Agent, office: Calendar) -> None:
    summer(office, olga)
    for wrong in (
        {"name": "Fair", "first": date(2026, 8, 31), "last": date(2026, 9, 5)},
        {"name": "Fair", "first": date(2031, 8, 1), "last": date(2031, 8, 2), "every_year": False},
        {"first": date(2026, 10, 1), "last": date(2026, 10, 2)},  # the same name
        {"name": "Fair", "first": date(2026, 10, 2), "last": date(2026, 10, 1), "every_year": False},
        {"name": "Fair", "week": [[]] * 6},
    ):
        with pytest.raises(BadInput):
            summer(office, olga, **wrong)
    assert [table.name for table in queries.timetables_of(office)] == ["Summer"]


def test_a_timetable_is_changed_and_removed_by_who_keeps_the_settings(
    desk: Desk, olga: Agent, office: Calendar
) -> None:
    summer(office, olga)
    (table,) = queries.timetables_of(office)
    with pytest.raises(NotAllowed):
        summer(office, desk.amira, timetable_id=table.pk)
    summer(office, olga, timetable_id=table.pk, name="Long summer", first=date(2026, 6, 15))
    assert [one.name for one in queries.timetables_of(office)] == ["Long summer"]
    actions.remove_timetable(timetable_id=table.pk, by=olga, at=NOON)
    assert queries.timetables_of(office) == []


def test_every_change_leaves_a_version_that_measures_as_it_did(olga: Agent, office: Calendar) -> None:
    summer(office, olga)
    actions.set_day(calendar_id=office.pk, day=date(2026, 7, 2), name="Town", by=olga, at=NOON)
    versions = list(CalendarVersion.objects.filter(calendar=office).order_by("number"))
    july = (datetime(2026, 7, 1, tzinfo=MADRID), datetime(2026, 7, 3, tzinfo=MADRID))
    worked = [working_time(hours_from(version.data), *july) for version in versions]
    assert [version.number for version in versions] == [1, 2, 3]
    assert worked == [timedelta(hours=18), timedelta(hours=14), timedelta(hours=7)]


def test_versions_outlive_their_calendar(olga: Agent, office: Calendar) -> None:
    other = actions.add_calendar(name="Other", time_zone="UTC", by=olga, at=NOON)
    other_id = other.pk
    actions.remove_calendar(calendar_id=other_id, by=olga, at=NOON)
    assert list(CalendarVersion.objects.filter(calendar=other_id).values_list("name", "number")) == [("Other", 1)]


def test_a_working_day_ends_with_its_last_hours() -> None:
    hours = Hours(MADRID, OFFICE, {date(2026, 3, 4): [(540, 600)], date(2026, 3, 5): []})
    monday = date(2026, 3, 2)
    assert [add_working_days(hours, monday, count) for count in (0, 1, 2, 3, -1)] == [
        monday, date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 6), date(2026, 2, 27),
    ]  # fmt: skip
    assert closing_of(hours, date(2026, 3, 4)) == datetime(2026, 3, 4, 10, 0, tzinfo=MADRID)
    assert (
        days_used(hours, monday, datetime(2026, 3, 2, 10, tzinfo=MADRID), datetime(2026, 3, 6, 18, tzinfo=MADRID))
        == 3
    )


def test_a_calendar_that_never_opens_ends_every_search() -> None:
    never = Hours(MADRID, [[]] * 7)
    assert add_working_time(never, NOON, timedelta(hours=1)) is None
    assert add_working_time(never, NOON, timedelta(hours=-1)) is None
    assert add_working_days(never, NOON.date(), 3) is None
    assert back_to_working_time(never, NOON) is None


weeks = some.lists(
    some.lists(some.tuples(some.integers(0, 23), some.integers(1, 8)), max_size=1).map(
        lambda found: [(a * 60, min(a * 60 + b * 60, 1440)) for a, b in found]
    ),
    min_size=7,
    max_size=7,
)
instants = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001


@settings(deadline=None)
@given(weeks, instants, some.integers(1, 6000))
def test_what_is_added_is_what_lies_between(week: list[list[tuple[int, int]]], at: datetime, minutes: int) -> None:
    hours = Hours(MADRID, week, {}, [Table(date(2026, 7, 1), date(2026, 8, 31), True, SHORT)])
    amount = timedelta(minutes=minutes)
    reached = add_working_time(hours, at, amount)
    assert reached is not None
    assert working_time(hours, at, reached) == amount
    assert working_time(hours, at, reached - timedelta(microseconds=1)) < amount


@settings(deadline=None)
@given(weeks, some.dates(date(2026, 1, 1), date(2027, 12, 31)), some.integers(1, 40))
def test_working_days_are_counted_one_by_one(week: list[list[tuple[int, int]]], day: date, count: int) -> None:
    hours = Hours(MADRID, week)
    reached = add_working_days(hours, day, count)
    if reached is None:
        assert not any(week)
        return
    received = day_received(hours, day)
    assert received is not None
    between = [received + timedelta(days=n) for n in range(1, (reached - received).days + 1)]
    assert sum(is_working_day(hours, one) for one in between) == count
    assert is_working_day(hours, reached)
