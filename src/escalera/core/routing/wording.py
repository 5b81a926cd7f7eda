"""A decision in words: why this person, why nobody yet, and why each of the others did not get it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.routing.choices import Mode
from escalera.core.routing.choosing import Because, No

Names = Mapping[int, str]


def headline(why: Mapping[str, Any], agent: str) -> str:
    """Return the one line: who and what decided, or why nobody."""
    if not agent:
        return nobody(why)
    reason = {
        Because.ONLY: _("the only one who could take it"),
        Because.KNOWN: _("worked with this customer last and is available"),
        Because.SKILLS: _("knows most of what it needs"),
        Because.TURN: _("it was their turn"),
        Because.LOAD: _("has least to do"),
        Because.IDLE: _("has been without new work longest"),
    }.get(why.get("because", ""), "")
    return _("%(name)s: %(reason)s") % {"name": agent, "reason": reason} if reason else agent


def nobody(why: Mapping[str, Any]) -> str:
    """Return why nobody can take it, the nearest reason first."""
    if why.get("mode") == Mode.PULL:
        return _("Nobody gets this by itself: people take it from the queue.")
    counts = why.get("counts", {})
    if not counts:
        return _("Nobody yet: the team has nobody.")
    nearest = {
        No.ASKED: _("Nobody yet: whoever is available has another offer to answer first."),
        No.FULL: _("Nobody yet: whoever is available has no room."),
        No.CHANNEL_FULL: _("Nobody yet: whoever is available has enough of this channel."),
        No.REFUSED: _("Nobody yet: whoever is available declined it or let it pass."),
        No.SKILL: _("Nobody yet: nobody who is available knows what it needs."),
    }
    for code, words in nearest.items():
        if counts.get(code):
            return words
    return _("Nobody yet: nobody in the team is available.")


def others(why: Mapping[str, Any], names: Names, skills: Names) -> list[tuple[str, str]]:
    """Return name and reason of those who did not get it, and last how many more there are."""
    rows = [(names.get(row[0], "?"), reason(row, why, skills)) for row in why.get("others", ())]
    more = sum(why.get("counts", {}).values()) - len(rows)
    if more > 0:
        rows.append((ngettext("%(count)d more", "%(count)d more", more) % {"count": more}, ""))
    return rows


def reason(row: Sequence[Any], why: Mapping[str, Any], skills: Names) -> str:
    """Return why one person did not get it."""
    code = row[1]
    if code == No.SKILL:
        return _("does not have “%(skill)s” at grade %(grade)d") % {
            "skill": skills.get(row[2], "?"), "grade": row[3],
        }  # fmt: skip
    if code in (No.FULL, No.CHANNEL_FULL):
        text = _("has no room: %(load)s of %(capacity)s points taken")
        if code == No.CHANNEL_FULL:
            text = _("has enough of this channel: %(load)s of %(capacity)s points taken")
        return str(text % {"load": points(row[2]), "capacity": points(row[3])})
    if code == No.LATER:
        return _later(row, why)
    return obstacle(code)


def obstacle(code: str) -> str:
    """Return in words why somebody gets nothing now."""
    return {
        No.ABSENT: _("is absent"),
        No.CLOSED: _("is outside working hours"),
        No.AWAY: _("takes a pause"),
        No.OFFLINE: _("is not available"),
        No.UNSAID: _("never said that they are available"),
        No.ROLE: _("does not work on tickets"),
        No.REFUSED: _("declined it or let it pass"),
        No.ASKED: _("has another offer to answer first"),
    }.get(No(code), "")


def circumstances(why: Mapping[str, Any], skills: Names, names: Names) -> list[str]:
    """Return what else played a part: the rule, the deadline, what was let go, whom it should have gone to."""
    lines = [_("Rule: %(rule)s") % {"rule": why["rule"]}] if why.get("rule") else []
    lines.append(str(Mode(why["mode"]).label) if why.get("mode") in Mode.values else "")
    if why.get("deadline"):
        lines.append(_("Its turn counts from %(moment)s") % {"moment": moment(why["deadline"])})
    lines += [
        _("“%(skill)s” is no longer required: it has waited too long") % {"skill": skills.get(key, "?")}
        for key in why.get("relaxed", ())
    ]
    if why.get("known") in names:
        lines.append(_("%(name)s was asked for first: knows the customer") % {"name": names[why["known"]]})
    return [line for line in lines if line]


def points(hundredths: int) -> str:
    """Return points as people read them: "3", "2.5" ("2,5" where that is the custom)."""
    return str(number_format(f"{hundredths / 100:g}"))


def moment(text: str) -> str:
    """Return an ISO moment in the reader's time and words."""
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")


def _later(row: Sequence[Any], why: Mapping[str, Any]) -> str:
    if why.get("mode") == Mode.LEAST_LOADED:
        return _("could, but has more to do: %(load)s of %(capacity)s points") % {
            "load": points(row[2]), "capacity": points(row[3]),
        }  # fmt: skip
    if why.get("mode") == Mode.ROUND_ROBIN:
        return _("could, but it was not their turn")
    return _("could, but got work later than that")
