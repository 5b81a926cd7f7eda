"""By what a draft is to leave, as it is kept with it: {"way", "template", "values", "answers"}, each only if it was chosen.

`way`: what names it in a form, or a kind of channel alone; `template`: "name|language"; `values`: what stands in its
places; `answers`: the message that is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escalera.core.writing.models import HeldReply

LONGEST_WAY = 300  # characters
LONGEST_TEMPLATE = 700
LONGEST_VALUE = 2000
LONGEST_PLACE = 80
MOST_VALUES = 100


def cleaned(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what of it can be kept; None if nothing was chosen."""
    values = {
        _plain(place, LONGEST_PLACE): _plain(words, LONGEST_VALUE)
        for place, words in list((given.get("values") or {}).items())[:MOST_VALUES]
    }
    kept = {
        "way": _plain(given.get("way"), LONGEST_WAY),
        "template": _plain(given.get("template"), LONGEST_TEMPLATE),
        "values": values,
        "answers": int(given.get("answers") or 0),
    }
    return {name: value for name, value in kept.items() if value} or None


def of_held(held: HeldReply) -> dict[str, Any] | None:
    """Return by what a reply was to leave that is a draft again."""
    extra = held.extra or {}
    way = f"{held.channel}:{extra['door']}:{extra['to']}" if extra.get("door") and extra.get("to") else held.channel
    template = extra.get("template") or {}
    named = f"{template['name']}|{template['language']}" if template else ""
    answers = (extra.get("answers") or {}).get("message")
    return cleaned({"way": way, "template": named, "values": template.get("values"), "answers": answers})


def _plain(words: Any, longest: int) -> str:
    return str(words or "").replace("\x00", "")[:longest]
