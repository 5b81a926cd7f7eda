"""Moments and stretches of time as people write them after an operator: 2026-10-01, >2026-10, <7d, hoy, 1..5."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from escalera.core.search.folding import fold

Comparison = tuple[str, Any]  # operator and value of a condition
_SPAN = re.compile(r"([<>]=?)?(\d{1,4})(min|h|d|sem|w|s|mes|m|y|a)\Z")
_DATE = re.compile(r"([<>]=?)?(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\Z")
_DAYS = {"d": 1, "sem": 7, "w": 7, "s": 7, "mes": 30, "m": 30, "y": 365, "a": 365}
_NAMED = {
    "hoy": "today", "today": "today", "hoje": "today", "ayer": "yesterday", "yesterday": "yesterday",
    "ontem": "yesterday", "manana": "tomorrow", "tomorrow": "tomorrow", "amanha": "tomorrow",
}  # fmt: skip
_WEEK = ("esta-semana", "semana", "week", "this-week")
_MONTH = ("este-mes", "mes", "month", "this-month")


def read_moment(text: str, today: datetime, *, ahead: bool = False) -> list[Comparison] | None:
    """Return comparisons that must all hold, or None for what is no moment. `today`: now, on the desk's clocks.

    `ahead`: a stretch of time lies before us ("<2h": within two hours), else behind us."""
    text = fold(text).replace(" ", "")
    if text in _NAMED:
        return [("is", _NAMED[text])]
    if text in _WEEK:
        return [("at_least", (today - timedelta(days=today.weekday())).date().isoformat())]
    if text in _MONTH:
        return [("at_least", today.date().replace(day=1).isoformat())]
    if ".." in text:
        first, _dots, last = text.partition("..")
        return _both(_dated(f">={first}"), _dated(f"<={last}"))
    if found := _SPAN.match(text):
        return [_span(found[1] or "<", int(found[2]), found[3], today, ahead=ahead)]
    return _dated(text)


def _both(first: list[Comparison] | None, last: list[Comparison] | None) -> list[Comparison] | None:
    return first + last if first and last else None


def _span(sign: str, count: int, unit: str, now: datetime, *, ahead: bool) -> Comparison:
    if unit in _DAYS and sign.startswith("<"):
        return "within_days", min(count * _DAYS[unit], 3660)
    hours = {"min": count / 60, "h": count}.get(unit, count * _DAYS.get(unit, 1) * 24)
    if ahead:
        return ("at_most" if sign.startswith("<") else "after"), (now + timedelta(hours=hours)).isoformat()
    then = (now - timedelta(hours=hours)).isoformat()
    return ("at_least" if sign.startswith("<") else "before"), then


def _dated(text: str) -> list[Comparison] | None:
    found = _DATE.match(text)
    if not found:
        return None
    try:
        first, after = _stretch(int(found[2]), int(found[3] or 0), int(found[4] or 0))
    except (ValueError, OverflowError):
        return None
    last = (after - timedelta(days=1)).isoformat()
    begin = first.isoformat()
    return {
        ">": [("after", last)],
        ">=": [("at_least", begin)],
        "<": [("before", begin)],
        "<=": [("at_most", last)],
        None: [("at_least", begin), ("at_most", last)],
    }[found[1]]


def _stretch(year: int, month: int, day: int) -> tuple[date, date]:
    """Return the first day of a year, month or day, and the one after its last."""
    if not 1970 <= year < 2199:
        raise ValueError(year)
    if day:
        return date(year, month, day), date(year, month, day) + timedelta(days=1)
    if month:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return date(year, 1, 1), date(year + 1, 1, 1)
