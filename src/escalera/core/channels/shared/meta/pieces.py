"""Reading what comes in JSON from outside: nothing is where it should be until it was looked at."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

LONGEST = 65_536  # characters of one text
_SECONDS_END = 100_000_000_000  # larger stamps are milliseconds


class NotReadable(ValueError):
    """The body is no webhook at all."""


def load(raw: bytes) -> list[dict[str, Any]]:
    """Return the objects of a body. Raises: NotReadable, UnicodeDecodeError."""
    try:
        loaded = json.loads(raw.decode("utf-8"))
    except json.JSONDecodeError as error:
        raise NotReadable(f"no JSON: {error}") from error
    found = loaded if isinstance(loaded, list) else [loaded]
    if not found or not all(isinstance(one, dict) for one in found):
        raise NotReadable("neither an object nor a list of objects")
    return found


def mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; one that stands alone is a list of one."""
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, dict)]


def words(value: object, most: int = LONGEST) -> str:
    """Return a text or a number as text; "" for anything else. NULs and lone surrogates go."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\x00", "").encode("utf-8", "ignore").decode()[:most]


def number(value: object) -> float | None:
    """Return a finite number."""
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
    return found if found is not None and abs(found) < float("inf") else None


def moment(value: object) -> datetime | None:
    """Return the time of a stamp in seconds or milliseconds since 1970, or of an ISO text; None for anything else."""
    stamp = number(value)
    try:
        if stamp is not None:
            return datetime.fromtimestamp(stamp if abs(stamp) < _SECONDS_END else stamp / 1000, tz=UTC)
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def made_name(*parts: object) -> str:
    """Return a name for a message that its provider gave none: the same words at the same time have the same."""
    packed = json.dumps(parts, sort_keys=True, default=str)
    return "made:" + hashlib.sha256(packed.encode("utf-8", "replace")).hexdigest()[:40]
