"""The first words of tickets by the optional embedding: kept beside their signals, so that learning need not read them
again. Where there is no embedding, nothing of this is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from escalera.core.retrieval.embedding import Embedder
from escalera.core.triage.models import Signal

if TYPE_CHECKING:
    import numpy as np

MOST_AT_ONCE = 2000  # tickets that a lesson reads which were not read before; the others wait for the next night
ENOUGH = 0.8  # of the examples must have been read, else meanings come from the table of words


def packed(vector: np.ndarray[Any, Any]) -> bytes:
    """Return a vector as it is kept."""
    return bytes(vector.astype("float16").tobytes())


def unpacked(data: bytes) -> np.ndarray[Any, Any]:
    """Return a kept vector."""
    import numpy as np  # noqa: PLC0415 - slow import

    return np.frombuffer(data, np.float16).astype(np.float32)


def vectors_of(
    model: Embedder, numbers: Sequence[int], texts: Sequence[tuple[str, str]]
) -> np.ndarray[Any, Any] | None:
    """Return a row for each ticket (zeros for those not read yet), or None if too few were read.

    The newest that were not are read now, some thousand at most. `texts`: as they are learned, in the same order."""
    import numpy as np  # noqa: PLC0415 - slow import

    kept = _kept(model.name, numbers)
    missing = [place for place, number in enumerate(numbers) if number not in kept]
    for place in missing[-MOST_AT_ONCE:]:
        kept[numbers[place]] = row = model.questions([texts[place][0]])[0]
        Signal.objects.filter(ticket=numbers[place]).update(source=model.name, vector=packed(row))
    if not kept or len(kept) < ENOUGH * len(numbers):
        return None
    none = np.zeros(len(next(iter(kept.values()))), np.float32)
    return np.array([kept.get(number, none) for number in numbers], np.float32)


def _kept(name: str, numbers: Sequence[int]) -> dict[int, np.ndarray[Any, Any]]:
    found: dict[int, np.ndarray[Any, Any]] = {}
    for start in range(0, len(numbers), 1000):
        rows = Signal.objects.filter(ticket__in=numbers[start : start + 1000], source=name, vector__isnull=False)
        found |= {number: unpacked(bytes(data or b"")) for number, data in rows.values_list("ticket", "vector")}
    return found
