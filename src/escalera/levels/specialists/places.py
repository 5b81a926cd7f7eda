"""The places in a diagnostic's texts: what stands for them, escaped for where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

PLACE = re.compile(r"\{(answer|secret):([a-z0-9][a-z0-9_-]{0,39})\}|\{(ticket)\}")
LONGEST = 400  # characters of one value


class Lacking(LookupError):
    """Nothing is known for a place; the text says for which kind: "answer" or "secret"."""


def secrets_in(*texts: str) -> set[str]:
    """Return the names of the secrets that texts name."""
    return {found[2] for text in texts for found in PLACE.finditer(text) if found[1] == "secret"}


def answers_in(*texts: str) -> set[str]:
    """Return the keys of the steps whose answers texts want."""
    return {found[2] for text in texts for found in PLACE.finditer(text) if found[1] == "answer"}


def filled(
    text: str, *, answers: Mapping[str, str], secrets: Mapping[str, str], ticket: int, escape: Callable[[str], str]
) -> str:
    """Return the text with its places filled in, once; values are escaped, the text is not. Raises: Lacking."""

    def value(found: re.Match[str]) -> str:
        if found[3]:
            return str(ticket)
        known = secrets if found[1] == "secret" else answers
        if not known.get(found[2]):
            raise Lacking(found[1])
        return escape(known[found[2]][:LONGEST] if found[1] == "answer" else known[found[2]])

    return PLACE.sub(value, text)


def in_address(value: str) -> str:
    """As a part of a URL: nothing in it ends the part."""
    return quote(value, safe="")


def in_header(value: str) -> str:
    return re.sub(r"[^\x20-\x7e]", "", value)


def in_json(value: str) -> str:
    """Inside a JSON string's quotes."""
    return json.dumps(value)[1:-1]
