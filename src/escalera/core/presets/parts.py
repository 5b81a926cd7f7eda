"""The parts that presets are made of. Each room's things are one part; rooms above core register theirs.

A part says how its things are found, read, written and removed, in plain data; what applying, comparing and undoing are is
said once for all of them (`planning`, `actions`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise

from escalera.base.people.models import Agent

State = dict[str, Any]  # what one thing says, as JSON can hold it


class Missing(LookupError):
    """A thing speaks of another one that is neither there nor in the preset's chosen things. Its text says which."""


class World(Protocol):
    """What is there, and what the preset brings, as far as a thing may speak of it."""

    @property
    def language(self) -> str: ...

    def ref(self, part: str, key: str) -> int:
        """Return the row's key of another thing of the preset. Raises: Missing."""


class Part(Protocol):
    """One kind of thing. `key`: as in the data files; parts are applied in the order of `after`.

    An item's texts are in one language; as `in_all` it holds the whole item once more, in all of them.

    `find` returns the row's key of what an item means, if it is there already. `wish` says what the item wants, in
    exactly the shape in which `read` says what is: equal means that nothing changes. `write` makes or changes it by the
    room's own action, and returns the row's key. `remove` takes away what nobody has used since; it refuses
    (`Refusal`) what somebody has. `words` says a state in one line."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str | Promise: ...

    @property
    def after(self) -> tuple[str, ...]: ...

    def find(self, item: Mapping[str, Any], world: World) -> int | None: ...

    def read(self, ref: int) -> State | None: ...

    def wish(self, item: Mapping[str, Any], world: World) -> State: ...

    def write(self, ref: int | None, state: State, *, by: Agent, at: datetime) -> int: ...

    def remove(self, ref: int, *, by: Agent, at: datetime) -> None: ...

    def words(self, state: State) -> str: ...


_PARTS: dict[str, Part] = {}


def register(part: Part) -> None:
    """Offer a part to the presets. Registering the same one again changes nothing."""
    _PARTS[part.key] = part


def all_parts() -> list[Part]:
    """Return every part, each after those that it may speak of."""
    done: dict[str, Part] = {}

    def take(part: Part) -> None:
        if part.key in done:
            return
        for key in part.after:
            if key in _PARTS:
                take(_PARTS[key])
        done[part.key] = part

    for part in _PARTS.values():
        take(part)
    return list(done.values())


def part_of(key: str) -> Part | None:
    """Return the part of this key; None if no room offers it."""
    return _PARTS.get(key)
