"""The fields above a Markdown text, between two lines of dashes: "title: …", one a line. No other YAML is understood."""

from __future__ import annotations

import json
from collections.abc import Mapping

LONGEST = 60  # lines
_NAMES = {
    "lang": "language", "locale": "language", "idioma": "language", "category": "topic", "section": "topic",
    "tema": "topic", "categoria": "topic", "visibility": "audience", "id": "key", "weight": "position",
    "order": "position", "titulo": "title", "título": "title", "state": "status",
}  # fmt: skip


def parted(text: str) -> tuple[dict[str, str], str]:
    """Return the fields and the text below them; ({}, text) if it has none."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, text
    end = next((n for n, line in enumerate(lines[1:LONGEST], start=1) if line.strip() in ("---", "...")), 0)
    if not end:
        return {}, text
    fields: dict[str, str] = {}
    for line in lines[1:end]:
        name, colon, value = line.partition(":")
        key = name.strip().lower()
        if colon and key and not name.startswith((" ", "\t", "-", "#")):
            fields[_NAMES.get(key, key)] = _plain(value.strip())
    if fields.get("draft", "").lower() == "true":
        fields["status"] = "draft"
    return fields, "\n".join(lines[end + 1 :]).lstrip("\n")


def headed(fields: Mapping[str, str], text: str) -> str:
    """Return a text with its fields above it; empty fields are left out."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if value]
    return "\n".join(["---", *lines, "---", "", text.rstrip("\n"), ""])


def _plain(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        try:
            found = json.loads(value)
        except ValueError:
            return value[1:-1]
        return str(found)
    return value[1:-1].replace("''", "'") if len(value) > 1 and value[0] == value[-1] == "'" else value
