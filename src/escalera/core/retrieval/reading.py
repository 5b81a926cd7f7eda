"""Let the optional embedding read passages, some at a time: the newest first, each batch a short transaction."""

from __future__ import annotations

from escalera.base.storage.together import together
from escalera.core.retrieval.embedding import Embedder
from escalera.core.retrieval.models import Passage, Vector
from escalera.core.retrieval.near import count_read, narrow, unread

AT_ONCE = 16  # passages


def read_some(model: Embedder) -> int:
    """Read the next passages; return how many there were. Two workers that read the same one keep it once.

    The model thinks before the transaction begins: nothing is locked meanwhile."""
    rows: list[Passage] = list(unread(model.name).only("pk", "title", "heading", "text")[:AT_ONCE])
    if rows:
        _keep(model.name, [one.pk for one in rows], vectors_of(model, rows))
    return len(rows)


def vectors_of(model: Embedder, rows: list[Passage]) -> list[bytes]:
    """Return what is kept of passages: the mean of what their heads say, their text, and both together. Customers ask
    in the words of a heading more often than in those of its text."""
    heads = [f"{one.title}\n{one.heading}".strip() for one in rows]
    texts = [one.text for one in rows]
    both = [f"{head}\n{text}" for head, text in zip(heads, texts, strict=True)]
    return narrow(model.passages(heads) + model.passages(texts) + model.passages(both))


@together()
def _keep(model: str, keys: list[int], values: list[bytes]) -> None:
    """Write vectors of passages that are still there."""
    there = set(Passage.objects.filter(pk__in=keys).select_for_update().values_list("pk", flat=True))
    Vector.objects.filter(pk__in=keys).exclude(model=model).delete()
    made = [
        Vector(passage_id=key, model=model, values=value)
        for key, value in zip(keys, values, strict=True)
        if key in there
    ]
    Vector.objects.bulk_create(made, ignore_conflicts=True)
    count_read(len(made))
