"""Rules, and escalation policies that press."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.conditions.reading import data_of, read
from escalera.core.oncall.actions import policies as pressing
from escalera.core.oncall.actions.policies import PolicyGiven, StepGiven
from escalera.core.oncall.models import EscalationPolicy, Step
from escalera.core.presets.parts import Part, State, World
from escalera.core.presets.references import resolved
from escalera.core.presets.unused import InUse, remove_unused
from escalera.core.rules.actions import keeping
from escalera.core.rules.models import Rule, RuleVersion
from escalera.core.rules.reading import data_of_rule, read_rule, rule_words

_NEEDED = ("categories", "segments", "levels", "teams", "checklists", "fields")


class Rules:
    """{key, name, trigger, when, after, deeds, stops}, as `core.rules` reads them."""

    key, label, after = "rules", gettext_lazy("Rules"), _NEEDED

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        found = Rule.objects.filter(name=item["name"], archived_at__isnull=True).order_by("pk")
        return found.values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = Rule.objects.filter(pk=ref, archived_at__isnull=True).first()
        if one is None:
            return None
        data = RuleVersion.objects.values_list("data", flat=True).get(rule=one, number=one.version)
        return {"name": one.name, "data": data, "active": one.is_active}

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        given = {
            key: resolved(item[key], world) for key in ("trigger", "when", "after", "deeds", "stops") if key in item
        }
        with suppress(BadInput):  # it may speak of what is only planned; writing it reads it again
            given = data_of_rule(read_rule(given))
        return {"name": item["name"], "data": given, "active": True}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        rule = keeping.NewRule(state["name"], state["data"], state["active"])
        if ref is None:
            return keeping.add_rule(rule=rule, by=by, at=at).pk
        return keeping.change_rule(rule_id=ref, rule=rule, by=by, at=at).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        """One that has run is dropped, with its runs kept."""
        keeping.drop_rule(rule_id=ref, by=by, at=at)
        try:
            remove_unused(Rule.objects.get(pk=ref), own=[RuleVersion])
        except InUse:
            return

    def words(self, state: State) -> str:
        try:
            return rule_words(read_rule(state["data"]))
        except BadInput:
            return str(state["name"])


class Ladders:
    """{key, name, when, steps}: `steps` as `core.oncall` has them: situation, only, minutes, hours, deeds."""

    key, label, after = "ladders", gettext_lazy("Escalation policies"), _NEEDED

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        return EscalationPolicy.objects.filter(name__iexact=item["name"]).values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = EscalationPolicy.objects.filter(pk=ref, archived_at__isnull=True).first()
        if one is None:
            return None
        steps = [self._said(step) for step in one.steps.filter(archived_at__isnull=True).order_by("order", "pk")]
        return {"name": one.name, "when": one.when, "steps": steps, "active": one.is_active}

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        steps = [{"only": {}, "minutes": 0, **resolved(step, world)} for step in item["steps"]]
        when = resolved(item["when"], world)
        with suppress(BadInput):  # as in rules
            steps = [self._said(one) for one in pressing.drafted([StepGiven(**step) for step in steps])]
            when = data_of(read(when))
        return {"name": item["name"], "when": when, "steps": steps, "active": True}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        given = PolicyGiven(
            state["name"], state["when"], [StepGiven(**one) for one in state["steps"]], state["active"]
        )
        return pressing.save_policy(given=given, policy_id=ref, by=by, at=at).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        """One that has pressed is archived, with its steps kept."""
        pressing.archive_policy(policy_id=ref, by=by, at=at)
        try:
            remove_unused(EscalationPolicy.objects.get(pk=ref), own=[Step])
        except InUse:
            return

    def words(self, state: State) -> str:
        count = len(state["steps"])
        return ngettext("%(count)d step", "%(count)d steps", count) % {"count": count}

    def _said(self, step: Step) -> State:
        keys = ("situation", "only", "minutes", "hours", "every_min", "times", "deeds")
        said = {key: getattr(step, key) for key in keys}
        return {key: str(value) if key in ("situation", "hours") else value for key, value in said.items()}


OFFERED: tuple[Part, ...] = (Rules(), Ladders())
