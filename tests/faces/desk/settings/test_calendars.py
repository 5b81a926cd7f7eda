"""Working hours of a whole year: timetables, holidays of several places, and what each day is and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from escalera.base.calendars import actions
from escalera.base.calendars.models import Calendar, Holiday, Timetable
from escalera.base.people.actions import add_agent
from escalera.core.clocks.actions import publish_policy, save_policy
from escalera.core.clocks.models import Clock
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts

SUMMER: dict[str, Any] = {
    "name": "Summer", "first": "2026-07-01", "last": "2026-08-31", "every_year": "on",
    **{f"from-{day}": "08:00" for day in range(5)}, **{f"to-{day}": "15:00" for day in range(5)},
}  # fmt: skip


@pytest.fixture
def owner(desk: Desk, enter: Enter) -> Client:
    return enter(add_agent(email="olga@desk.example", name="Olga", password=None, role="owner"))


@pytest.fixture
def office(desk: Desk) -> Calendar:
    olga = add_agent(email="o@desk.example", name="O", password=None, role="owner")
    split = [[(540, 840), (960, 1140)]] * 5 + [[], [(1320, 360)]]  # a night shift begins on Sundays
    return actions.add_calendar(name="Office", time_zone="Europe/Madrid", week=split, by=olga, at=NOON)


def at(calendar: Calendar, rest: str = "") -> str:
    return f"/desk/settings/calendars/{calendar.pk}/{rest}"


def test_a_timetable_is_made_changed_shown_and_taken_away(owner: Client, office: Calendar) -> None:
    assert owner.post(at(office, "timetables/new/"), SUMMER).status_code == 302
    table = Timetable.objects.get()
    assert (table.first, table.last, table.every_year) == (date(2026, 7, 1), date(2026, 8, 31), True)
    assert table.week == [[[480, 900]]] * 5 + [[], []]
    assert texts(owner.get(at(office)), ".lines a.grow") == [
        "Summer July 1 – August 31, every year mon–fri 08:00–15:00"
    ]
    one = at(office, f"timetables/{table.pk}/")
    shown = [box.attributes["value"] for box in node(owner.get(one), "[data-day='0']").css("input")]
    assert shown == ["08:00", "15:00", "", ""]
    owner.post(one, {**SUMMER, "every_year": "", "to-0": "14:00"})
    table.refresh_from_db()
    assert (table.every_year, table.week[0]) == (False, [[480, 840]])
    bad = owner.post(at(office, "timetables/new/"), {**SUMMER, "name": "Again"})
    assert (bad.status_code, texts(bad, "main [role=alert]")) == (
        422, ["These days belong to the timetable “Summer” already."]
    )  # fmt: skip
    owner.post(f"{one}remove/")
    assert not Timetable.objects.exists()


def test_a_timetable_may_go_over_midnight_and_copies_without_script(owner: Client, office: Calendar) -> None:
    given = {"name": "Fair", "first": "2026-12-20", "last": "2027-01-10", "from-5": "22:00", "to-5": "06:00"}
    owner.post(at(office, "timetables/new/"), given)
    assert Timetable.objects.get().week == [[]] * 5 + [[[1320, 1440]], [[0, 360]]]
    shown = node(owner.get(at(office, f"timetables/{Timetable.objects.get().pk}/")), "[data-day='5']").css("input")
    assert [box.attributes["value"] for box in shown] == ["22:00", "06:00", "", ""]
    copied = owner.post(at(office, "timetables/new/"), {**given, "from-0": "10:00", "to-0": "12:00", "copy": "0"})
    clocks = [box.attributes["value"] for box in node(copied, "[data-day='4']").css("input")]
    assert clocks == ["10:00", "12:00", "", ""]


def day_of(owner: Client, calendar: Calendar, day: str) -> tuple[list[str], list[str]]:
    page = owner.get(at(calendar, f"year/?day={day}"))
    return texts(page, "#day .chip"), texts(page, "#day .reasons li")


def test_the_year_says_of_each_day_what_it_is_and_why(owner: Client, office: Calendar) -> None:
    owner.post(at(office, "timetables/new/"), SUMMER)
    owner.post(at(office, "days/country/"), {"country": "ES", "region": "MD"})
    Holiday.objects.create(calendar=office, day="2026-08-14", name="Feast", hours=[[540, 720]])
    Holiday.objects.create(calendar=office, day="2026-05-15", name="San Isidro", source="file")
    assert day_of(owner, office, "2026-03-03") == (
        ["09:00–14:00, 16:00–19:00"], ["The usual week says: 09:00–14:00, 16:00–19:00."]
    )  # fmt: skip
    assert day_of(owner, office, "2026-07-02") == (
        ["08:00–15:00"],
        ["Timetable “Summer” (July 1 – August 31): 08:00–15:00.", "The usual week says: 09:00–14:00, 16:00–19:00."],
    )
    chips, why = day_of(owner, office, "2026-08-14")
    assert (chips, why[0], len(why)) == (["09:00–12:00"], "Only open then: Feast. Set by hand.", 3)
    assert day_of(owner, office, "2026-05-15")[1][0] == "Closed: San Isidro. From an iCal file."
    chips, why = day_of(owner, office, "2026-05-01")
    assert (chips, why[0].endswith("Public holiday of Spain, Madrid.")) == (["closed"], True)
    page = owner.get(at(office, "year/?year=2026"))
    kinds = {
        link.attributes["href"]: link.attributes["data-kind"]
        for link in node(page, ".year").css("a")
    }  # fmt: skip
    assert len(kinds) == 365
    assert [kinds[f"?day=2026-{day}"] for day in ("03-03", "03-07", "07-02", "08-14", "05-01")] == [
        "open", "closed", "table", "short", "holiday"
    ]  # fmt: skip
    assert owner.get(at(office, "year/?day=nonsense")).status_code == 200


def test_days_of_a_place_chosen_by_mistake_are_taken_away_at_once(owner: Client, office: Calendar) -> None:
    owner.post(at(office, "days/country/"), {"country": "ES", "region": "MD"})
    Holiday.objects.create(calendar=office, day="2026-05-15", name="San Isidro")
    year = Holiday.objects.filter(source="ES-MD").order_by("-day").values_list("day__year", flat=True)[0]
    before = Holiday.objects.filter(source="ES-MD", day__year=year).count()
    answer = owner.post(at(office, "days/forget/"), {"source": "ES-MD", "year": str(year)}, follow=True)
    assert texts(answer, "main [role=status].notice") == [f"{before} days were taken away."]
    assert not Holiday.objects.filter(source="ES-MD", day__year=year).exists()
    assert Holiday.objects.filter(source="").count() == 1
    assert owner.post(at(office, "days/forget/"), {"year": "2026"}).status_code == 422


def test_the_year_costs_the_same_with_more_days(owner: Client, office: Calendar) -> None:
    counts = []
    for month in (1, 2, 3):
        with CaptureQueriesContext(connection) as queries:
            owner.get(at(office, "year/?year=2026"))
        counts.append(len(queries))
        for day in range(1, 20):
            Holiday.objects.create(calendar=office, day=date(2026, month, day), name="Off")
    assert counts[0] == counts[2]
    assert counts[0] <= 12


def test_a_holiday_noticed_late_is_measured_again_on_purpose(desk: Desk, owner: Client, office: Calendar) -> None:
    olga = add_agent(email="o2@desk.example", name="O2", password=None, role="owner")
    target = {"clock": "resolution", "unit": "working_days", "amount": 5, "when": None, "warn": []}
    policy = save_policy(name="All", kind="sla", by=olga, at=NOON,
                         data={"when": {}, "calendar": office.pk, "targets": [target]})  # fmt: skip
    publish_policy(policy_id=policy.pk, by=olga, at=NOON)
    number = desk.open(at=NOON).ticket_id
    before = Clock.objects.get(ticket=number).due_at
    assert before is not None
    Calendar.objects.update(is_default=True)
    owner.post(at(office, "days/add/"), {"day": "2026-03-04", "name": "Town"})
    page = owner.get(at(office, "again/"))
    assert "Tickets with clocks that run by these hours: 1." in texts(page, "form.box p")[0]
    bad = owner.post(at(office, "again/"), {"reason": " "})
    assert (bad.status_code, texts(bad, "main [role=alert]")) == (422, ["Say why the past is measured again."])
    done = owner.post(at(office, "again/"), {"reason": "It was missing"}, follow=True)
    assert texts(done, "main [role=status].notice") == ["The clocks of 1 ticket are measured again."]
    after = Clock.objects.get(ticket=number).due_at
    assert after is not None
    assert after > before


def test_who_may_not_change_settings_gets_no_page(desk: Desk, enter: Enter, office: Calendar) -> None:
    amira = enter(desk.amira)
    for rest in ("year/", "timetables/new/", "again/"):
        assert amira.get(at(office, rest)).status_code == 403
    assert amira.post(at(office, "timetables/new/"), SUMMER).status_code == 403
    assert not Timetable.objects.exists()
