"""What a reader asks of a report: which days, and of which level or team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

DEFAULT = 28
SPANS = (7, 28, 91, 364)  # days that are offered by one press
LONGEST = timedelta(days=10 * 366)
_EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """`days`: the span that was pressed, 0 for days that were typed."""

    since: date
    until: date
    days: int
    level: int | None = None
    team: int | None = None

    def query(self, **changes: object) -> str:
        """Return the address's query, with some of it changed; what is None stays out."""
        mine: dict[str, object] = {"days": self.days} if self.days else {"since": self.since, "until": self.until}
        mine |= {"level": self.level, "team": self.team} | changes
        return urlencode({name: value for name, value in mine.items() if value})


def asked(given: Mapping[str, str], today: date) -> Asked:
    """Read what was asked; what makes no sense counts as not said."""
    level, team = _key(given.get("level", "")), _key(given.get("team", ""))
    since, until = _day(given.get("since", "")), _day(given.get("until", ""))
    if since or until:
        until = min(until or today, today)
        since = max(min(since or until, until), until - LONGEST)
        return Asked(since, until, 0, level, team)
    days = _key(given.get("days", "")) or DEFAULT
    days = days if days in SPANS else DEFAULT
    return Asked(today - timedelta(days=days - 1), today, days, level, team)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return max(found, _EARLIEST)


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
