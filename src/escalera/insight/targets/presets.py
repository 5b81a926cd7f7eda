"""Goals as a part of presets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent, Level
from escalera.core.presets.parts import State, World, register
from escalera.insight.targets import actions
from escalera.insight.targets.choices import Compare, Figure
from escalera.insight.targets.models import Target


class Targets:
    """{key, name, compare, value, level}: `key` is a figure; `level` by its key in the preset, none: the whole desk."""

    key, label, after = "targets", gettext_lazy("Goals"), ("levels",)

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        found = Target.objects.filter(figure=_figure(item), level=_level(item, world))
        return found.values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = Target.objects.filter(pk=ref).first()
        return _state(one.figure, one.level_id, one.compare, one.value) if one else None

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        return _state(_figure(item), _level(item, world), item["compare"], Decimal(str(item["value"])))

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        level = Level.objects.get(pk=state["level"]) if state["level"] else None
        return actions.set_target(
            figure=state["figure"], compare=state["compare"], value=state["value"], level=level, by=by, at=at
        ).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        actions.drop_target(target_id=ref, by=by, at=at)

    def words(self, state: State) -> str:
        unit = "min" if state["figure"] == Figure.STAY else "%"
        amount = str(state["value"]).removesuffix(".0")
        return f"{Figure(state['figure']).label}: {Compare(state['compare']).label} {amount} {unit}"


def _state(figure: str, level: int | None, compare: str, value: Decimal) -> State:
    return {"figure": figure, "level": level, "compare": compare, "value": f"{value:.1f}"}


def _figure(item: Mapping[str, Any]) -> str:
    return str(item.get("figure") or item["key"])


def _level(item: Mapping[str, Any], world: World) -> int | None:
    return world.ref("levels", item["level"]) if item.get("level") else None


register(Targets())
