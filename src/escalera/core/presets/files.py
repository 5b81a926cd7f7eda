"""The presets as the data files say them: TOML beside this module, with texts in several languages.

A file may extend others: their things come first, and one of the same key takes over what the nearer file says of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
LANGUAGES = ("es", "en", "pt")
_ABOUT = ("key", "kind", "name", "about", "extends", "icon", "law")


@dataclass(frozen=True, slots=True)
class Preset:
    """One file, whole. `kind`: "industry" or "law"; `law`: its key in laws.toml; `items`: by part, in their order."""

    key: str
    kind: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    icon: str
    law: str
    items: Mapping[str, list[dict[str, Any]]]


@cache
def all_presets() -> dict[str, Preset]:
    """Return every preset by key, industries first."""
    found = [_preset(path.stem) for path in sorted(DATA.glob("*.toml")) if path.stem not in ("laws", "common")]
    return {one.key: one for one in sorted(found, key=lambda one: (one.kind != "industry", _place(one.key)))}


@cache
def laws() -> dict[str, Any]:
    """Return what laws.toml says, by the key of the law."""
    return tomllib.loads((DATA / "laws.toml").read_text("utf-8"))


def in_language(value: Any, language: str) -> Any:
    """Return the value with every text in this language: a table of languages becomes its text."""
    if isinstance(value, Mapping):
        if "es" in value and set(value) <= set(LANGUAGES):
            return value.get(language) or value["es"]
        return {key: in_language(one, language) for key, one in value.items()}
    return [in_language(one, language) for one in value] if isinstance(value, list) else value


def language_of(code: str) -> str:
    """Return the language of texts that is nearest to a language of the product: pt-br → pt."""
    short = code.split("-")[0].lower()
    return short if short in LANGUAGES else LANGUAGES[0]


def _place(key: str) -> int:
    order = ("it", "isp", "bank", "cards", "retail", "internal")
    return order.index(key) if key in order else len(order)


def _preset(stem: str) -> Preset:
    """Return one file with what it extends. Of policies the first that fits counts: so the file's own stand before the
    common ones, and those for everything last."""
    data = _read(stem)
    items: dict[str, dict[str, dict[str, Any]]] = {}
    for source in (*(_read(one) for one in data.get("extends", [])), data):
        for part, things in source.items():
            if part in _ABOUT:
                continue
            for thing in things:
                known = items.setdefault(part, {}).setdefault(str(thing["key"]), {})
                known |= thing
    kept = {part: [one for one in things.values() if not one.get("left_out")] for part, things in items.items()}
    own = {str(one["key"]) for one in data.get("policies", [])}
    kept.get("policies", []).sort(key=lambda one: (not one.get("when"), one["key"] not in own))
    return Preset(
        data["key"], data["kind"], data["name"], data["about"], data.get("icon", "book"), data.get("law", ""), kept
    )


def _read(stem: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{stem}.toml").read_text("utf-8"))
