"""A rule as data, read and checked. What comes out is sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.conditions.reading import All, Condition, data_of, is_relative, read
from escalera.core.conditions.wording import words as condition_words
from escalera.core.deeds import registry as deeds
from escalera.core.deeds import spans
from escalera.core.rules import triggers
from escalera.core.rules.triggers import Trigger


@dataclass(frozen=True, slots=True)
class Span:
    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says: when (and how long after), if, then; `stops`: later rules are not asked about the same fact."""

    trigger: Trigger
    when: Condition
    after: Span | None
    deeds: Sequence[Mapping[str, Any]]
    stops: bool


def read_rule(data: Any) -> Said:
    """Return what the data says. Raises: BadInput, in words that name what to mend."""
    if not isinstance(data, Mapping):
        raise BadInput(_("A rule says when, if and then."))
    trigger = triggers.find(data.get("trigger"))
    if trigger is None:
        raise BadInput(_("Choose when the rule is asked."))
    done = deeds.checked(data.get("deeds"), by_hand=False, nested=True)
    if not done:
        raise BadInput(_("A rule needs something to do."))
    when = read(data.get("when") or {})
    if is_relative(when):
        raise BadInput(_("A rule is nobody: “me” and “my teams” say nothing to it. Name the person or the team."))
    return Said(trigger, when, _span(data.get("after")), done, data.get("stops") is True)


def data_of_rule(said: Said) -> dict[str, Any]:
    """Return the rule as data; reading it gives the same rule."""
    after = {"amount": said.after.amount, "unit": said.after.unit} if said.after else None
    return {
        "trigger": said.trigger.key,
        "when": data_of(said.when),
        "after": after,
        "deeds": [dict(one) for one in said.deeds],
        "stops": said.stops,
    }


def kept(data: Mapping[str, Any]) -> Said:
    """Return a stored rule. Its deeds were checked when they were written; what they name may be gone since, which
    they say themselves when they run. Raises: BadInput if its trigger or conditions are no longer known."""
    trigger = triggers.find(data.get("trigger"))
    if trigger is None:
        raise BadInput(_("The desk no longer knows when this rule is asked."))
    return Said(trigger, read(data.get("when") or {}), _span(data.get("after")), data["deeds"], bool(data["stops"]))


def why_words(said: Said) -> str:
    """Say the conditions, "" without any."""
    return "" if isinstance(said.when, All) and not said.when.parts else condition_words(said.when)


def rule_words(said: Said) -> str:
    """Say the whole rule as one sentence: "4 working hours after a ticket is opened, if still …, then: resolved"."""
    words = {"trigger": said.trigger.label, "does": ", ".join(deeds.words(said.deeds)), "if": why_words(said)}
    if said.after:
        words["span"] = spans.words(said.after.amount, said.after.unit)
        if words["if"]:
            return _("%(span)s after %(trigger)s, if still %(if)s, then: %(does)s.") % words
        return _("%(span)s after %(trigger)s: %(does)s.") % words
    if words["if"]:
        return _("When %(trigger)s, if %(if)s, then: %(does)s.") % words
    return _("When %(trigger)s: %(does)s.") % words


def _span(data: Any) -> Span | None:
    if data is None:
        return None
    amount, unit = (data.get("amount"), data.get("unit")) if isinstance(data, Mapping) else (None, None)
    if isinstance(amount, str) and amount.isdecimal() and len(amount) < 9:
        amount = int(amount)
    if not isinstance(amount, int) or isinstance(amount, bool) or not spans.fits(amount, str(unit)):
        raise BadInput(_("Choose a span between one minute and a year."))
    return Span(amount, str(unit))
