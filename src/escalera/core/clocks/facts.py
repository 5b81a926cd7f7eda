"""What clocks say of themselves, and what is changed about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact, TicketFact
from escalera.core.clocks.choices import ClockKind


@dataclass(frozen=True, kw_only=True)
class _OfClock(TicketFact):
    """`due`: ISO moment; `policy_kind`: "" for a promise."""

    clock_id: int
    kind: str
    due: str
    policy_kind: str = ""

    def _words(self) -> dict[str, str]:
        moment = (
            date_format(localtime(datetime.fromisoformat(self.due)), "SHORT_DATETIME_FORMAT") if self.due else "–"
        )
        return {"clock": str(ClockKind(self.kind).label), "moment": moment}


@dataclass(frozen=True, kw_only=True)
class ClockWarned(_OfClock):
    """`percent` of the time is used up. Of several that passed during a standstill only the newest is said."""

    name: ClassVar[str] = "clock.warned"
    percent: int

    def sentence(self, who: str) -> str:
        words = {**self._words(), "percent": self.percent}
        return _("%(clock)s: %(percent)d %% of the time is used up; due %(moment)s") % words


@dataclass(frozen=True, kw_only=True)
class ClockBreached(_OfClock):
    """The time ran out at `due`, whenever this was said."""

    name: ClassVar[str] = "clock.breached"

    def sentence(self, who: str) -> str:
        return _("%(clock)s is late: it was due %(moment)s") % self._words()


@dataclass(frozen=True, kw_only=True)
class ClocksRemeasured(TicketFact):
    """The running clocks were measured again from their beginning by the calendars of that time. `reason` in words."""

    name: ClassVar[str] = "clocks.remeasured"
    reason: str

    def sentence(self, who: str) -> str:
        return _("%(who)s measured the running clocks again by today's calendars: %(reason)s") % {
            "who": who, "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ClocksRepaired(TicketFact):
    """What was stored differed from what the log says, and was put right. `clocks`: how many of them."""

    name: ClassVar[str] = "clocks.repaired"
    clocks: int

    def sentence(self, who: str) -> str:
        return _("%(who)s put the clocks right by the log") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class PolicyMoved(TicketFact):
    """A policy's new version was published also for what runs already: the ticket goes on by it."""

    name: ClassVar[str] = "policy.moved"
    policy: str
    version: int

    def sentence(self, who: str) -> str:
        words = {"policy": self.policy, "number": self.version}
        return _("From here on version %(number)d of the policy “%(policy)s” applies; elapsed time stays") % words


@dataclass(frozen=True, kw_only=True)
class PolicyPublished(Fact):
    """`moves_running`: clocks that ran by an older version go on by this one."""

    name: ClassVar[str] = "policy.published"
    policy_id: int
    policy: str
    version: int
    version_id: int
    moves_running: bool = False

    def sentence(self, who: str) -> str:
        words = {"who": who, "policy": self.policy, "number": self.version}
        return _("%(who)s published version %(number)d of the policy “%(policy)s”") % words


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Fact):
    """`change`: saved, renamed, on, off, archived, back or ordered."""

    name: ClassVar[str] = "policy.changed"
    policy_id: int
    policy: str
    change: str

    def sentence(self, who: str) -> str:
        words = {
            "saved": _("%(who)s wrote a draft of the policy “%(policy)s”"),
            "on": _("%(who)s switched the policy “%(policy)s” on"),
            "off": _("%(who)s switched the policy “%(policy)s” off"),
            "archived": _("%(who)s archived the policy “%(policy)s”"),
            "back": _("%(who)s brought the policy “%(policy)s” back"),
            "ordered": _("%(who)s changed the order of the clock policies"),
        }
        return words.get(self.change, words["saved"]) % {"who": who, "policy": self.policy}
