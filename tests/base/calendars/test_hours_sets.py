"""The arithmetic against answers that others have worked out."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bench.mail_sets import DATA_SETS
from escalera.base.calendars.hours import DAY_MIN, Hours, is_open, opening_after, working_time

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


def answer(op: str, args: list[Any], hours: Hours) -> Any:
    if op == "working_time_between":
        return round(working_time(hours, *(moment(one, hours) for one in args)) / timedelta(seconds=1))
    if op == "in_working_hours?":
        return is_open(hours, moment(args[0], hours))
    opening = opening_after(hours, moment(args[0], hours))
    assert opening is not None
    return opening


def test_all_vectors_of_what_we_compute() -> None:
    if not VECTORS.exists():
        pytest.skip(f"the real inputs are not in {DATA_SETS} (set ESCALERA_DATA_SETS)")
    ours = ("working_time_between", "in_working_hours?", "advance_to_working_time")
    wrong, seen = [], 0
    for one in json.loads(VECTORS.read_text()):
        if one["op"] not in ours or one.get("disputed"):
            continue
        seen += 1
        hours = hours_of(one["config"])
        given, expected = answer(one["op"], one["args"], hours), one["expected"]
        if isinstance(given, datetime):
            expected = moment(expected, hours)
        if given != expected:
            wrong.append((one["case"], given, expected))
    assert wrong == []
    assert seen > 30
