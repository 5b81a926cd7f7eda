"""Days out of an iCal file: all-day events and their yearly repetitions, nothing else of the format.

A company's holidays come as such a file from calendars and town halls. Times, zones, alarms and any other rule of
repetition are passed over and counted, so that the person who gave the file knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput

LARGEST = 1_000_000  # bytes
MOST_EVENTS = 5_000
LONGEST_STAY = 60  # days that one event may last
_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True)
class FoundDays:
    """`days`: name by date; `passed_over`: events that are no whole days, or that repeat in another way."""

    days: dict[date, str]
    passed_over: int


def read_days(content: bytes, *, years: range) -> FoundDays:
    """Return the file's whole days that fall into `years`. Raises: BadInput (too large, or not iCal)."""
    if len(content) > LARGEST:
        raise BadInput(_("The file is larger than 1 MB."))
    text = _FOLD.sub("", content.decode("utf-8-sig", errors="replace"))
    if "BEGIN:VCALENDAR" not in text[:1000].upper():
        raise BadInput(_("This is not an iCal file: it does not begin with BEGIN:VCALENDAR."))
    found: dict[date, str] = {}
    passed_over = 0
    for number, event in enumerate(_events(text)):
        if number >= MOST_EVENTS:
            raise BadInput(_("The file holds more than %(count)d events.") % {"count": MOST_EVENTS})
        days = _days_of(event, years)
        passed_over += days is None
        for day in days or ():
            found.setdefault(day, _plain(event.get("SUMMARY", "")))
    return FoundDays(found, passed_over)


def _events(text: str) -> Iterator[dict[str, str]]:
    """Yield each event's properties, a property's parameters left out except that a DTSTART may say that it is a day."""
    event: dict[str, str] | None = None
    depth = 0
    for line in text.splitlines():
        name, _colon, value = line.partition(":")
        key = name.partition(";")[0].strip().upper()
        if key == "BEGIN" and value.strip().upper() == "VEVENT":
            event, depth = {}, 0
        elif event is None:
            continue
        elif key == "BEGIN":
            depth += 1
        elif key == "END" and depth:
            depth -= 1
        elif key == "END":
            yield event
            event = None
        elif not depth:
            event.setdefault(key, value.strip())


def _days_of(event: dict[str, str], years: range) -> list[date] | None:
    first = _date(event.get("DTSTART", ""))
    if first is None or event.get("STATUS", "").upper() == "CANCELLED":
        return None
    last = _date(event.get("DTEND", "")) or first + timedelta(days=1)
    length = min(max((last - first).days, 1), LONGEST_STAY)
    starts = [first] if "RRULE" not in event else _yearly(first, event["RRULE"], years)
    if starts is None:
        return None
    days = [start + timedelta(days=n) for start in starts for n in range(length)]
    return [day for day in days if day.year in years]


def _yearly(first: date, rule: str, years: range) -> list[date] | None:
    """Return each year's day of a plain yearly repetition, None for any other rule."""
    parts = dict(part.upper().split("=", 1) for part in rule.split(";") if "=" in part)
    if parts.pop("FREQ", "") != "YEARLY" or parts.pop("INTERVAL", "1") != "1":
        return None
    until, count = _date(parts.pop("UNTIL", "")[:8]), parts.pop("COUNT", "")
    if parts.pop("BYMONTH", str(first.month)) != str(first.month):
        return None
    if parts.pop("BYMONTHDAY", str(first.day)) != str(first.day) or set(parts) - {"WKST"}:
        return None
    last_year = first.year + int(count) - 1 if count.isdecimal() and len(count) < 5 else years.stop
    found = [_in_year(first, year) for year in years if first.year <= year <= last_year]
    return [day for day in found if day is not None and (until is None or day <= until)]


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _date(value: str) -> date | None:
    """Return the day of a DATE value; None for a moment of a day or for anything else."""
    if len(value) != 8 or not (value.isascii() and value.isdecimal()) or not "1900" <= value[:4] <= "2500":
        return None
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(_ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], text).split())[:120]
