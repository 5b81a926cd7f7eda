from __future__ import annotations

from datetime import date

import pytest

from escalera.base.calendars import actions, queries
from escalera.base.calendars.models import Calendar, Holiday, Interval
from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from tests.cast import NOON, Desk, later

OFFICE = [[(540, 1080)]] * 5 + [[], []]


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


@pytest.fixture
def office(olga: Agent) -> Calendar:
    return actions.add_calendar(name="Office", time_zone="Europe/Madrid", by=olga, at=NOON)


def stored(calendar: Calendar) -> list[tuple[int, int, int]]:
    return list(Interval.objects.filter(calendar=calendar).values_list("weekday", "from_min", "to_min"))


def edit(calendar: Calendar, by: Agent, week: list[list[tuple[int, int]]], **more: object) -> Calendar:
    given = {"calendar_id": calendar.pk, "name": calendar.name, "time_zone": "Europe/Madrid", "at": NOON, **more}
    return actions.edit_calendar(week=week, by=by, **given)  # type: ignore[arg-type]


def test_only_who_keeps_the_settings_changes_hours(desk: Desk, office: Calendar) -> None:
    with pytest.raises(NotAllowed):
        actions.add_calendar(name="Mine", time_zone="Europe/Madrid", by=desk.amira, at=NOON)
    with pytest.raises(NotAllowed):
        actions.set_day(calendar_id=office.pk, day=date(2026, 5, 1), name="x", by=desk.sara, at=NOON)


def test_the_first_hours_are_the_companys_and_each_change_is_a_fact(olga: Agent, office: Calendar) -> None:
    night = actions.add_calendar(name="Night", time_zone="America/Bogota", by=olga, at=NOON, week=[[(1320, 360)]] * 7)
    assert (office.is_default, night.is_default) == (True, False)
    edit(night, olga, [[(1320, 360)]] * 7, is_default=True)
    assert queries.default_calendar() == night
    facts = Event.objects.filter(name__startswith="calendar.").values_list("name", "data__calendar")
    assert list(facts) == [("calendar.added", "Office"), ("calendar.added", "Night"), ("calendar.changed", "Night")]


def test_a_shift_over_midnight_goes_on_in_the_next_morning(olga: Agent, office: Calendar) -> None:
    edit(office, olga, [[], [], [], [], [(1320, 360)], [], [(1380, 60)]])
    assert stored(office) == [(0, 0, 60), (4, 1320, 1440), (5, 0, 360), (6, 1380, 1440)]


@pytest.mark.parametrize(
    "spans",
    [
        [(540, 540)],
        [(540, 700), (600, 800)],
        [(-1, 60)],
        [(0, 1441)],
        [(1440, 60)],
        [(60 * n, 60 * n + 1) for n in range(13)],
    ],
)
def test_hours_that_cannot_be_are_refused_and_nothing_changes(
    olga: Agent, office: Calendar, spans: list[tuple[int, int]]
) -> None:
    before = stored(office)
    with pytest.raises(BadInput):
        edit(office, olga, [spans] + [[]] * 6)
    assert stored(office) == before


def test_a_name_is_taken_once_and_a_zone_must_exist(olga: Agent, office: Calendar) -> None:
    for name, zone in (("Office", "Europe/Madrid"), ("", "Europe/Madrid"), ("Other", "Europe/Atlantis")):
        with pytest.raises(BadInput):
            actions.add_calendar(name=name, time_zone=zone, by=olga, at=NOON)


def test_the_companys_hours_stay_and_others_go(olga: Agent, office: Calendar, desk: Desk) -> None:
    other = actions.add_calendar(name="Other", time_zone="Europe/Madrid", by=olga, at=NOON)
    desk.front.calendar = other
    desk.front.save()
    with pytest.raises(actions.CannotRemove):
        actions.remove_calendar(calendar_id=office.pk, by=olga, at=NOON)
    actions.remove_calendar(calendar_id=other.pk, by=olga, at=NOON)
    desk.front.refresh_from_db()
    assert (desk.front.calendar_id, Calendar.objects.count()) == (None, 1)


def test_days_taken_again_replace_those_of_the_same_source_and_spare_what_was_set_by_hand(
    olga: Agent, office: Calendar
) -> None:
    may, june, july = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
    actions.set_day(calendar_id=office.pk, day=may, name="Short", hours=[(540, 780)], by=olga, at=NOON)
    take = {"calendar_id": office.pk, "source": "ES", "by": olga, "at": later(1)}
    assert actions.take_days(days={may: "Labour", june: "June"}, **take) == 1  # type: ignore[arg-type]
    assert actions.take_days(days={may: "Labour", july: "July"}, **take) == 1  # type: ignore[arg-type]
    days = list(Holiday.objects.values_list("day", "name", "hours", "source"))
    assert days == [(may, "Short", [[540, 780]], ""), (july, "July", [], "ES")]
    actions.clear_day(calendar_id=office.pk, day=july, by=olga, at=NOON)
    assert [day.day for day in queries.holidays_of(office, year=2026)] == [may]
