"""How long until an instant, as a clock says it; `clock-left.js` goes on counting with the same words."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from escalera.faces.desk.shared.moments import DAY_S, HOUR_S, MINUTE_S, span

LATE_SIGN = "\N{MINUS SIGN}"


def left_words(left: timedelta) -> str:
    """Return hours and minutes below a day ("03:20", late "−00:18"), else days ("3 days", "−3 days")."""
    seconds = int(left.total_seconds())
    sign, seconds = (LATE_SIGN, -seconds) if seconds < 0 else ("", seconds)
    if seconds >= DAY_S:
        return sign + span(timedelta(seconds=seconds))
    return f"{sign}{seconds // HOUR_S:02}:{seconds % HOUR_S // MINUTE_S:02}"


def left_html(until: datetime, now: datetime) -> str:
    """Return the time left as an element that counts on while the page stands open."""
    return f'<clock-left until="{int(until.timestamp())}">{escape(left_words(until - now))}</clock-left>'
