"""Categories, the matrix of priorities, reasons to wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent, Team
from escalera.core.presets.parts import Part, State, World
from escalera.core.presets.unused import remove_unused
from escalera.core.tickets.actions import keeping_classes as keeping
from escalera.core.tickets.actions.keeping import changed
from escalera.core.tickets.choices import Priority
from escalera.core.tickets.classes import find_reason
from escalera.core.tickets.models import MATRIX, Category, PriorityCell, WaitReason


class Categories:
    """{key, name, parent, kind, team}: `parent` and `team` by their keys in the preset."""

    key, label, after = "categories", gettext_lazy("Categories"), ("teams",)

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        named = Category.objects.filter(key=item["key"]).values_list("pk", flat=True).first()
        if named is not None or item.get("parent"):
            return named
        same = Category.objects.filter(name=item["name"], parent=None, archived_at__isnull=True)
        return same.values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = Category.objects.filter(pk=ref).first()
        if one is None:
            return None
        gone = one.archived_at is not None
        return {
            "key": one.key, "name": one.name, "parent": one.parent_id, "kind": one.kind, "team": one.team_id,
            "gone": gone,
        }  # fmt: skip

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        known = self.find(item, world)
        key = Category.objects.values_list("key", flat=True).get(pk=known) if known else item["key"]
        return {
            "key": key,
            "name": item["name"],
            "parent": world.ref("categories", item["parent"]) if item.get("parent") else None,
            "kind": item.get("kind", ""),
            "team": world.ref("teams", item["team"]) if item.get("team") else None,
            "gone": False,
        }

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        parent = Category.objects.get(pk=state["parent"]) if state["parent"] else None
        team = Team.objects.get(pk=state["team"]) if state["team"] else None
        one = keeping.save_category(
            name=state["name"], parent=parent, kind=state["kind"], team=team, category_id=ref, key=state["key"],
            by=by, at=at,
        )  # fmt: skip
        if state["gone"] != (one.archived_at is not None):
            keeping.archive_category(category_id=one.pk, back=not state["gone"], by=by, at=at)
        return one.pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        one = Category.objects.get(pk=ref)
        changed("category", one.pk, one.name, "removed", by, at)
        remove_unused(one)

    def words(self, state: State) -> str:
        above = Category.objects.filter(pk=state["parent"]).first() if state["parent"] else None
        return f"{above.name} › {state['name']}" if above else str(state["name"])


class Matrix:
    """{key, cells}: `cells` are rows by impact (high, medium, low) of priorities by urgency (high, medium, low)."""

    key, label, after = "matrix", gettext_lazy("Impact × urgency"), ()

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        return PriorityCell.objects.order_by("pk").values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        stored = {(one.impact, one.urgency): one.priority for one in PriorityCell.objects.all()}
        return {"cells": [[i, u, p] for (i, u), p in sorted(stored.items())]} if stored else None

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        rows = item["cells"]
        return {"cells": [[i, u, rows[i - 1][u - 1]] for i, u in sorted(MATRIX)]}

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        cells = {(impact, urgency): priority for impact, urgency, priority in state["cells"]}
        PriorityCell.objects.filter(pk__in=_left_out(cells)).delete()
        keeping.set_matrix(cells=cells, by=by, at=at)
        return PriorityCell.objects.order_by("pk").values_list("pk", flat=True)[0]

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        PriorityCell.objects.all().delete()
        changed("priority", 0, "", "saved", by, at)

    def words(self, state: State) -> str:
        return " / ".join(str(Priority(priority).label) for _i, _u, priority in state["cells"])


class Waits:
    """{key, name, status, pauses}: `key` is its code; a built-in reason keeps its own words where `name` is ""."""

    key, label, after = "waits", gettext_lazy("Reasons to wait"), ()

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        one = find_reason(item["key"])
        return one.pk if one else None

    def read(self, ref: int) -> State | None:
        one = WaitReason.objects.filter(pk=ref).first()
        if one is None:
            return None
        return {"code": one.code, "name": one.name, "status": one.status, "pauses": sorted(one.pauses)}

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        return {
            "code": item["key"], "name": item["name"], "status": item["status"], "pauses": sorted(item["pauses"])
        }  # fmt: skip

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        return keeping.save_wait_reason(
            name=state["name"], status=state["status"], pauses=state["pauses"], code=state["code"], by=by, at=at
        ).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        one = WaitReason.objects.get(pk=ref)
        changed("wait", one.pk, str(one), "removed", by, at)
        remove_unused(one)

    def words(self, state: State) -> str:
        return str(state["name"]) or _("in the product's own words")


def _left_out(cells: Mapping[tuple[int, int], int]) -> list[int]:
    stored = PriorityCell.objects.values_list("pk", "impact", "urgency")
    return [pk for pk, impact, urgency in stored if (impact, urgency) not in cells]


OFFERED: tuple[Part, ...] = (Categories(), Matrix(), Waits())
