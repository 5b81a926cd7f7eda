"""Steps in words: when they press, what they do, and what will press next on a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.people.models import Level
from escalera.core.clocks.choices import ClockKind
from escalera.core.deeds import registry
from escalera.core.oncall.choices import Hours, Situation
from escalera.core.oncall.models import Step
from escalera.core.tickets.choices import Status

LONGEST = 120  # characters of a value kept with a fact


def kept(step: Step) -> dict[str, Any]:
    """Return of a step what its words need, as data that a fact keeps; long texts are cut."""
    deeds = [{key: _cut(value) for key, value in one.items()} for one in step.deeds]
    return {
        "situation": step.situation, "only": dict(step.only), "minutes": step.minutes, "hours": step.hours,
        "deeds": deeds,
    }  # fmt: skip


def when(step: Step) -> str:
    """Say when a step presses: "after 30 min of working time without an answer to the customer"."""
    return when_of({"situation": step.situation, "only": step.only, "minutes": step.minutes, "hours": step.hours})


def when_of(data: Mapping[str, Any]) -> str:
    """Say when a step presses, of what `kept` keeps."""
    so = _so(str(data.get("situation", "")), data.get("only") or {})
    minutes = int(data.get("minutes") or 0)
    if not minutes:
        return _("as soon as %(so)s") % {"so": so}
    return _("%(time)s after %(so)s") % {"time": time_in(minutes, str(data.get("hours", ""))), "so": so}


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


def again(step: Step) -> str:
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


def _so(situation: str, only: Mapping[str, Any]) -> str:
    if situation == Situation.STATE:
        status = only.get("status", "")
        label = Status(status).label if status in Status.values else status
        return _("it became “%(status)s”") % {"status": label}
    if situation == Situation.STAY and only.get("level"):
        level = Level.objects.filter(pk=only["level"]).first()
        return _("it came to a team of %(level)s") % {"level": level or "?"}
    if situation in (Situation.CLOCK_AT, Situation.CLOCK_OVER):
        return _clock(situation, only)
    words = {
        Situation.STAY: _("it came to a team"),
        Situation.NOT_ACCEPTED: _("an escalation was offered and not accepted"),
        Situation.NOT_ANSWERED: _("the customer wrote and got no answer"),
        Situation.UNASSIGNED: _("nobody works on it"),
    }
    return words[Situation(situation)] if situation in Situation.values else situation


def _clock(situation: str, only: Mapping[str, Any]) -> str:
    kind = only.get("clock", "")
    name = str(ClockKind(kind).label) if kind in ClockKind.values else _("a clock")
    if situation == Situation.CLOCK_OVER:
        return _("%(clock)s ran out") % {"clock": name}
    return _("%(clock)s reached %(percent)s %%") % {"clock": name, "percent": only.get("percent", 100)}


def _cut(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) else value
