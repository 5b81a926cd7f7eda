"""A macro's form: what is typed into it, and what a macro puts into it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info

from escalera.base.people.models import Team
from escalera.faces.desk.settings.answering import key_or_none, ticked, typed
from escalera.faces.desk.settings.deeds import rows
from escalera.faces.desk.shared.pages import DeskRequest
from escalera.faces.desk.ticket.composing.presenter import spoken
from escalera.levels.frontline.actions import NewMacro
from escalera.levels.frontline.models import Macro

CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?\Z")


def languages(texts: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the languages that a macro's form has: "" for every customer, the product's, then others of its texts."""
    codes = dict.fromkeys(["", *spoken(), *texts])
    return [(code, name_of(code) if code else "") for code in codes]


def others(texts: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the languages that could be added, by their own names."""
    known = {code for code, _name in languages(texts)}
    found = [(code, name_of(code)) for code in LANG_INFO if len(code) == 2 and code not in known]
    return sorted(found, key=lambda pair: pair[1].casefold())


def name_of(code: str) -> str:
    """Return what a language is called by those who speak it; its code if nobody knows."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


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
        "texts": _texts(request),
        "note": typed(request, "note"),
        "then": typed(request, "then"),
        "team": key_or_none(request, "team"),
        "is_own": ticked(request, "is_own"),
        "deeds": rows.edited(rows.posted_deeds(request.POST), typed(request, "do"), by_hand=True, nested=False),
    }


def _texts(request: DeskRequest) -> dict[str, str]:
    """Return the texts by language, with one that was added: "other" says its language, "text-other" its words."""
    posted = [name.removeprefix("text-") for name in list(request.POST)[:200] if name.startswith("text-")]
    codes = [code for code, _name in languages(code for code in posted if code != "all" and CODE.match(code))]
    texts = {code: typed(request, f"text-{code or 'all'}") for code in codes}
    other, words = typed(request, "other"), typed(request, "text-other")
    return {**texts, other: words} if words and CODE.match(other) and not texts.get(other) else texts


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
