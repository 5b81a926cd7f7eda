"""The rows of a condition in a form: out of data, out of what was posted, and back to data.

Rows stand in groups: the main one, and beside its rows up to five more, one deep. A posted row g-i has its field in
`f-g-i`, its operator in `o-g-i`, its values in `v-g-i` and a date in `d-g-i`; `w-g-i` is the field that they were shown
for: another field begins without them. `match-g` says how a group's rows join.
Where a form holds several conditions, each has a prefix before all these names and before what its buttons say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any, Protocol

from escalera.core.conditions.fields import Field, FieldType, find_field
from escalera.core.conditions.form import input_of
from escalera.core.conditions.operators import IS, operators_of
from escalera.core.conditions.reading import All, Condition, Either, Leaf

ALL, ANY, NONE = "all", "any", "none"
MATCHES = (ALL, ANY, NONE)
MOST_GROUPS, MOST_ROWS = 6, 30
A_DATE = "date"
_ROW = re.compile(r"f-(\d)-(\d{1,2})\Z")
_ADD, _DROP = re.compile(r"row-(\d)\Z"), re.compile(r"drop-(\d)-(\d{1,2})\Z")
_UNGROUP = re.compile(r"ungroup-(\d)\Z")


class Posted(Protocol):
    """What a form sent."""

    def get(self, key: str, default: str, /) -> Any: ...
    def getlist(self, key: str) -> Sequence[Any]: ...
    def __iter__(self) -> Any: ...


class _Prefixed:
    """What was sent under names that begin with a prefix, without it."""

    def __init__(self, posted: Posted, prefix: str) -> None:
        self.posted, self.prefix = posted, prefix

    def get(self, key: str, default: str, /) -> Any:
        return self.posted.get(self.prefix + key, default)

    def getlist(self, key: str) -> Sequence[Any]:
        return self.posted.getlist(self.prefix + key)

    def __iter__(self) -> Any:
        return (key.removeprefix(self.prefix) for key in self.posted if key.startswith(self.prefix))


@dataclass(slots=True)
class Row:
    field: str
    operator: str
    values: list[str] = made(default_factory=list)
    date: str = ""


@dataclass(slots=True)
class Group:
    match: str = ALL
    rows: list[Row] = made(default_factory=list)


def new_row(key: str = "") -> Row:
    """Return the row that a button adds: of the field with this key, else "open"."""
    known = find_field(key) if key else None
    return Row(key, operators_of(known)[0]) if known else Row("open", IS, ["true"])


def groups_of(condition: Condition) -> list[Group] | None:
    """Return a condition as groups of rows; None if it is nested too deeply for a form."""
    main = _group(condition)
    if main is None:
        return None
    groups = [Group(main[0])]
    for part in main[1]:
        if isinstance(part, Leaf):
            groups[0].rows.append(_row(part))
            continue
        inner = _group(part)
        if inner is None or not all(isinstance(leaf, Leaf) for leaf in inner[1]):
            return None
        groups.append(Group(inner[0], [_row(leaf) for leaf in inner[1] if isinstance(leaf, Leaf)]))
    return groups if len(groups) <= MOST_GROUPS else None


def _group(condition: Condition) -> tuple[str, Sequence[Condition]] | None:
    if isinstance(condition, Leaf):
        return ALL, (condition,)
    if isinstance(condition, All):
        return ALL, condition.parts
    if isinstance(condition, Either):
        return ANY, condition.parts
    inner = condition.part
    if isinstance(inner, Leaf):
        return NONE, (inner,)
    return (NONE, inner.parts) if isinstance(inner, Either) else None


def _row(leaf: Leaf) -> Row:
    values = leaf.value if isinstance(leaf.value, list) else [leaf.value]
    texts = ["true" if v is True else "false" if v is False else str(v) for v in values]
    is_time = leaf.field.type in (FieldType.MOMENT, FieldType.DAY) and leaf.operator != "within_days"
    if is_time and texts[0][:1].isdigit():
        return Row(leaf.field.key, leaf.operator, [A_DATE], texts[0][:10])
    return Row(leaf.field.key, leaf.operator, texts)


def posted_groups(posted: Posted, prefix: str = "") -> list[Group]:
    """Return the groups that a form sent; what is too much is left out."""
    if prefix:
        posted = _Prefixed(posted, prefix)
    groups = [Group(_match(posted, number)) for number in range(MOST_GROUPS)]
    places = sorted((int(found[1]), int(found[2])) for key in posted if (found := _ROW.match(key)))
    for group, place in places[: MOST_ROWS * 2]:
        if group < MOST_GROUPS and len(groups[group].rows) < MOST_ROWS:
            groups[group].rows.append(_posted_row(posted, f"{group}-{place}"))
    return [groups[0], *(group for number, group in enumerate(groups) if number and f"match-{number}" in posted)]


def _match(posted: Posted, number: int) -> str:
    match = posted.get(f"match-{number}", ALL)
    return match if match in MATCHES else ALL


def _posted_row(posted: Posted, place: str) -> Row:
    known = find_field(posted.get(f"f-{place}", "")[:60])
    if known is None:
        return new_row()
    operator = posted.get(f"o-{place}", "")
    if operator not in operators_of(known):
        operator = operators_of(known)[0]
    if posted.get(f"w-{place}", known.key) != known.key:
        return Row(known.key, operator)
    values = [str(value)[:200] for value in posted.getlist(f"v-{place}")[:50]]
    return Row(known.key, operator, values, posted.get(f"d-{place}", "")[:10])


def edited(groups: list[Group], deed: str, prefix: str = "", first: str = "") -> list[Group]:
    """Return the groups after a button: "row-0" adds a row, "drop-0-1" takes one out, "group" adds a group,
    "ungroup-1" takes one out; anything else, also another condition's button, leaves them as they are. `first`: the field
    of a row that is added."""
    deed = deed.removeprefix(prefix) if deed.startswith(prefix) else ""
    if deed == "group" and len(groups) < MOST_GROUPS:
        groups.append(Group(ANY, [new_row(first)]))
    if (found := _ADD.match(deed)) and int(found[1]) < len(groups):
        groups[int(found[1])].rows.append(new_row(first))
    if (found := _DROP.match(deed)) and int(found[1]) < len(groups):
        rows = groups[int(found[1])].rows
        del rows[int(found[2]) : int(found[2]) + 1]
    if (found := _UNGROUP.match(deed)) and 0 < int(found[1]) < len(groups):
        del groups[int(found[1])]
    return groups


def data_of_groups(groups: Sequence[Group]) -> dict[str, Any]:
    """Return the rows as data for `reading.read`, which checks it."""
    main, *others = groups
    parts = [_leaf(row) for row in main.rows]
    return _together(
        main.match, [*parts, *(_together(one.match, [_leaf(row) for row in one.rows]) for one in others)]
    )


def _together(match: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"not": {"any": parts}} if match == NONE else {match: parts}


def _leaf(row: Row) -> dict[str, Any]:
    known = find_field(row.field)
    return {"field": row.field, row.operator: _given(known, row) if known else ""}


def _given(known: Field, row: Row) -> Any:
    kind = input_of(known, row.operator)
    if kind == "choices":
        return row.values
    first = row.values[0] if row.values else ""
    return row.date if kind in ("moment", "day") and first in (A_DATE, "") else first
