"""A week of working hours as people type it: from and to for each shift of each day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from escalera.base.calendars.hours import DAY_MIN, Span
from escalera.base.calendars.models import Calendar
from escalera.base.refusals import BadInput
from escalera.faces.desk.shared.pages import DeskRequest

MOST_SPANS = 12
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::00)?")


def week_typed(request: DeskRequest) -> list[list[tuple[str, str]]]:
    """Return the pairs that were typed for each day; empty ones are left out."""
    week = []
    for day in range(7):
        starts, ends = request.POST.getlist(f"from-{day}")[:50], request.POST.getlist(f"to-{day}")[:50]
        pairs = zip(starts, ends, strict=False)
        week.append([(a.strip()[:8], b.strip()[:8]) for a, b in pairs if a.strip() or b.strip()])
    source = request.POST.get("copy", "")
    if len(source) == 1 and source in "012345":  # without a script: the day's hours for the days after it
        start, end = int(source), 5 if int(source) < 4 else 7
        week = [week[start] if start < day < end else pairs for day, pairs in enumerate(week)]
    return week


def week_read(week: Sequence[Sequence[tuple[str, str]]]) -> list[list[Span]]:
    """Return the pairs as minutes; 00:00 as an end is midnight. Raises: BadInput."""
    return [[(_minutes(a), _minutes(b) or DAY_MIN) for a, b in pairs] for pairs in week]


def week_of(calendar: Calendar) -> list[list[tuple[str, str]]]:
    """Return the stored week as pairs of clocks."""
    days: list[list[Span]] = [[] for _day in range(7)]
    for span in calendar.intervals.all():
        days[span.weekday].append((span.from_min, span.to_min))
    return joined_week(days)


def joined_week(week: Sequence[Sequence[Sequence[int]]]) -> list[list[tuple[str, str]]]:
    """Return a week of spans within their days as pairs of clocks, shifts over midnight joined again."""
    joined = [sorted((start, end) for start, end in spans) for spans in week]
    for day in range(7):
        following = joined[(day + 1) % 7]
        last = joined[day][-1] if joined[day] else (0, 0)
        if last[0] > 0 and last[1] == DAY_MIN and following and following[0][0] == 0 and following[0][1] < last[0]:
            joined[day][-1] = (last[0], following.pop(0)[1])
    return [[(_clock(a), _clock(b)) for a, b in spans] for spans in joined]


def rows(week: Sequence[Sequence[tuple[str, str]]]) -> list[dict[str, Any]]:
    """Return the days for the form, each with one empty pair at its end."""
    return [
        {"number": day, "name": str(WEEKDAYS[day]).capitalize(), "spans": [*pairs, ("", "")][:MOST_SPANS]}
        for day, pairs in enumerate(week)
    ]


def words(calendar: Calendar) -> str:
    """Say the week in one line: "Mon–Fri 09:00–18:00", days with equal hours together."""
    return days_words(week_of(calendar))


def days_words(week: Sequence[Sequence[tuple[str, str]]]) -> str:
    groups: list[tuple[int, int, Sequence[tuple[str, str]]]] = []
    for day, pairs in enumerate(week):
        if groups and groups[-1][2] == pairs:
            groups[-1] = (groups[-1][0], day, pairs)
        else:
            groups.append((day, day, pairs))
    said = [f"{_days(a, b)} {', '.join(f'{x}–{y}' for x, y in pairs)}" for a, b, pairs in groups if pairs]
    return " · ".join(said) or _("never open")


def spans_words(spans: Sequence[Sequence[int]]) -> str:
    """Say the hours of one day: "09:00–14:00, 16:00–24:00"."""
    said = [f"{_clock(start)}–{_clock(end) if end < DAY_MIN else '24:00'}" for start, end in spans]
    return ", ".join(said) or _("closed")


def day_typed(text: str) -> date:
    """Return the day. Raises: BadInput."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(_("Choose a day.")) from None
    if not 1970 <= day.year <= 2200:
        raise BadInput(_("Choose a day."))
    return day


def _days(first: int, last: int) -> str:
    short = [str(WEEKDAYS[day])[:3].lower() for day in (first, last)]
    return short[0] if first == last else f"{short[0]}–{short[1]}"


def _minutes(clock: str) -> int:
    found = _CLOCK.fullmatch(clock)
    minutes = int(found[1]) * 60 + int(found[2]) if found else DAY_MIN + 1
    if minutes > DAY_MIN:
        raise BadInput(_("“%(clock)s” is not a time of day. Write 09:00 and 18:30.") % {"clock": clock})
    return minutes


def _clock(minutes: int) -> str:
    minutes %= DAY_MIN
    return f"{minutes // 60:02}:{minutes % 60:02}"
