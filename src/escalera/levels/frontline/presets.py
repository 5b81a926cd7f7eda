"""What presets bring to the front line: answers and macros."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent, Team
from escalera.core.presets.parts import State, World, register
from escalera.core.presets.references import resolved
from escalera.levels.frontline.actions import NewMacro, add_macro, change_macro, drop_macro
from escalera.levels.frontline.models import Macro


class Macros:
    """{key, name, folder, text, note, deeds, then, team}: the text in the desk's language is for every customer who
    speaks none of the others."""

    key, label, after = "macros", gettext_lazy("Macros and answers"), ("categories", "checklists", "teams")

    def find(self, item: Mapping[str, Any], world: World) -> int | None:
        return Macro.objects.filter(name=item["name"], owner=None).values_list("pk", flat=True).first()

    def read(self, ref: int) -> State | None:
        one = Macro.objects.filter(pk=ref).first()
        if one is None:
            return None
        said: State = {key: getattr(one, key) for key in ("name", "folder", "texts", "note", "deeds", "then")}
        return {**said, "team": one.team_id}

    def wish(self, item: Mapping[str, Any], world: World) -> State:
        return {
            "name": item["name"],
            "folder": item.get("folder", ""),
            "texts": _texts(item, world.language),
            "note": item.get("note", ""),
            "deeds": resolved(item.get("deeds", []), world),
            "then": item.get("then", ""),
            "team": world.ref("teams", item["team"]) if item.get("team") else None,
        }

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int:
        team = Team.objects.get(pk=state["team"]) if state["team"] else None
        macro = NewMacro(**{**state, "team": team})
        return (change_macro(macro_id=ref, macro=macro, by=by) if ref else add_macro(macro=macro, by=by)).pk

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None:
        drop_macro(macro_id=ref, by=by)

    def words(self, state: State) -> str:
        return " ".join((state["texts"].get("") or state["note"] or state["name"]).split())[:160]


def _texts(item: Mapping[str, Any], own: str) -> dict[str, str]:
    """Return the text for everybody, and those in other languages."""
    if not item.get("text"):
        return {}
    given = item.get("in_all", {}).get("text")
    others = given if isinstance(given, Mapping) else {}
    return {"": item["text"].strip(), **{code: text.strip() for code, text in others.items() if code != own}}


register(Macros())
