"""What one button of the editor does to the steps: JSON in, JSON out, nothing saved. See `core/procedures/graph.py`.

A place is where an arrow can be: "step|way,way" are the ways of a step, an empty one what it goes on with when no way says
otherwise; "step|" is only that; "|" is the beginning; "" is nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

Data = dict[str, Any]
Row = dict[str, Any]
NEW = "+"  # where a way leads that wants a step of its own


def find(data: Data, key: str) -> Row | None:
    return next((row for row in data["steps"] if row["key"] == key), None)


def free_key(words: str, taken: set[str], otherwise: str) -> str:
    """Return a key that says what it is of and that nothing else has."""
    base = slugify(words)[:32].strip("-_") or otherwise
    if not base[0].isalnum():
        base = otherwise
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def added(data: Data, kind: str, title: str, place: str = "", *, ends: bool = False) -> tuple[Data, str]:
    """Put a new step into a place; return the data and its key. What was there follows it, unless it `ends`."""
    key = free_key(title, {row["key"] for row in data["steps"]}, "step")
    new: Row = {"key": key, "kind": kind, "title": title, "next": "", "ways": []}
    source = find(data, place.partition("|")[0])
    data["steps"].insert(data["steps"].index(source) + 1 if source else len(data["steps"]), new)
    if not data["start"]:
        data["start"] = key
    elif "|" in place and (source or place == "|"):
        follows = target_of(data, place)
        new["next"] = "" if ends else follows
        led(data, place, key)
    return data, key


def grown(data: Data, key: str, title: str) -> Data:
    """Make the steps that the ways of this one want, called as the way, or by `title`."""
    row = find(data, key)
    if row is None:
        return data
    for way in row["ways"]:
        if way["to"] == NEW:
            way["to"] = ""  # or what it leads to now would follow the new one
            data, way["to"] = added(data, "guidance", way["label"] or title)
    if row["next"] == NEW:
        row["next"] = ""
        data, row["next"] = added(data, "guidance", title)
    return data


def target_of(data: Data, place: str) -> str:
    """Return the key of the step that a place leads to; "" for none."""
    source, _bar, ways = place.partition("|")
    if not source:
        return str(data["start"])
    row = find(data, source)
    if row is None:
        return ""
    way = next((one for one in row["ways"] if one["key"] == ways.split(",")[0]), None)
    return str((way["to"] if way else "") or row["next"])


def led(data: Data, place: str, to: str) -> Data:
    """Let what stands at a place lead to a step."""
    source, _bar, ways = place.partition("|")
    if not source:
        data["start"] = to
        return data
    row = find(data, source)
    if row is None:
        return data
    for key in ways.split(","):
        way = next((one for one in row["ways"] if one["key"] == key), None)
        if not key:
            row["next"] = to if to != source else ""
        elif way is not None:
            way["to"] = to
        else:  # a way that its kind names; only where it leads is kept
            row["ways"].append({"key": key, "label": "", "to": to, "when": None})
    return data


def placed(data: Data, key: str, place: str, *, ends: bool = False) -> Data:
    """Take a step from where it is and put it into a place; one that `ends` stays where it is led to from elsewhere."""
    row, source = find(data, key), place.partition("|")[0]
    if row is None or source == key or target_of(data, place) == key or (source and find(data, source) is None):
        return data
    if ends:
        return led(data, place, key)
    follows = row["next"] if row["next"] != key else ""
    row["next"] = ""
    _lead_over(data, key, follows)
    target = target_of(data, place)
    row["next"] = target if target != key else ""
    data["steps"].remove(row)
    before = find(data, source)
    data["steps"].insert(data["steps"].index(before) + 1 if before else 0, row)
    return led(data, place, key)


def removed(data: Data, key: str) -> Data:
    """Take a step out; what led to it leads to what followed it."""
    row = find(data, key)
    if row is None:
        return data
    follows = row["next"] if row["next"] != key else ""
    data["steps"].remove(row)
    _lead_over(data, key, follows)
    return data


def moved_up(data: Data, key: str) -> Data:
    """Let a step come before the one that leads to it by "goes on with"; a branch's first step stays first in it."""
    row = find(data, key)
    before = next((one for one in data["steps"] if one["next"] == key and one["key"] != key), None)
    if row is None or before is None or row["kind"] == "end":
        return data
    before["next"] = ""  # so that only what leads there from elsewhere is led over
    _lead_over(data, before["key"], key)
    before["next"], row["next"] = row["next"], before["key"]
    if before["next"] == before["key"]:
        before["next"] = ""
    steps = data["steps"]
    one, two = steps.index(row), steps.index(before)
    steps[one], steps[two] = steps[two], steps[one]
    return data


