"""Payloads and signatures that others have published, read from whatever lies in the folder of data sets.

Nothing is expected of a set but its beginning: `telegram…` is Telegram's. A file holds one payload, a list of them, or
of objects that have one under "payload"; a folder is read with all below it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DATA_SETS = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).parents[4] / "shared" / "data"))
Payload = dict[str, Any]
WRAPPED = ("payload", "body", "data")


def payloads(*beginnings: str) -> list[tuple[str, Payload]]:
    """Return name and payload of all sets whose file or folder begins so."""
    folder = DATA_SETS / "channel_payloads"
    roots = sorted(folder.iterdir()) if folder.is_dir() else []
    found = []
    for root in roots:
        if root.name.lower().startswith(beginnings):
            for path in sorted(root.rglob("*.json")) if root.is_dir() else [root]:
                found += [(f"{path.stem}-{number}", one) for number, one in enumerate(_in_file(path))]
    return found


def vectors(channel: str) -> list[dict[str, Any]]:
    """Return the signatures of a provider: each says whether it is `valid`."""
    found: list[dict[str, Any]] = []
    for path in sorted((DATA_SETS / "signature_vectors").glob("*.json")):
        found += [one for one in json.loads(path.read_text("utf-8")) if one.get("channel") == channel]
    return found


def each(found: list[tuple[str, Payload]]) -> pytest.MarkDecorator:
    """Run a test with each payload."""
    return pytest.mark.parametrize("payload", [pytest.param(one, id=name) for name, one in found])


def _in_file(path: Path) -> Iterator[Payload]:
    try:
        read = json.loads(path.read_text("utf-8"))
    except ValueError:
        return
    for one in read if isinstance(read, list) else [read]:
        yield from _unwrapped(one)


def _unwrapped(one: Any) -> Iterator[Payload]:
    """Return the payload of an entry: beside one stand a name and where it comes from, never a provider's own fields."""
    if not isinstance(one, dict):
        return
    inside = [one[name] for name in WRAPPED if name in one and {"name", "from", "context"} & set(one)]
    for found in inside[:1] or [one]:
        yield from (each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict))
