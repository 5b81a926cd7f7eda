"""The stored form of a mention: `@[Bruno Díaz](agent:12)`, `@[Redes](team:3)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 50
STORED = re.compile(r"@\[([^\[\]\n]{1,120})\]\((agent|team):([0-9]{1,15})\)")


@dataclass(frozen=True, slots=True)
class Called:
    """Whom a text calls, in the text's order, each once."""

    agents: tuple[int, ...]
    teams: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.agents or self.teams)


def called_in(text: str) -> Called:
    """Return whom a text calls; of more than fifty mentions the rest is not read."""
    agents: dict[int, None] = {}
    teams: dict[int, None] = {}
    if "@[" in text:
        for place, found in enumerate(STORED.finditer(text)):
            if place >= MOST:
                break
            (agents if found[2] == "agent" else teams)[int(found[3])] = None
    return Called(tuple(agents), tuple(teams))


def plain(text: str) -> str:
    """Return the text with mentions as people say them: `@Bruno Díaz`."""
    return STORED.sub(r"@\1", text) if "@[" in text else text
