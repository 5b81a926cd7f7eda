"""How a preset's conditions and deeds speak of its other things: {ref = "categories:it-mail"}."""

from __future__ import annotations

from typing import Any

from escalera.core.presets.parts import World


def resolved(value: Any, world: World) -> Any:
    """Return the value with the rows' keys in place of what it speaks of. Raises: Missing."""
    if isinstance(value, dict):
        if set(value) == {"ref"}:
            part, _colon, key = value["ref"].partition(":")
            return world.ref(part, key)
        return {key: resolved(one, world) for key, one in value.items()}
    return [resolved(one, world) for one in value] if isinstance(value, list) else value
