"""The map of an event log: which column says what, and what its words mean here. A TOML file, read and checked once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from escalera.core.tickets.choices import Kind, Priority, Status

ROLES = (
    "case", "time", "order", "state", "group", "agent", "contact", "opened", "resolved", "closed", "impact", "urgency",
    "priority", "kind", "channel", "category", "subject", "reassignments", "reopenings", "made_sla",
)  # fmt: skip
NEEDED = ("case", "time", "state")
SAME = "same"  # a state that changes nothing
Column = str | int  # a name, or a position from 1


class BadMap(ValueError):
    """The map file is not one; the text says where."""


@dataclass(frozen=True, slots=True)
class Match:
    """One line of a list of translations: the first that fits a value decides. `values`: what it then says."""

    exact: frozenset[str]
    starts: str
    like: re.Pattern[str] | None
    values: dict[str, Any]

    def find(self, text: str) -> dict[str, Any] | None:
        """Return the values, named groups of the pattern among them; None if the text does not fit."""
        if self.like is not None:
            hit = self.like.search(text)
            return {**hit.groupdict(), **self.values} if hit else None
        if text in self.exact or (self.starts and text.startswith(self.starts)):
            return self.values
        return None


@dataclass(frozen=True, slots=True)
class EventMap:
    """All that is known of a log. `columns`: for each role the columns whose texts, joined by `joint`, say it."""

    name: str
    columns: dict[str, tuple[Column, ...]]
    format: str = ""
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    header: bool = True
    empty: frozenset[str] = frozenset({""})
    dates: tuple[str, ...] = ("iso",)
    time_zone: str = "UTC"
    order: str = "time"
    joint: str = "/"
    levels: dict[int, str] = field(default_factory=dict)
    states: tuple[Match, ...] = ()
    teams: tuple[Match, ...] = ()
    team_level: int = 1
    team_name: str = "{value}"
    first_team: str = ""
    vendors: tuple[Match, ...] = ()
    words: dict[str, tuple[Match, ...]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    matrix: dict[tuple[str, str], int] = field(default_factory=dict)
    create_agents: bool = False
    contact_name: str = "{value}"
    create_categories: bool = False
    subject: str = "{case}"

    def state_of(self, text: str) -> dict[str, Any]:
        """Return what a state means: `status`, and perhaps `wait`. Raises: LookupError for one that no line knows."""
        found = find(self.states, text)
        if found is None:
            raise LookupError(f"the map says nothing of the state “{text}”")
        return found

    def place_of(self, group: str) -> tuple[str, int]:
        """Return the team's name and level of a group of the log."""
        found = find(self.teams, group) or {}
        level = int(found.get("level") or self.team_level)
        return str(found.get("name") or self.team_name.format(value=group, level=level))[:80], level

    def vendor_of(self, group: str) -> str:
        """Return the vendor that a group of the log stands for; "" for a team of ours."""
        found = find(self.vendors, group) if group else None
        return "" if found is None else str(found.get("name") or group)[:120]

    def meaning(self, role: str, text: str) -> Any:
        """Return what a word of a column means here: by its list, else the default of its role, else None."""
        found = find(self.words.get(role, ()), text) if text else None
        return found["to"] if found else self.defaults.get(role)


def find(lines: tuple[Match, ...], text: str) -> dict[str, Any] | None:
    """Return what the first fitting line says, or None."""
    return next((found for line in lines if (found := line.find(text)) is not None), None)


def load_map(path: Path) -> EventMap:
    """Read a map file. Raises: BadMap, OSError."""
    try:
        return read_map(tomllib.loads(path.read_text("utf-8")), path.stem)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMap(f"{path.name}: {error}") from None


