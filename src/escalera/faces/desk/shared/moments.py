"""Moments and spans in few words, in the reader's language and the desk's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400


class Moments:
    """Says moments as seen from one instant; made once a page, so that words and zone are looked up once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.zone = timezone.get_current_timezone()
        self.today = now.astimezone(self.zone).date()
        self.just_now, self.this_day, self.yesterday = _("now"), _("today"), _("yesterday")
        self.months = {number: str(name) for number, name in MONTHS_3.items()}
        self.known: dict[datetime, datetime] = {}

    def ago(self, at: datetime) -> str:
        """Return an age for the list: "now", "4 min", "2 h", "yesterday", "12 oct", "12 oct 2025"."""
        age_s = (self.now - at).total_seconds()
        if age_s < MINUTE_S:
            return self.just_now
        if age_s < HOUR_S:
            return f"{int(age_s // MINUTE_S)} min"
        if age_s < DAY_S:
            return f"{int(age_s // HOUR_S)} h"
        return self.day(at)

    def day(self, at: datetime) -> str:
        local = self.local(at)
        days = (self.today - local.date()).days
        if days == 0:
            return self.this_day
        if days == 1:
            return self.yesterday
        month = self.months[local.month]
        return f"{local.day} {month}" if local.year == self.today.year else f"{local.day} {month} {local.year}"

    def clock(self, at: datetime) -> str:
        """Return day and hour for a conversation: "today 09:12", "12 oct 17:42"."""
        local = self.local(at)
        return f"{self.day(at)} {local.hour:02}:{local.minute:02}"

    def full(self, at: datetime) -> str:
        """Return the whole moment, for who wants it exactly."""
        local = self.local(at)
        time = f"{local.hour:02}:{local.minute:02}:{local.second:02}"
        return f"{local.day} {self.months[local.month]} {local.year}, {time}"

    def local(self, at: datetime) -> datetime:
        """Return the moment on the desk's clocks; each is asked for twice or thrice."""
        if at not in self.known:
            self.known[at] = at.astimezone(self.zone)
        return self.known[at]


def span(length: timedelta) -> str:
    """Return a length of time in its largest unit: "23 min", "15 h", "3 days"."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < MINUTE_S:
        return "< 1 min"
    if seconds < HOUR_S:
        return f"{seconds // MINUTE_S} min"
    if seconds < 2 * DAY_S:
        return f"{seconds // HOUR_S} h"
    days = seconds // DAY_S
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
