"""Which way a branch takes, by what was answered before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escalera.core.procedures.graph import Step
from escalera.core.procedures.steps import find

Said = Mapping[str, tuple[str, Mapping[str, Any]]]  # by step: the kind of step and what was answered


def found_way(step: Step, said: Said) -> str:
    """Return the key of the first way whose condition holds; "" if none does."""
    for way in step.ways:
        if way.when is None:
            return way.key
        kind_key, value = said.get(str(way.when["step"]), ("", {}))
        kind = find(kind_key)
        compared = kind.compared(value) if kind and kind.compared else None
        if holds(str(way.when["is"]), compared, way.when["value"]):
            return way.key
    return ""


def holds(is_: str, value: Any, wanted: Any) -> bool:
    """Say whether an answer compares so with what is wanted; one that was not given only `is_not` anything."""
    if is_ == "answered":
        return value not in (None, "")
    if is_ == "is_not":
        return not holds("is", value, wanted)
    if value in (None, ""):
        return False
    if is_ in ("below", "at_least") or isinstance(value, int | float):
        return _numbers_hold(is_, value, wanted)
    one, other = str(value).casefold().strip(), str(wanted).casefold().strip()
    return other in one if is_ == "contains" else one == other


def _numbers_hold(is_: str, value: Any, wanted: Any) -> bool:
    try:
        one, other = float(value), float(str(wanted).replace(",", "."))
    except ValueError:
        return False
    return {"below": one < other, "at_least": one >= other}.get(is_, one == other)
