"""What hand-overs between two levels must say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent, Level
from escalera.core.ladder.actions import keeping
from escalera.core.ladder.models import HandoverTemplate
from escalera.core.ladder.packets import STANDARD
from escalera.core.presets.parts import Missing, Part, State, World
from escalera.core.tickets.models import Category


class Handovers:
    """{key, name, from, to, category, required, optional}: keys of standard fields, or texts of own ones."""

    key, label, after = "handovers", gettext_lazy("Hand-overs"), ("levels", "categories")

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        try:
            here, there, category = self._place(item, world)
        except Missing:
            return None
        found = HandoverTemplate.objects.filter(from_level=here, to_level=there, category=category)
        return found.values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = HandoverTemplate.objects.filter(pk=ref).first()
        if one is None:
            return None
        return {"from": one.from_level_id, "to": one.to_level_id, "category": one.category_id, "fields": one.fields}

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        here, there, category = self._place(item, world)
        required, optional = item["required"], item.get("optional", [])
        fields = [{"key": key, "required": key in required, "label": ""} for key in (*required, *optional)]
        return {"from": here, "to": there, "category": category, "fields": fields}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        return keeping.save_handover(
            fields=state["fields"],
            from_level=Level.objects.get(pk=state["from"]),
            to_level=Level.objects.get(pk=state["to"]),
            category=Category.objects.get(pk=state["category"]) if state["category"] else None,
            template_id=ref,
            by=by,
            at=at,
        ).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        keeping.drop_handover(template_id=ref, by=by, at=at)

    def words(self, state: State) -> str:
        needed = [str(STANDARD.get(one["key"], one["label"])) for one in state["fields"] if one["required"]]
        return _("needs: %(fields)s") % {"fields": ", ".join(needed)}

    def _place(self, item: Mapping[str, Any], world: World) -> tuple[int, int, int | None]:
        category = world.ref("categories", item["category"]) if item.get("category") else None
        return world.ref("levels", item["from"]), world.ref("levels", item["to"]), category


OFFERED: tuple[Part, ...] = (Handovers(),)