def read_map(data: dict[str, Any], stem: str = "log") -> EventMap:
    """Make a map of parsed TOML. Raises: BadMap."""
    file, teams, priority = data.get("file", {}), data.get("teams", {}), data.get("priority", {})
    columns = {role: _columns(role, value) for role, value in data.get("columns", {}).items()}
    if missing := [role for role in NEEDED if role not in columns]:
        raise BadMap(f"[columns] must say {', '.join(missing)}")
    if unknown := [role for role in columns if role not in ROLES]:
        raise BadMap(f"[columns] knows {', '.join(ROLES)}; not {', '.join(unknown)}")
    known = {
        key: file[key]
        for key in ("format", "delimiter", "encoding", "header", "time_zone", "order", "joint")
        if key in file
    }
    states = _lines(data.get("state", []), "state")
    for line in states:
        if line.values.get("status") not in (*Status.values, SAME):
            raise BadMap(f"[[state]] status is one of {', '.join(Status.values)}, {SAME}: {line.values}")
    return EventMap(
        name=str(data.get("name", stem))[:60],
        columns=columns,
        **known,
        empty=frozenset(file.get("empty", ["", "?"])) | {""},
        dates=tuple(file.get("dates", ["iso"])),
        levels={int(one["order"]): str(one["name"]) for one in data.get("level", [])},
        states=states,
        teams=_lines(teams.get("group", []), "teams.group"),
        team_level=int(teams.get("level", 1)),
        team_name=str(teams.get("name", "{value}")),
        first_team=str(teams.get("first", "")),
        vendors=_lines(data.get("vendors", {}).get("group", []), "vendors.group"),
        words=_words(data),
        defaults=_defaults(data),
        matrix=_matrix(priority.get("matrix", [])),
        create_agents=bool(data.get("agents", {}).get("create", False)),
        contact_name=str(data.get("contacts", {}).get("name", "{value}")),
        create_categories=bool(data.get("category", {}).get("create", False)),
        subject=str(data.get("subject", {}).get("text", "{case}")),
    )


def _columns(role: str, value: Any) -> tuple[Column, ...]:
    several = value if isinstance(value, list) else [value]
    if not several or not all(isinstance(one, (str, int)) for one in several):
        raise BadMap(f"[columns] {role}: a name, a position from 1, or a list of them")
    return tuple(several)


def _lines(entries: Any, where: str) -> tuple[Match, ...]:
    found = []
    for entry in entries:
        values = {key: value for key, value in entry.items() if key not in ("is", "starts", "like")}
        exact = entry.get("is", [])
        try:
            like = re.compile(entry["like"]) if "like" in entry else None
        except re.error as error:
            raise BadMap(f"[[{where}]] like = {entry['like']!r}: {error}") from None
        names = [exact] if isinstance(exact, str) else exact
        if not (names or like or entry.get("starts")):
            raise BadMap(f"[[{where}]] needs is, starts or like")
        found.append(Match(frozenset(map(str, names)), str(entry.get("starts", "")), like, values))
    return tuple(found)


def _words(data: dict[str, Any]) -> dict[str, tuple[Match, ...]]:
    """`[impact] words = { "Major" = 1 }` and the like: a role's own words and what they are here."""
    found: dict[str, tuple[Match, ...]] = {}
    for role in ("impact", "urgency", "priority", "kind", "channel", "category"):
        words = data.get(role, {}).get("words", {})
        found[role] = tuple(Match(frozenset({str(word)}), "", None, {"to": to}) for word, to in words.items())
        _check(role, [line.values["to"] for line in found[role]])
    return found


def _defaults(data: dict[str, Any]) -> dict[str, Any]:
    roles = ("impact", "urgency", "priority", "kind", "channel", "category")
    found = {role: data[role]["default"] for role in roles if "default" in data.get(role, {})}
    for role, value in found.items():
        _check(role, [value])
    return found


def _check(role: str, values: list[Any]) -> None:
    allowed: tuple[Any, ...] = ()
    if role in ("impact", "urgency"):
        allowed = (1, 2, 3)
    elif role == "priority":
        allowed = tuple(Priority.values)
    elif role == "kind":
        allowed = tuple(Kind.values)
    if allowed and (wrong := [one for one in values if one not in allowed]):
        raise BadMap(f"[{role}] {wrong[0]!r} is none of {', '.join(map(str, allowed))}")


def _matrix(rows: Any) -> dict[tuple[str, str], int]:
    """Rows of [impact, urgency, priority], the first two in the log's words."""
    found = {}
    for row in rows:
        if len(row) != 3 or row[2] not in Priority.values:
            raise BadMap(f"[priority] matrix: rows of [impact, urgency, priority 1 to 4], not {row}")
        found[str(row[0]), str(row[1])] = int(row[2])
    return found
