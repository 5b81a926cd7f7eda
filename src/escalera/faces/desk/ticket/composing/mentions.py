"""People who are called into a note: written as `@Name`, kept as `@[Name](agent:12)`, shown as `@Name`."""

from __future__ import annotations

import re
import unicodedata

from escalera.base.people.models import Agent

MOST = 8  # candidates shown at once
EVERYBODY = 2_000  # agents whose names are looked for
KEPT = re.compile(r"@\[([^\]\[\n]{1,120})\]\(agent:(\d{1,18})\)")


def candidates(words: str, asking: Agent) -> list[Agent]:
    """Return the colleagues whose name or address begins with, or holds, what was typed; case and accents don't count."""
    wanted = _plain(words)
    people = Agent.objects.filter(is_active=True).exclude(pk=asking.pk).order_by("name")[:EVERYBODY]
    found = [one for one in people if wanted in _plain(one.name) or one.email.startswith(wanted)]
    return sorted(found, key=lambda one: not _begins(one.name, wanted))[:MOST]


def with_mentions(text: str) -> str:
    """Return the text with every `@Full Name` of an active colleague in the form that is kept.

    Of two names that fit, the longer one is meant; what is marked already stays."""
    if "@" not in text:
        return text
    rows = Agent.objects.filter(is_active=True).values_list("pk", "name")[:EVERYBODY]
    people = sorted(rows, key=lambda row: -len(row[1]))
    pieces = text.split("@")
    return pieces[0] + "".join("@" + _marked(piece, people) for piece in pieces[1:])


def without_marks(text: str) -> str:
    """Return the text as it is read: names, no numbers."""
    return KEPT.sub(lambda found: f"@{found[1]}", text)


def _marked(piece: str, people: list[tuple[int, str]]) -> str:
    for pk, name in people:
        if piece.startswith(name) and not piece[len(name) : len(name) + 1].isalnum() and "]" not in name:
            return f"[{name}](agent:{pk}){piece[len(name) :]}"
    return piece


def _begins(name: str, wanted: str) -> bool:
    return any(word.startswith(wanted) for word in _plain(name).split())


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.strip()[:80].casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))
