"""What the rule of reopen, append or new says of one situation: values in, a verdict out, nothing read or written.

The settings screen shows by the same function what would happen; the intake does what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from escalera.base.storage.ready import Ready
from escalera.core.channels.models import ConversationRule, WhenEnded, WhenOpen

IN_ONE_BREATH = timedelta(minutes=10)  # words that come after each other so fast are one thought
THANKS_FOR = timedelta(days=30)  # how long after the end a mere "thank you" is still about it
USUAL_DAYS = 7
PAGE = "portal"  # the kind in rules of what is written on a request's own page: no channel with a door
ALWAYS_REOPENS = ("email", PAGE)  # whoever answers there shows what they answer

_ROWS = Ready(
    lambda: ConversationRule.objects.order_by("pk").values_list(
        "pk",
        "segment_id",
        "kind",
        "when_open",
        "idle_hours",
        "waits_append",
        "when_ended",
        "reopen_days",
        "elsewhere",
    )
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as values; `id` 0: nobody has written one, so the product's own counts."""

    id: int = 0
    segment_id: int | None = None
    kind: str = ""
    when_open: str = WhenOpen.APPEND
    idle_hours: int = 0
    waits_append: bool = True
    when_ended: str = WhenEnded.REOPEN
    reopen_days: int | None = USUAL_DAYS
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """How the ticket stands to which the words may belong. `quiet`: since anybody spoke on it; `ended`: since it ended,
    None while it is open; `waits`: we asked the customer for something; `answers`: they answer a message on it."""

    quiet: timedelta
    ended: timedelta | None = None
    waits: bool = False
    answers: bool = False
    only_thanks: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`appends`: the words go on the ticket (and open it again if it has ended); else a new one begins."""

    appends: bool
    code: str


def usual_rule(kind: str) -> Rule:
    """Return the rule that counts where nobody has written one."""
    return Rule(reopen_days=None if kind in ALWAYS_REOPENS else USUAL_DAYS)


def rule_for(segment_id: int | None, kind: str) -> Rule:
    """Return the most specific rule: of the segment on this kind, of the segment, of the kind, of everybody."""
    return most_specific((Rule(*row) for row in _ROWS.rows()), segment_id, kind)


def most_specific(rules: Iterable[Rule], segment_id: int | None, kind: str) -> Rule:
    """Choose among rules; those of other segments and kinds don't count."""
    fit = [one for one in rules if one.segment_id in (None, segment_id) and one.kind in ("", kind)]
    return max(fit, key=lambda one: (one.segment_id is not None, one.kind != ""), default=usual_rule(kind))


def judge(rule: Rule, found: Situation) -> Verdict:
    """Return what becomes of words in this situation, and by which part of the rule."""
    return _ended(rule, found) if found.ended is not None else _open(rule, found)


def numbers_of(rule: Rule) -> dict[str, Any]:
    """Return what of the rule the ticket's sentence needs."""
    return {"rule": rule.id, "hours": rule.idle_hours, "days": rule.reopen_days}


def _open(rule: Rule, found: Situation) -> Verdict:
    if found.answers:
        return Verdict(True, "answered")
    if found.quiet < IN_ONE_BREATH:
        return Verdict(True, "append")
    begins = "each" if rule.when_open == WhenOpen.NEW else ""
    if not begins and rule.idle_hours and found.quiet >= timedelta(hours=rule.idle_hours):
        begins = "idle"
    if begins and found.waits and rule.waits_append:
        return Verdict(True, "waited")
    return Verdict(False, begins) if begins else Verdict(True, "append")


def _ended(rule: Rule, found: Situation) -> Verdict:
    assert found.ended is not None
    if rule.when_ended == WhenEnded.REOPEN and (
        rule.reopen_days is None or found.ended < timedelta(days=rule.reopen_days)
    ):
        return Verdict(True, "reopen")
    if found.only_thanks and found.ended < THANKS_FOR:
        return Verdict(True, "thanks")
    return Verdict(False, "ended" if rule.when_ended == WhenEnded.REOPEN else "ended-new")
