"""What the buttons of the form do to a draft: a row more, a row less, a row further up or down."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.channels.voice.settings import LANGUAGES, MOST_MENUS, MOST_OPTIONS
from escalera.faces.desk.settings.channels.callers.draft import MAIN, Draft, Key, Row, free_digit

_DEED = re.compile(r"(language|menu|key)-(add|drop|up|down)(?:-([a-z0-9-]{1,7}))?\Z")


def change(draft: Draft, do: str) -> str:
    """Do what a button says; return the field on which one goes on, "" for nothing that we know."""
    found = _DEED.match(do)
    if found is None:
        return ""
    what, deed, rest = found[1], found[2], found[3] or ""
    if what == "language":
        return _language(draft, deed, rest)
    places = [int(one) for one in rest.split("-") if one.isdecimal()]
    if what == "menu":
        return _menu(draft, deed, places[0] if places else -1)
    if not places or places[0] >= len(draft.menus):
        return ""
    return _key(draft.menus[places[0]], deed, places)


def _language(draft: Draft, deed: str, rest: str) -> str:
    if deed == "add":
        if rest in LANGUAGES and rest not in draft.spoken:
            draft.languages.append((free_digit([digit for digit, _language in draft.languages]), rest))
        return f"words-{rest}-greeting"
    place = int(rest) if rest.isdecimal() else len(draft.languages)
    if deed == "drop" and (len(draft.languages) < 2 or place >= len(draft.languages)):
        return ""
    return _arrange(draft.languages, deed, place, "language") if place < len(draft.languages) else ""


def _menu(draft: Draft, deed: str, place: int) -> str:
    if deed == "add" and len(draft.menus) < MOST_MENUS:
        if all(menu.name != MAIN for menu in draft.menus):
            draft.menus.insert(0, Row(MAIN, [Key("1")]))
            return "to-0-0"
        draft.menus.append(Row(_new_name(draft), [Key("1")]))
        return f"name-{len(draft.menus) - 1}"
    if deed == "drop" and 0 <= place < len(draft.menus):
        del draft.menus[place]
        return "menu-add"
    return ""


def _key(menu: Row, deed: str, places: list[int]) -> str:
    here, place = places[0], places[1] if len(places) > 1 else -1
    if deed == "add" and len(menu.keys) < MOST_OPTIONS:
        menu.keys.append(Key(free_digit([key.digit for key in menu.keys])))
        return f"to-{here}-{len(menu.keys) - 1}"
    if not 0 <= place < len(menu.keys):
        return ""
    return _arrange(menu.keys, deed, place, f"key-{here}") or f"key-add-{here}"


def _arrange(rows: list[Any], deed: str, place: int, what: str) -> str:
    """Drop a row or move it by one place; return the button on which one goes on, "" if none is left."""
    kind, _dash, here = what.partition("-")
    before = f"-{here}" if here else ""
    if deed == "drop":
        del rows[place]
        return f"{kind}-drop{before}-{min(place, len(rows) - 1)}" if rows else ""
    to = place + (1 if deed == "down" else -1)
    if 0 <= to < len(rows):
        rows[place], rows[to] = rows[to], rows[place]
    else:
        to = place
    able = {"up": to > 0, "down": to < len(rows) - 1}
    go_on = deed if able.get(deed) else next((one for one, can in able.items() if can), "drop")
    return f"{kind}-{go_on}{before}-{to}"


def _new_name(draft: Draft) -> str:
    names = {menu.name for menu in draft.menus}
    return next(name for number in range(2, 99) if (name := _("Menu %(number)d") % {"number": number}) not in names)
