"""A macro's form: what is typed into it, and what a macro puts into it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language_info

from escalera.base.people.models import Team
from escalera.faces.desk.settings.answering import key_or_none, ticked, typed
from escalera.faces.desk.settings.deeds import rows
from escalera.faces.desk.shared.pages import DeskRequest
from escalera.faces.desk.ticket.composing.presenter import spoken
from escalera.levels.frontline.actions import NewMacro
from escalera.levels.frontline.models import Macro


def languages() -> list[tuple[str, str]]:
    """Return the languages that a macro can speak: "" for every customer, then the product's."""
    return [("", ""), *((code, str(get_language_info(code)["name_local"]).capitalize()) for code in spoken())]


def blank() -> dict[str, Any]:
    return {"texts": {}, "deeds": [], "is_own": False, "team": None, "then": ""}


def values_of(macro: Macro) -> dict[str, Any]:
    """Return what the form shows of a macro."""
    return {
        "name": macro.name,
        "folder": macro.folder,
        "texts": macro.texts,
        "note": macro.note,
        "then": macro.then,
        "team": macro.team_id,
        "is_own": macro.owner_id is not None,
        "deeds": [dict(one) for one in macro.deeds],
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
        "deeds": rows.edited(rows.posted_deeds(request.POST), typed(request, "do"), by_hand=True, nested=False),
    }


def new_macro(values: dict[str, Any]) -> NewMacro:
    """Return the macro that the values describe."""
    return NewMacro(
        name=values["name"],
        folder=values["folder"],
        texts=values["texts"],
        note=values["note"],
        then=values["then"],
        deeds=values["deeds"],
        team=Team.objects.filter(pk=values["team"] or 0).first(),
        is_own=values["is_own"],
    )
