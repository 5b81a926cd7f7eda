"""A macro's form: what is typed into it, and what a macro puts into it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language_info

from escalera.base.people.models import Team
from escalera.faces.desk.settings.answering import key_or_none, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest
from escalera.faces.desk.ticket.composing.presenter import spoken
from escalera.levels.frontline.actions import NewMacro
from escalera.levels.frontline.models import Macro


def languages() -> list[tuple[str, str]]:
    """Return the languages that a macro can speak: "" for every customer, then the product's."""
    return [("", ""), *((code, str(get_language_info(code)["name_local"]).capitalize()) for code in spoken())]


def blank() -> dict[str, Any]:
    return {"texts": {}, "deeds": {}, "is_own": False, "team": None, "then": ""}


def values_of(macro: Macro) -> dict[str, Any]:
    """Return what the form shows of a macro; `deeds` by their name."""
    return {
        "name": macro.name,
        "folder": macro.folder,
        "texts": macro.texts,
        "note": macro.note,
        "then": macro.then,
        "team": macro.team_id,
        "is_own": macro.owner_id is not None,
        "deeds": {one["do"]: one for one in macro.deeds},
    }


def typed_values(request: DeskRequest) -> dict[str, Any]:
    """Return what was typed, to be shown again or to make a macro of."""
    return {
        "name": typed(request, "name"),
        "folder": typed(request, "folder"),
        "texts": {code: typed(request, f"text-{code or 'all'}") for code, _name in languages()},
        "note": typed(request, "note"),
        "then": typed(request, "then"),
        "team": key_or_none(request, "team"),
        "is_own": ticked(request, "is_own"),
        "deeds": _deeds(request),
    }


def new_macro(values: dict[str, Any]) -> NewMacro:
    """Return the macro that the values describe."""
    return NewMacro(
        name=values["name"],
        folder=values["folder"],
        texts=values["texts"],
        note=values["note"],
        then=values["then"],
        deeds=list(values["deeds"].values()),
        team=Team.objects.filter(pk=values["team"] or 0).first(),
        is_own=values["is_own"],
    )


def _deeds(request: DeskRequest) -> dict[str, dict[str, Any]]:
    """Return the deeds that were chosen, each in the form in which it is kept."""
    found: dict[str, dict[str, Any]] = {}
    if ticked(request, "take"):
        found["take"] = {"do": "take"}
    if typed(request, "kind") or typed(request, "priority"):
        found["classify"] = {"do": "classify", "kind": typed(request, "kind"), "priority": typed(request, "priority")}
    if typed(request, "tags"):
        found["tag"] = {"do": "tag", "tags": typed(request, "tags")}
    ends = {"resolve": {"do": "resolve"}, "release": {"do": "release"}}
    status = typed(request, "status")
    if status in ends:
        found[status] = ends[status]
    elif status:
        found["wait"] = {"do": "wait", "status": status}
    if typed(request, "assign"):
        found["assign"] = {"do": "assign", "team": typed(request, "assign")}
    if typed(request, "escalate"):
        found["escalate"] = {
            "do": "escalate",
            "team": typed(request, "escalate"),
            "summary": typed(request, "summary"),
        }
    return found