def moved_down(data: Data, key: str) -> Data:
    row = find(data, key)
    return moved_up(data, row["next"]) if row and row["next"] else data


def _lead_over(data: Data, old: str, new: str) -> None:
    if data["start"] == old:
        data["start"] = new or (data["steps"][0]["key"] if data["steps"] else "")
    for row in data["steps"]:
        if row["next"] == old:
            row["next"] = new if new != row["key"] else ""
        for way in row["ways"]:
            if way["to"] == old:
                way["to"] = new


def with_posted(row: Row, posted: Mapping[str, str], *, settings: Mapping[str, str], ways: str) -> Row:
    """Return the step as the form says it. `settings`: types of the kind's settings by key; `ways`: `StepKind.ways`."""
    minutes = posted.get("minutes", "").strip()
    return {
        **row,
        "kind": posted.get("kind", row["kind"]),
        "title": posted.get("title", ""),
        "text": posted.get("text", "").replace("\r\n", "\n"),
        "next": posted.get("next", ""),
        "fills": posted.get("fills", ""),
        "minutes": int(minutes) if minutes.isdecimal() and len(minutes) < 7 else 0,
        "must_wait": bool(posted.get("must_wait")),
        "for_customer": bool(posted.get("for_customer")),
        "ways": _ways(posted, ways),
        "evidence": _evidence(posted),
        "with": {key: _setting(posted.get(f"with-{key}", ""), type_) for key, type_ in settings.items()},
    }


def _ways(posted: Mapping[str, str], ways: str) -> list[Row]:
    found: list[Row] = []
    for number in range(25):
        label = " ".join(posted.get(f"way-{number}-label", "").split())
        to, known = posted.get(f"way-{number}-to", ""), posted.get(f"way-{number}-key", "")
        when = _when(posted, number) if ways == "found" else None
        if not (label or to or when) and not (known and ways == "fixed"):
            continue
        key = posted.get(f"way-{number}-value") or known or free_key(label, {one["key"] for one in found}, "way")
        if any(one["key"] == key for one in found):
            key = free_key(key, {one["key"] for one in found}, "way")
        found.append({"key": key, "label": label, "to": to, "when": when})
    return found


def _when(posted: Mapping[str, str], number: int) -> Row | None:
    step = posted.get(f"way-{number}-step", "")
    if not step:
        return None
    value = posted.get(f"way-{number}-is-value", "").strip()
    return {"step": step, "is": posted.get(f"way-{number}-is", "is"), "value": _number_or(value)}


def _evidence(posted: Mapping[str, str]) -> list[Row]:
    found: list[Row] = []
    for number in range(12):
        label = " ".join(posted.get(f"evidence-{number}-label", "").split())
        if not label:
            continue
        known = posted.get(f"evidence-{number}-key", "")
        key = known or free_key(label, {one["key"] for one in found}, "evidence")
        type_ = posted.get(f"evidence-{number}-type", "text")
        found.append(
            {"key": key, "label": label, "type": type_, "required": bool(posted.get(f"evidence-{number}-must"))}
        )
    return found


def _setting(given: str, type_: str) -> Any:
    if type_ == "yes":
        return 1 if given else 0
    if type_ == "number":
        return _number_or(given.strip()) if given.strip() else None
    if type_ == "lines":
        return [line for line in (" ".join(one.split()) for one in given.splitlines()) if line]
    return given


def _number_or(given: str) -> Any:
    plain = given.replace(",", ".")
    try:
        number = float(plain) if len(plain) < 20 and plain[:1] in "-0123456789" and plain else None
    except ValueError:
        return given
    return given if number is None else int(number) if number.is_integer() else number
