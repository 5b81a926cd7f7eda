"""Whose personal data is covered: rooms above say which kinds of it are, for a segment."""

from __future__ import annotations

from collections.abc import Callable, Collection

Covering = Callable[[int | None], Collection[str]]
_COVERINGS: list[Covering] = []


def register_covering(covering: Covering) -> None:
    """Ask `covering` before words are kept: given a segment's key, it says which kinds of personal data are covered
    there (of `base.text.masking.KINDS`)."""
    if covering not in _COVERINGS:
        _COVERINGS.append(covering)


def covered_kinds(segment_id: int | None) -> frozenset[str]:
    """Return which kinds of personal data are covered in what is said on a segment's tickets; mostly none."""
    return frozenset(kind for covering in _COVERINGS for kind in covering(segment_id))
