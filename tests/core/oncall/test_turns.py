"""Who is on call when, as a pure function."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from escalera.base.calendars.hours import Hours
from escalera.core.oncall.turns import Away, Because, Line, Plan, Shift, Taken, chain, gaps, on_call, shifts

MADRID = ZoneInfo("Europe/Madrid")
DAY = timedelta(days=1)
A, B, C = 1, 2, 3


def local(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID).astimezone(UTC)


def line(*people: int, days: int = 7, at: int = 9 * 60, **more: object) -> Line:
    values = {"key": 1, "zone": MADRID, "starts_on": date(2026, 3, 2), "handover_min": at, "days": days, **more}
    return Line(people=people, **values)  # type: ignore[arg-type]


def told(found: list[Shift]) -> list[tuple[int | None, datetime, datetime]]:
    return [(one.agent, one.since, one.until) for one in found]


def test_the_turn_goes_round_at_the_hour_of_the_handover() -> None:
    plan = Plan((line(A, B, C),))
    asked = [local(2, 9), local(9, 8, 59), local(9, 9), local(16, 9), local(23, 9)]
    assert [on_call(plan, at) for at in asked] == [A, A, B, C, A]


def test_before_the_first_turn_nobody_is_on_call() -> None:
    plan = Plan((line(A, B),))
    assert on_call(plan, local(2, 8, 59)) is None
    assert gaps(plan, local(1, 9), local(3, 9)) == [(local(1, 9), local(2, 9))]


def test_a_turn_over_the_change_of_the_clock_ends_at_the_same_hour() -> None:
    plan = Plan((line(A, B, days=1),))
    days = told(shifts(plan, local(28, 9), local(31, 9)))  # summer time begins on 29 March
    assert days == [(A, local(28, 9), local(29, 9)), (B, local(29, 9), local(30, 9)), (A, local(30, 9), local(31, 9))]
    assert days[0][2] - days[0][1] == timedelta(hours=23)


def test_a_handover_in_the_hour_that_is_skipped_or_comes_twice_loses_and_doubles_nothing() -> None:
    for month, day in ((3, 29), (10, 25)):
        plan = Plan((line(A, B, days=1, at=150),))
        since, until = local(day - 2, 12, 0, month), local(day + 2, 12, 0, month)
        found = shifts(plan, since, until)
        assert [one.agent for one in found] == [found[0].agent, *(3 - x.agent for x in found[:-1])]  # type: ignore[operator]
        assert gaps(plan, since, until) == []


def test_layers_divide_day_and_night_and_back_each_other_up() -> None:
    work = Hours(MADRID, [[(540, 1080)]] * 5 + [[], []])
    day, night = line(A, hours=work), line(B, hours=work, outside=True, key=2)
    plan = Plan((day, night, line(C, key=3)))
    assert [chain(plan, local(3, hour)) for hour in (10, 20)] == [[A, C], [B, C]]
    assert on_call(plan, local(7, 12)) == B  # Saturday
    assert told(shifts(Plan((day, night)), local(3, 8), local(3, 19))) == [
        (A, local(3, 9), local(3, 18)), (B, local(3, 8), local(3, 9)), (B, local(3, 18), local(3, 19)),
    ]  # fmt: skip


def test_who_takes_a_span_has_it_and_the_last_word_counts() -> None:
    taken = (Taken(C, local(3, 9), local(4, 9)), Taken(B, local(3, 12), local(3, 15)))
    found = shifts(Plan((line(A, B, taken=taken),)), local(3, 0), local(4, 12))
    assert told(found) == [
        (A, local(3, 0), local(3, 9)), (C, local(3, 9), local(3, 12)), (B, local(3, 12), local(3, 15)),
        (C, local(3, 15), local(4, 9)), (A, local(4, 9), local(4, 12)),
    ]  # fmt: skip
    assert {one.planned for one in found} == {A}


def test_who_is_away_is_skipped_to_the_next_and_this_is_told() -> None:
    away = (Away(A, local(3, 9), local(4, 9)), Away(B, local(3, 12), None))
    found = shifts(Plan((line(A, B, C),), away), local(3, 0), local(4, 10))
    assert [(one.agent, one.planned, one.because) for one in found] == [
        (A, A, Because.TURN), (B, A, Because.AWAY), (C, A, Because.AWAY), (A, A, Because.TURN),
    ]  # fmt: skip


def test_when_everybody_is_away_there_is_a_gap() -> None:
    plan = Plan((line(A, B),), (Away(A, local(3, 0), local(5, 0)), Away(B, local(4, 0), None)))
    assert on_call(plan, local(4, 12)) is None
    assert gaps(plan, local(3, 0), local(6, 0)) == [(local(4, 0), local(5, 0))]


def test_who_took_a_span_and_is_away_then_is_replaced_by_the_turn() -> None:
    plan = Plan((line(A, B, taken=(Taken(C, local(3, 0), local(4, 0)),)),), (Away(C, local(3, 6), None),))
    assert [on_call(plan, at) for at in (local(3, 5), local(3, 7))] == [C, A]


zones = st.sampled_from([ZoneInfo(name) for name in ("Europe/Madrid", "America/Santiago", "Asia/Kathmandu", "UTC")])
moments = st.integers(0, 60 * 24 * 400).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
weeks = st.lists(st.sampled_from([[], [(540, 1080)], [(0, 480), (1200, 1440)]]), min_size=7, max_size=7)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    zone = draw(zones)
    lines = []
    for key in range(draw(st.integers(1, 3))):
        hours = draw(st.none() | weeks.map(lambda week: Hours(zone, week)))
        spans = draw(st.lists(st.tuples(st.integers(1, 5), moments, st.integers(1, 20_000)), max_size=3))
        lines.append(
            Line(
                key, tuple(draw(st.lists(st.integers(1, 5), max_size=4, unique=True))), zone,
                date(2026, 1, 1) + DAY * draw(st.integers(0, 30)), draw(st.integers(0, 1439)), draw(st.sampled_from([1, 2, 7, 14])),
                hours, draw(st.booleans()),
                tuple(Taken(agent, since, since + timedelta(minutes=long)) for agent, since, long in spans),
            )
        )  # fmt: skip
    gone = draw(st.lists(st.tuples(st.integers(1, 5), moments, st.none() | st.integers(1, 20_000)), max_size=3))
    away = (Away(a, since, None if n is None else since + timedelta(minutes=n)) for a, since, n in gone)
    return Plan(tuple(lines), tuple(away))


@given(plans(), moments, st.integers(1, 40 * 1440), st.integers(0, 10**6))
def test_shifts_say_the_same_as_asking_each_instant(plan: Plan, since: datetime, minutes: int, where: int) -> None:
    until = since + timedelta(minutes=minutes)
    found = shifts(plan, since, until)
    at = since + timedelta(minutes=where % minutes)
    here = {one.line: one.agent for one in found if one.since <= at < one.until}
    first = next((agent for _line, agent in sorted(here.items()) if agent is not None), None)
    assert on_call(plan, at) == first
    assert (first is None) == any(start <= at < end for start, end in gaps(plan, since, until))
    for one in plan.lines:
        mine = [shift for shift in found if shift.line == one.key]
        assert all(a.until <= b.since for a, b in pairwise(mine))
    assert not any(shift.agent in _gone(plan, shift) for shift in found)


def _gone(plan: Plan, shift: Shift) -> set[int]:
    return {
        one.agent for one in plan.away
        if one.since < shift.until and (one.until is None or one.until > shift.since)
    }  # fmt: skip
