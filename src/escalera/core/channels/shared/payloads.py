"""Reading what a provider wrote without trusting its types: a thing of another type is a thing that is missing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any


def read_value(raw: bytes | str) -> Any:
    """Return whatever stands there, its texts without NULs and broken characters, which no database takes.

    Raises: ValueError for what is no JSON, RecursionError for what is endlessly deep."""
    return cleaned(json.loads(raw))


def read_json(raw: bytes | str) -> dict[str, Any]:
    """Return the object that stands there, cleaned in this way.

    Raises: ValueError for what is no JSON object, RecursionError for one that is endlessly deep."""
    found: object = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    plain: dict[str, Any] = cleaned(found)
    return plain


def read_objects(raw: bytes | str) -> list[dict[str, Any]]:
    """Return the object that stands there, or those of a list, cleaned in the same way. What is none is left out.

    Raises: ValueError where nothing is an object, RecursionError for what is endlessly deep."""
    found = json.loads(raw)
    given = found if isinstance(found, list) else [found]
    objects: list[dict[str, Any]] = [cleaned(one) for one in given if isinstance(one, dict)]
    if given and not objects:
        raise ValueError("it is neither a JSON object nor a list of them")
    return objects


def cleaned(value: Any) -> Any:
    """Return a value of JSON, its texts without NULs and broken characters."""
    match value:
        case str():
            return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {cleaned(key): cleaned(one) for key, one in value.items()}
        case list():
            return [cleaned(one) for one in value]
    return value


def object_in(data: Any, *path: str) -> dict[str, Any]:
    """Return the object at a path of names, {} if there is none."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def objects_in(data: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects of a list, without what is none."""
    found = data.get(name) if isinstance(data, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text_in(data: Any, name: str, most: int = 0) -> str:
    """Return a text, "" if there is none; the first `most` characters of it. A whole number is a name in digits."""
    found = data.get(name) if isinstance(data, dict) else None
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if not isinstance(found, str):
        return ""
    return found[:most] if most else found


def number_in(data: Any, name: str) -> float | None:
    """Return a number that can be counted with, None for anything else."""
    found = data.get(name) if isinstance(data, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if abs(found) < 1e15 else None


def moment_in(data: Any, name: str) -> datetime | None:
    """Return the moment that a count of seconds since 1970 means ("1599529504.000400" too), None if it means none."""
    try:
        seconds = float(text_in(data, name) or number_in(data, name) or 0)
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
