"""Steps in words: when they press, what they do, and what will press next on a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.people.models import Level
from escalera.core.clocks.choices import ClockKind
from escalera.core.deeds import registry
from escalera.core.oncall.choices import Hours, Situation
from escalera.core.tickets.choices import Status

LONGEST = 120  # characters of a value kept with a fact


class Said(Protocol):
    """What words need of a step (see `models.Step`, which facts do not know)."""

    @property
    def situation(self) -> str: ...
    @property
    def only(self) -> dict[str, Any]: ...
    @property
    def minutes(self) -> int: ...
    @property
    def hours(self) -> str: ...
    @property
    def every_min(self) -> int | None: ...
    @property
    def times(self) -> int: ...
    @property
    def deeds(self) -> list[dict[str, Any]]: ...


def kept(step: Said) -> dict[str, Any]:
    """Return of a step what its words need, as data that a fact keeps; long texts are cut."""
    deeds = [{key: _cut(value) for key, value in one.items()} for one in step.deeds]
    return {
        "situation": step.situation, "only": dict(step.only), "minutes": step.minutes, "hours": step.hours,
        "deeds": deeds,
    }  # fmt: skip


def when(step: Said) -> str:
    """Say when a step presses: "when the customer has waited for an answer for 30 min"."""
    return when_of({"situation": step.situation, "only": step.only, "minutes": step.minutes, "hours": step.hours})


def when_of(data: Mapping[str, Any]) -> str:
    """Say when a step presses, of what `kept` keeps."""
    situation, only = str(data.get("situation", "")), data.get("only") or {}
    minutes = int(data.get("minutes") or 0)
    time = time_in(minutes, str(data.get("hours", "")))
    if situation in (Situation.CLOCK_AT, Situation.CLOCK_OVER):
        return _clock(situation, only, time if minutes else "")
    if situation == Situation.STATE:
        status = only.get("status", "")
        label = Status(status).label if status in Status.values else status
        return _("after %(time)s as “%(status)s”") % {"time": time, "status": label}
    if situation == Situation.STAY and only.get("level"):
        level = Level.objects.filter(pk=only["level"]).first()
        return _("after %(time)s with a team of %(level)s") % {"time": time, "level": level or "?"}
    words = {
        Situation.STAY: _("after %(time)s with the same team"),
        Situation.NOT_ACCEPTED: _("when nobody has accepted the escalation for %(time)s"),
        Situation.NOT_ANSWERED: _("when the customer has waited for an answer for %(time)s"),
        Situation.UNASSIGNED: _("when nobody has worked on it for %(time)s"),
    }
    return words[Situation(situation)] % {"time": time} if situation in Situation.values else situation


def what(deeds: Sequence[Mapping[str, Any]]) -> str:
    """Say what is done, in one line."""
    return ", ".join(registry.words(deeds))


def time_in(minutes: int, hours: str) -> str:
    """Say a span and of which hours: "2 h of the team's working time"."""
    words = {
        Hours.TEAM: _("%(time)s of the team's working time"),
        Hours.COMPANY: _("%(time)s of the company's working time"),
    }
    return words.get(Hours(hours), "%(time)s") % {"time": span(minutes)} if hours in Hours.values else span(minutes)


def span(minutes: int) -> str:
    """Say a span in hours and minutes; never in days, which would need a calendar."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(_("%(count)d h") % {"count": hours})
    if rest or not hours:
        parts.append(_("%(count)d min") % {"count": rest})
    return " ".join(parts)


def again(step: Said) -> str:
    """Say how often it presses; "" for once."""
    if step.every_min is None or step.times < 2:
        return ""
    words = {"time": time_in(step.every_min, step.hours), "count": step.times}
    return (
        ngettext(
            "again every %(time)s until somebody takes it, %(count)d time at most",
            "again every %(time)s until somebody takes it, %(count)d times at most",
            step.times,
        )
        % words
    )


def _clock(situation: str, only: Mapping[str, Any], time: str) -> str:
    kind = only.get("clock", "")
    words = {
        "clock": str(ClockKind(kind).label) if kind in ClockKind.values else _("any clock"),
        "percent": only.get("percent", 100), "time": time,
    }  # fmt: skip
    if situation == Situation.CLOCK_AT and time:
        return _("%(time)s after “%(clock)s” reaches %(percent)s %%") % words
    if situation == Situation.CLOCK_AT:
        return _("when “%(clock)s” reaches %(percent)s %%") % words
    if time:
        return _("%(time)s after “%(clock)s” runs out") % words
    return _("when “%(clock)s” runs out") % words


def _cut(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) else value
