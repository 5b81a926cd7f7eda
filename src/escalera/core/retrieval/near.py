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
LOOKED_AT = 160  # of the nearest, of which the database says which may be seen; then all that may be
AT_ONCE = 4096  # rows that are made wide at a time
LEANS = 20  # as many passages as this weighs what all texts have in common
FULL = 127  # what the largest number of a vector becomes
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What this process holds: keys in order, numbers as they are stored, what makes each row one long, the mean of
    all rows, and how long each is once that is taken away."""

    stamp: tuple[str, int, int]
    keys: NDArray[np.int64]
    rows: NDArray[np.int8]
    lengths: NDArray[np.float32]
    mean: NDArray[np.float32]
    centred: NDArray[np.float32]

    def place(self, key: int) -> int | None:
        """Return in which row a passage stands, or None if it was not read yet."""
        place = int(self.keys.searchsorted(key))
        return place if place < len(self.keys) and self.keys[place] == key else None


_held: list[_Shelf] = []


def near(
    text: str, language: str, model: Embedder, seen: Q, known: dict[str, Known], others: Sequence[int] = ()
) -> dict[int, float]:
    """Return {passage: how near it is to a question} for the nearest among what `seen` (a condition on Passage) allows,
    and for the others: about 0 for what has nothing to do with it, over 0.2 for what may, 1 for the same.

    One statement, two for who may see little, some more when there are new vectors."""
    shelf = _shelf(model, known[WORDS].stamp, known[NEAR].stamp)
    if not len(shelf.keys):
        return {}
    nearness = _nearness(shelf, _turned(model.questions([text])[0] - model.usual[language]))
    order = (-nearness).argsort(kind="stable")
    allowed = _allowed(seen, shelf.keys[order[:LOOKED_AT]].tolist())
    if len(allowed) < NEAREST and len(order) > LOOKED_AT:
        allowed = set(Passage.objects.filter(seen).order_by().values_list("pk", flat=True))
    places = list(islice((place for place in order if int(shelf.keys[place]) in allowed), NEAREST))
    places += [place for key in others if (place := shelf.place(key)) is not None]
    return {int(shelf.keys[place]): float(nearness[place]) for place in places}


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


def look_again() -> None:
    """Forget what this process holds: for a database that was put in another's place."""
    _held.clear()


def _allowed(seen: Q, keys: Sequence[int]) -> set[int]:
    return set(Passage.objects.filter(seen, pk__in=keys).order_by().values_list("pk", flat=True))


def _turned(vector: Any) -> Any:
    import numpy as np  # noqa: PLC0415

    return vector / max(float(np.linalg.norm(vector)), 1e-6)


def _along(rows: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the product of each row with a vector; few rows are made wide at a time."""
    import numpy as np  # noqa: PLC0415

    starts = range(0, len(rows), AT_ONCE)
    return np.concatenate([rows[start : start + AT_ONCE].astype(np.float32) @ vector for start in starts])


def _nearness(shelf: _Shelf, asked: NDArray[np.float32]) -> NDArray[np.float32]:
    return (_along(shelf.rows, asked) / shelf.lengths - float(shelf.mean @ asked)) / shelf.centred


def _shelf(model: Embedder, words: int, vectors: int) -> _Shelf:
    """Return what is held, brought up to the stamps: what is new is fetched, what is gone is left out."""
    stamp = (model.name, words, vectors)
    held = _held[-1] if _held else None
    if held is not None and held.stamp == stamp:
        return held
    with _LOCK:
        held = _held[-1] if _held else None
        if held is None or held.stamp != stamp:
            held = _fetched(stamp, held if held is not None and held.stamp[0] == model.name else None, model)
            _held[:] = [held]
    return held


def _fetched(stamp: tuple[str, int, int], held: _Shelf | None, model: Embedder) -> _Shelf:
    """Fetch the vectors that are not held. The mean leans on what texts have in common anyway while there are few."""
    import numpy as np  # noqa: PLC0415

    mine = Vector.objects.filter(model=stamp[0]).order_by()
    there = set(mine.values_list("pk", flat=True))
    kept = [place for place, key in enumerate(held.keys) if int(key) in there] if held is not None else []
    keys = [int(held.keys[place]) for place in kept] if held is not None else []
    parts = [held.rows[kept]] if held is not None else []
    missing = there.difference(keys)
    fresh = mine.filter(pk__in=missing) if len(missing) < AT_ONCE // 4 else mine
    found = [(key, bytes(values)) for key, values in fresh.values_list("pk", "values") if key in missing]
    keys += [key for key, _values in found]
    parts.append(np.frombuffer(b"".join(values for _key, values in found), np.int8).reshape(-1, SIZE))
    numbers = np.array(keys, np.int64)
    order = numbers.argsort()
    rows = np.concatenate(parts)[order]
    if not len(rows):
        nothing = np.zeros(0, np.float32)
        return _Shelf(stamp, numbers, rows, nothing, nothing, nothing)
    lengths = np.array([max(float(np.linalg.norm(row.astype(np.float32))), 1.0) for row in rows], np.float32)
    total = sum(
        (rows[at : at + AT_ONCE] / lengths[at : at + AT_ONCE, None]).sum(axis=0)
        for at in range(0, len(rows), AT_ONCE)
    )
    mean = ((total + LEANS * model.common) / (len(rows) + LEANS)).astype(np.float32)
    along = _along(rows, mean) / lengths
    centred = np.sqrt(np.maximum(1 - 2 * along + float(mean @ mean), 1e-6)).astype(np.float32)
    return _Shelf(stamp, numbers[order], rows, lengths, mean, centred)


def count_read(count: int) -> None:
    """Tell every process that there are new vectors."""
    Heap.objects.get_or_create(name=NEAR)
    Heap.objects.filter(name=NEAR).update(documents=F("documents") + count, stamp=F("stamp") + 1)
