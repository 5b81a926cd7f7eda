"""The arithmetic against answers that others have worked out."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bench.mail_sets import DATA_SETS
from escalera.base.calendars import hours as arithmetic
from escalera.base.calendars.hours import DAY_MIN, Hours, is_open, working_time
from escalera.base.calendars.working_days import add_working_days, is_working_day

pytestmark = pytest.mark.realdata
VECTORS = DATA_SETS / "business_hours" / "vectors.json"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)


def spans(pairs: list[list[str]]) -> list[tuple[int, int]]:
    return [(minutes(a), min(minutes(b), DAY_MIN)) for a, b in pairs]


def hours_of(config: dict[str, Any]) -> Hours:
    week = [spans(config["working_hours"].get(day, [])) for day in WEEK]
    days = {date.fromisoformat(day): spans(pairs) for day, pairs in config["holiday_hours"].items()}
    days.update({date.fromisoformat(day): [] for day in config["holidays"]})
    return Hours(ZoneInfo(config["time_zone"]), week, days)


def moment(text: str, hours: Hours) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=hours.zone)


INSTANTS = {
    "advance_to_working_time": arithmetic.opening_after,
    "advance_to_closing_time": arithmetic.end_of_shift,
    "next_working_time": arithmetic.next_start,
    "return_to_working_time": arithmetic.back_to_working_time,
}
SPANS = {"add_seconds": "seconds", "add_minutes": "minutes", "add_hours": "hours"}


def answer(op: str, args: list[Any], hours: Hours) -> Any:
    if op == "working_time_between":
        return round(working_time(hours, *(moment(one, hours) for one in args)) / timedelta(seconds=1))
    if op == "in_working_hours?":
        return is_open(hours, moment(args[0], hours))
    if op == "working_day?":
        return is_working_day(hours, date.fromisoformat(args[0]))
    if op == "add_days":
        return days_later(args[0], args[1], hours)
    if op in SPANS:
        found = arithmetic.add_working_time(hours, moment(args[0], hours), timedelta(**{SPANS[op]: args[1]}))
    else:
        found = INSTANTS[op](hours, moment(args[0], hours))
    assert found is not None
    return to_second(found)


def to_second(at: datetime) -> datetime:
    """Round as the vectors do."""
    return (at + timedelta(milliseconds=500)).replace(microsecond=0)


def days_later(text: str, count: int, hours: Hours) -> date | datetime:
    """A day gives a day; an instant gives the same time of day."""
    day = add_working_days(hours, date.fromisoformat(text[:10]), count)
    assert day is not None
    return day if len(text) == 10 else moment(f"{day}{text[10:]}", hours)


def expected_of(text: Any, hours: Hours) -> Any:
    if not isinstance(text, str):
        return text
    return date.fromisoformat(text) if len(text) == 10 else moment(text, hours)


def test_all_undisputed_vectors() -> None:
    if not VECTORS.exists():
        pytest.skip(f"the real inputs are not in {DATA_SETS} (set ESCALERA_DATA_SETS)")
    vectors = [one for one in json.loads(VECTORS.read_text()) if not one.get("disputed")]
    wrong = []
    for one in vectors:
        hours = hours_of(one["config"])
        given, expected = answer(one["op"], one["args"], hours), expected_of(one["expected"], hours)
        if given != expected:
            wrong.append((one["case"], given, expected))
    assert wrong == []
    assert len(vectors) == 121
