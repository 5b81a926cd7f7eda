from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from escalera.base.calendars.hours import Hours, closing_after, is_open, opening_after, working_time
from escalera.base.calendars.models import Calendar, Holiday, Interval
from escalera.base.calendars.queries import is_open_at, next_opening, working_minutes_between

MADRID = ZoneInfo("Europe/Madrid")
OFFICE = [[(540, 840), (960, 1140)]] * 5 + [[], []]  # 09:00-14:00 and 16:00-19:00, Monday to Friday
NIGHT = [[(0, 360), (1320, 1440)]] * 7  # 22:00-06:00


def madrid(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=MADRID)


@pytest.mark.parametrize(
    ("clock", "is_it"),
    [("08:59", False), ("09:00", True), ("13:59", True), ("14:00", False), ("16:00", True), ("19:00", False)],
)
def test_a_split_shift_is_open_twice_and_its_ends_are_closed(clock: str, is_it: bool) -> None:
    assert is_open(Hours(MADRID, OFFICE), madrid("2026-03-02", clock)) is is_it


def test_the_next_opening_is_now_or_the_next_shift_or_after_the_weekend_and_the_holiday() -> None:
    hours = Hours(MADRID, OFFICE, {date(2026, 3, 9): []})
    asked = [("2026-03-05", "10:00"), ("2026-03-05", "15:00"), ("2026-03-06", "19:00")]
    assert [opening_after(hours, madrid(*one)) for one in asked] == [
        madrid("2026-03-05", "10:00"),
        madrid("2026-03-05", "16:00"),
        madrid("2026-03-10", "09:00"),
    ]


def test_a_day_may_have_other_hours_than_its_weekday() -> None:
    hours = Hours(MADRID, OFFICE, {date(2026, 12, 24): [(540, 780)]})
    assert working_time(hours, madrid("2026-12-24", "00:00"), madrid("2026-12-25", "00:00")) == timedelta(hours=4)


def test_who_never_opens_has_no_next_opening() -> None:
    assert opening_after(Hours(MADRID, [[]] * 7), madrid("2026-03-05", "10:00")) is None


@pytest.mark.parametrize(
    ("evening", "morning", "worked_h"),
    [("2026-03-28", "2026-03-29", 7), ("2026-10-24", "2026-10-25", 9), ("2026-06-01", "2026-06-02", 8)],
)
def test_a_night_shift_lasts_as_long_as_the_night_does(evening: str, morning: str, worked_h: int) -> None:
    worked = working_time(Hours(MADRID, NIGHT), madrid(evening, "22:00"), madrid(morning, "06:00"))
    assert worked == timedelta(hours=worked_h)


def test_a_shift_over_midnight_closes_in_the_morning() -> None:
    hours = Hours(MADRID, NIGHT)
    assert closing_after(hours, madrid("2026-06-01", "23:00")) == madrid("2026-06-02", "06:00")
    assert closing_after(hours, madrid("2026-06-01", "12:00")) is None


def test_a_shift_in_the_hour_that_the_clock_skips_does_not_take_place() -> None:
    hours = Hours(MADRID, [[]] * 6 + [[(130, 170)]])
    assert working_time(hours, madrid("2026-03-29", "00:00"), madrid("2026-03-30", "00:00")) == timedelta(minutes=40)
    skipped = Hours(MADRID, [[]] * 6 + [[(120, 180)]])
    assert working_time(skipped, madrid("2026-03-29", "00:00"), madrid("2026-03-30", "00:00")) == timedelta()


instants = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy


@unhurried
@given(instants, instants, instants)
def test_working_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    hours = Hours(MADRID, OFFICE, {date(2026, 5, 1): []})
    whole = working_time(hours, one, three)
    assert working_time(hours, one, two) + working_time(hours, two, three) == whole
    assert working_time(hours, three, one) == -whole


@unhurried
@given(instants)
def test_nothing_is_worked_before_the_next_opening_and_it_is_open_then(at: datetime) -> None:
    hours = Hours(MADRID, NIGHT)
    opening = opening_after(hours, at)
    assert opening is not None
    assert is_open(hours, opening)
    assert working_time(hours, at, opening) == timedelta()


def test_a_stored_calendar_answers_and_none_is_always_open(db: None) -> None:
    calendar = Calendar.objects.create(name="Bogotá", time_zone="America/Bogota")
    Interval.objects.create(calendar=calendar, weekday=0, from_min=480, to_min=1020)
    Holiday.objects.create(calendar=calendar, day=date(2026, 3, 9), name="x")
    monday = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # 07:00 in Bogotá
    assert (is_open_at(calendar, monday), is_open_at(None, monday)) == (False, True)
    assert next_opening(calendar, monday) == monday + timedelta(hours=1)
    assert next_opening(calendar, monday + timedelta(days=1)) == datetime(2026, 3, 16, 13, 0, tzinfo=UTC)
    assert (next_opening(None, monday), working_minutes_between(None, monday, monday + timedelta(hours=2))) == (
        monday,
        120,
    )
    assert working_minutes_between(calendar, monday, monday + timedelta(hours=3)) == 120
    assert working_minutes_between(calendar, monday + timedelta(hours=3), monday) == -120
