"""A rule's form: what is typed into it, what a rule puts into it, and back to data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from escalera.base.refusals import BadInput
from escalera.core.conditions.reading import read
from escalera.core.deeds import spans
from escalera.core.rules import triggers
from escalera.core.rules.actions import NewRule
from escalera.faces.desk.settings.deeds import rows
from escalera.faces.desk.settings.views.editing import Group, data_of_groups, edited, groups_of, posted_groups

LONGEST_CONDITION = 20_000  # characters


@dataclass(slots=True)
class Typed:
    """What stands in the form. `groups` None: a condition that no rows can show; it is kept in `kept`."""

    name: str = ""
    trigger: str = "ticket.opened"
    amount: str = ""
    unit: str = spans.WORKING_HOURS
    groups: list[Group] | None = field(default_factory=lambda: [Group()])
    kept: str = ""
    deeds: list[dict[str, Any]] = field(default_factory=list)
    stops: bool = False
    is_active: bool = True

    @property
    def data(self) -> dict[str, Any]:
        """Return the rule as data for `reading.read_rule`, which checks it."""
        when = data_of_groups(self.groups) if self.groups is not None else _json(self.kept)
        after = {"amount": self.amount, "unit": self.unit} if self.amount else None
        return {"trigger": self.trigger, "when": when, "after": after, "deeds": self.deeds, "stops": self.stops}

    @property
    def rule(self) -> NewRule:
        return NewRule(self.name, self.data, self.is_active)


def typed_of(name: str, data: Mapping[str, Any], *, is_active: bool = True) -> Typed:
    """Return what the form shows of a rule, or of one to begin with, which may be incomplete."""
    after = data.get("after") or {}
    groups, kept = _groups(data.get("when") or {})
    return Typed(
        name=name,
        trigger=str(data.get("trigger", "")),
        amount=str(after.get("amount", "")),
        unit=str(after.get("unit", spans.WORKING_HOURS)),
        groups=groups,
        kept=kept,
        deeds=[dict(one) for one in data.get("deeds", ())],
        stops=bool(data.get("stops")),
        is_active=is_active,
    )


def posted_typed(posted: QueryDict) -> Typed:
    """Return what was posted, after the button that was pressed, if it was one of the rows'."""
    button = posted.get("do", "")
    groups = None if "data" in posted else edited(posted_groups(posted), button)
    return Typed(
        name=posted.get("name", "")[:200],
        trigger=posted.get("trigger", "")[:48],
        amount=posted.get("amount", "").strip()[:8],
        unit=posted.get("unit", "")[:20],
        groups=groups,
        kept=posted.get("data", "")[:LONGEST_CONDITION],
        deeds=rows.edited(rows.posted_deeds(posted), button, by_hand=False, nested=True),
        stops="stops" in posted,
        is_active="is_active" in posted,
    )


def about(typed: Typed) -> tuple[str, ...]:
    """Return the changes that conditions may ask of what the rule listens to."""
    trigger = triggers.find(typed.trigger)
    return trigger.about if trigger else ()


def _groups(when: dict[str, Any]) -> tuple[list[Group] | None, str]:
    try:
        groups = groups_of(read(when))
    except BadInput:
        groups = [Group()]
    return groups, "" if groups is not None else json.dumps(when)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {"field": ""}
