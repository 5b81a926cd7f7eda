"""What can happen to working hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class _OfCalendar(Fact):
    calendar_id: int
    calendar: str  # its name at that time


@dataclass(frozen=True, kw_only=True)
class CalendarAdded(_OfCalendar):
    name: ClassVar[str] = "calendar.added"

    def sentence(self, who: str) -> str:
        return _("%(who)s added the working hours “%(calendar)s”") % {"who": who, "calendar": self.calendar}


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(_OfCalendar):
    """`version`: the calendar's number after the change."""

    name: ClassVar[str] = "calendar.changed"
    version: int

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the working hours “%(calendar)s”") % {"who": who, "calendar": self.calendar}


@dataclass(frozen=True, kw_only=True)
class CalendarRemoved(_OfCalendar):
    name: ClassVar[str] = "calendar.removed"

    def sentence(self, who: str) -> str:
        return _("%(who)s removed the working hours “%(calendar)s”") % {"who": who, "calendar": self.calendar}
