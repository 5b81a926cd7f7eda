"""Passages by meaning: every passage's vector held in this process, compared with the question's in one go; who may
see what is still the database's word, before anything is ranked. Without the optional embedding nothing here is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from escalera.core.retrieval.embedding import SIZE, Embedder
from escalera.core.retrieval.fulltext import Known
from escalera.core.retrieval.models import NEAR, WORDS, Heap, Passage, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAREST = 40  # candidates
LOOKED_AT = 400  # of the nearest, of which the database says which may be seen; then all that may be
AT_ONCE = 4096  # rows that are made wide at a time
FULL = 127  # what the largest number of a vector becomes
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Near:
    """How near passages are to a question. `cosines`: {passage: cosine} of the nearest that may be seen, and of those
    that were asked for; `usual`: the mean of all passages', which one about something else has."""

    cosines: dict[int, float]
    usual: float

    def above(self, passage: int) -> float:
        """Return by how much a passage is nearer than usual; 0 if it was not read yet."""
        return max(self.cosines.get(passage, self.usual) - self.usual, 0.0)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What this process holds: keys in order, numbers as they are stored, what makes each row one long."""

    stamp: tuple[str, int, int]
    keys: NDArray[np.int64]
    rows: NDArray[np.int8]
    lengths: NDArray[np.float32]

    def place(self, key: int) -> int | None:
        """Return in which row a passage stands, or None if it was not read yet."""
        place = int(self.keys.searchsorted(key))
        return place if place < len(self.keys) and self.keys[place] == key else None


_held: list[_Shelf] = []


def near(text: str, model: Embedder, seen: Q, known: dict[str, Known], others: Sequence[int] = ()) -> Near:
    """Return the passages nearest to a question among what `seen` (a condition on Passage) allows, and how near the
    others are. One statement, two for who may see little, some more when there are new vectors."""
    shelf = _shelf(model.name, known[WORDS].stamp, known[NEAR].stamp)
    if not len(shelf.keys):
        return Near({}, 0.0)
    cosines = _cosines(shelf, model.questions([text])[0])
    order = (-cosines).argsort(kind="stable")
    allowed = _allowed(seen, shelf.keys[order[:LOOKED_AT]].tolist())
    if len(allowed) < NEAREST and len(order) > LOOKED_AT:
        allowed = set(Passage.objects.filter(seen).order_by().values_list("pk", flat=True))
    places = list(islice((place for place in order if int(shelf.keys[place]) in allowed), NEAREST))
    places += [place for key in others if (place := shelf.place(key)) is not None]
    return Near({int(shelf.keys[place]): float(cosines[place]) for place in places}, float(cosines.mean()))


def narrow(vectors: NDArray[np.float32]) -> list[bytes]:
    """Return vectors as they are stored: a signed byte a number."""
    import numpy as np  # noqa: PLC0415 - slow import

    scaled = vectors / np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9) * FULL
    return [row.tobytes() for row in np.rint(scaled).astype(np.int8)]


def unread(model: str) -> Any:
    """Return the passages that this model has not read, the newest first."""
    return Passage.objects.exclude(vector__model=model).order_by("-pk")


def read_so_far(model: str) -> tuple[int, int]:
    """Return how many passages the model has read, of how many."""
    return Vector.objects.filter(model=model).count(), Passage.objects.count()


def _allowed(seen: Q, keys: Sequence[int]) -> set[int]:
    return set(Passage.objects.filter(seen, pk__in=keys).order_by().values_list("pk", flat=True))


def _cosines(shelf: _Shelf, asked: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np  # noqa: PLC0415

    parts = [
        shelf.rows[start : start + AT_ONCE].astype(np.float32) @ asked
        for start in range(0, len(shelf.rows), AT_ONCE)
    ]  # fmt: skip
    found: NDArray[np.float32] = (np.concatenate(parts) / shelf.lengths).astype(np.float32)
    return found


def _shelf(model: str, words: int, vectors: int) -> _Shelf:
    """Return what is held, brought up to the stamps: what is new is fetched, what is gone is left out."""
    stamp = (model, words, vectors)
    held = _held[-1] if _held else None
    if held is not None and held.stamp == stamp:
        return held
    with _LOCK:
        held = _held[-1] if _held else None
        if held is None or held.stamp != stamp:
            held = _fetched(stamp, held if held is not None and held.stamp[0] == model else None)
            _held[:] = [held]
    return held


def _fetched(stamp: tuple[str, int, int], held: _Shelf | None) -> _Shelf:
    import numpy as np  # noqa: PLC0415

    mine = Vector.objects.filter(model=stamp[0]).order_by()
    there = set(mine.values_list("pk", flat=True))
    kept = np.array([int(key) in there for key in held.keys], bool) if held is not None else np.zeros(0, bool)
    keys = [int(key) for key in held.keys[kept]] if held is not None else []
    rows = [held.rows[kept]] if held is not None else [np.zeros((0, SIZE), np.int8)]
    missing = there.difference(keys)
    fresh = mine.filter(pk__in=missing) if len(missing) < AT_ONCE // 4 else mine
    for key, values in fresh.values_list("pk", "values").iterator(chunk_size=AT_ONCE):
        if key in missing:
            keys.append(key)
            rows.append(np.frombuffer(bytes(values), np.int8).reshape(1, SIZE))
    numbers = np.array(keys, np.int64)
    order = numbers.argsort()
    matrix = np.concatenate(rows)[order]
    lengths = np.array([np.linalg.norm(row.astype(np.float32)) for row in matrix], np.float32)
    return _Shelf(stamp, numbers[order], matrix, np.maximum(lengths, 1e-6))


def count_read(count: int) -> None:
    """Tell every process that there are new vectors."""
    Heap.objects.get_or_create(name=NEAR)
    Heap.objects.filter(name=NEAR).update(documents=F("documents") + count, stamp=F("stamp") + 1)
