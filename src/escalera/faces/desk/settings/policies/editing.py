"""A policy in a form: out of data, out of what was posted, and back to data.

The condition of the policy has the names of the condition editor; that of the target in place 3 the same ones behind
"t3-". A target's own fields are `clock-3`, `amount-3`, `measure-3`, `warn-3`; `order` says which places there are."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.clocks.choices import KINDS_OF_POLICY, ClockKind, PolicyKind
from escalera.core.conditions.reading import read
from escalera.faces.desk.settings.views.editing import (
    Group,
    data_of_groups,
    edited,
    groups_of,
    new_row,
    posted_groups,
)
from escalera.faces.desk.shared.measures import MEASURES, measured

MAY_BEGIN_ANEW = (ClockKind.RESOLUTION, ClockKind.LEGAL)
COMPANY, TEAM = "company", "team"
MOST_TARGETS, LARGEST = 40, 10_000_000
LONGEST_CONDITION = 20_000
FIRST_FIELD = "priority"  # of a row that is added
WARN = "50, 75, 90"
_DROP, _ONLY, _ALL = re.compile(r"target-drop-(\d{1,2})\Z"), re.compile(r"target-only-(\d{1,2})\Z"), re.compile(
    r"target-all-(\d{1,2})\Z"
)  # fmt: skip
_NUMBERS = re.compile(r"[\s,;%]+")


@dataclass(slots=True)
class Asked:
    """A condition in a form. `kept`: as data, when it is nested more deeply than rows can show; it then stays."""

    groups: list[Group] = made(default_factory=lambda: [Group()])
    kept: dict[str, Any] | None = None

    @property
    def data(self) -> dict[str, Any]:
        return self.kept if self.kept is not None else data_of_groups(self.groups)


@dataclass(slots=True)
class Target:
    """One target as typed. `when`: None if it is for every ticket of the policy."""

    clock: str
    amount: str = "4"
    measure: str = "working_hours"
    warn: str = WARN
    when: Asked | None = None
    anew: bool = False


@dataclass(slots=True)
class Typed:
    """A whole policy as typed."""

    name: str = ""
    kind: str = PolicyKind.SLA
    calendar: str = COMPANY
    when: Asked = made(default_factory=Asked)
    targets: list[Target] = made(default_factory=list)

    @property
    def data(self) -> dict[str, Any]:
        """Return the policy's data. Raises: BadInput, for what was typed wrong."""
        return {
            "when": self.when.data,
            "calendar": int(self.calendar) if self.calendar.isdecimal() else self.calendar,
            "targets": [_target_data(one) for one in self.targets],
        }


def clocks_for(kind: str) -> Sequence[str]:
    return KINDS_OF_POLICY.get(kind, KINDS_OF_POLICY[PolicyKind.SLA])


def new_typed(kind: str = PolicyKind.SLA) -> Typed:
    return Typed(kind=kind, targets=[Target(clocks_for(kind)[0])])


def typed_of(name: str, kind: str, data: dict[str, Any]) -> Typed:
    """Return a stored policy as it would have been typed."""
    targets = [_target_of(one) for one in data.get("targets", [])[:MOST_TARGETS]]
    return Typed(name, kind, str(data.get("calendar", COMPANY)), asked_of(data.get("when") or {}), targets)


def asked_of(data: dict[str, Any]) -> Asked:
    try:
        groups = groups_of(read(data))
    except BadInput:
        groups = None
    return Asked(kept=data) if groups is None else Asked(groups)


def posted_typed(posted: QueryDict) -> Typed:
    """Return what a form sent, after the button that was pressed in it."""
    kind = posted.get("kind", PolicyKind.SLA)
    kind = kind if kind in PolicyKind.values else PolicyKind.SLA
    deed = posted.get("do", "")
    places = [one for one in posted.getlist("order")[:MOST_TARGETS] if one.isdecimal() and len(one) < 3]
    targets = [_posted_target(posted, place, deed) for place in places]
    typed = Typed(posted.get("name", "")[:200].strip(), kind, posted.get("calendar", COMPANY)[:20],
                  _posted_asked(posted, "", deed), targets)  # fmt: skip
    _press(typed, places, deed)
    return typed


def _press(typed: Typed, places: list[str], deed: str) -> None:
    """Add, take out or narrow a target."""
    if deed == "target-add" and len(typed.targets) < MOST_TARGETS:
        used = {one.clock for one in typed.targets}
        free = [one for one in clocks_for(typed.kind) if one not in used]
        typed.targets.append(Target((free or clocks_for(typed.kind))[0]))
    if (found := _DROP.match(deed)) and found[1] in places:
        del typed.targets[places.index(found[1])]
    if (found := _ONLY.match(deed)) and found[1] in places:
        typed.targets[places.index(found[1])].when = Asked([Group(rows=[new_row(FIRST_FIELD)])])
    if (found := _ALL.match(deed)) and found[1] in places:
        typed.targets[places.index(found[1])].when = None


def _posted_target(posted: QueryDict, place: str, deed: str) -> Target:
    prefix = f"t{place}-"
    is_narrow = f"{prefix}match-0" in posted or f"{prefix}data" in posted
    return Target(
        posted.get(f"clock-{place}", "")[:20],
        posted.get(f"amount-{place}", "")[:12].strip(),
        posted.get(f"measure-{place}", "working_hours")[:20],
        posted.get(f"warn-{place}", "")[:60].strip(),
        _posted_asked(posted, prefix, deed) if is_narrow else None,
        posted.get(f"anew-{place}", "") == "on",
    )


def _posted_asked(posted: QueryDict, prefix: str, deed: str) -> Asked:
    text = posted.get(f"{prefix}data", "")[:LONGEST_CONDITION]
    if text:
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        return Asked(kept=data if isinstance(data, dict) else {"field": ""})
    return Asked(edited(posted_groups(posted, prefix), deed, prefix, FIRST_FIELD))


def _target_of(data: dict[str, Any]) -> Target:
    number, measure = measured(data["unit"], data["amount"])
    when = data.get("when")
    warn = ", ".join(str(one) for one in data.get("warn", []))
    return Target(
        data["clock"], str(number), measure.key, warn, asked_of(when) if when else None, bool(data.get("anew"))
    )


def _target_data(target: Target) -> dict[str, Any]:
    measure = MEASURES.get(target.measure)
    if measure is None:
        raise BadInput(_("Choose how the time is counted."))
    found = {
        "clock": target.clock,
        "unit": str(measure.unit),
        "amount": _amount(target.amount) * measure.factor,
        "when": target.when.data if target.when else None,
        "warn": _percents(target.warn),
    }
    return found | ({"anew": True} if target.anew and target.clock in MAY_BEGIN_ANEW else {})


def _amount(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and 0 < int(text) <= LARGEST):
        raise BadInput(_("“%(text)s” is no amount of time. Type a whole number from 1 on.") % {"text": text[:20]})
    return int(text)


def _percents(text: str) -> list[int]:
    words = [one for one in _NUMBERS.split(text) if one]
    if any(not (one.isascii() and one.isdecimal() and len(one) < 3 and int(one) > 0) for one in words):
        raise BadInput(_("Warnings are percentages from 1 to 99, such as 50, 75, 90."))
    return sorted({int(one) for one in words})[:10]
