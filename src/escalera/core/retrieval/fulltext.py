"""The heaps of documents in the database's own full text (FTS5, tsvector), and how common each term is in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from django.db import connection
from django.db.models import F

from escalera.base.storage.ready import Ready
from escalera.core.retrieval.models import CASES, LETTERS, WORDS, Heap, Term

TABLES = {WORDS: "retrieval_words", LETTERS: "retrieval_letters", CASES: "retrieval_cases"}
SMALLEST = 50  # documents: on a shelf of three a word that stands in two of them is not a common word
AT_ONCE = 300  # terms counted by one statement
_HEAPS: Ready[Heap] = Ready(Heap.objects.all)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one heap for one question: its size, and in how many documents the asked terms stand."""

    documents: int
    average: float  # terms of a document
    counts: dict[str, int]
    stamp: int = 0

    def weight(self, term: str) -> float:
        """Return how much a term tells: the rarer, the more; most if it stands nowhere."""
        count = self.counts.get(term, 0)
        size = max(self.documents, SMALLEST, count)
        return log(1 + (size - count + 0.5) / (count + 0.5))


def put(heap: str, documents: dict[int, Sequence[str]]) -> None:
    """Add documents {key: terms} to a heap, in the caller's transaction. Keys must be new to it."""
    if not documents:
        return
    _count(heap, documents.values(), 1)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f"INSERT INTO {TABLES[heap]} (id, doc) VALUES (%s, array_to_tsvector(%s::text[]))"  # noqa: S608
            cursor.executemany(sql, [(key, sorted(set(terms))) for key, terms in documents.items()])
        else:
            sql = f"INSERT INTO {TABLES[heap]} (rowid, doc) VALUES (%s, %s)"  # noqa: S608 - our names
            cursor.executemany(sql, [(key, " ".join(terms)) for key, terms in documents.items()])


def take(heap: str, documents: dict[int, Sequence[str]]) -> None:
    """Take documents out of a heap; their terms are those that were put in."""
    if not documents:
        return
    _count(heap, documents.values(), -1)
    key = "id" if connection.vendor == "postgresql" else "rowid"
    marks = ", ".join(["%s"] * len(documents))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLES[heap]} WHERE {key} IN ({marks})", list(documents))  # noqa: S608


def known(asked: dict[str, Iterable[str]]) -> dict[str, Known]:
    """Return what is known of the terms asked of each heap; two statements."""
    counts: dict[str, dict[str, int]] = {heap: {} for heap in asked}
    pairs = [(heap, term) for heap, terms in asked.items() for term in terms]
    heaps = {one.name: one for one in _HEAPS.all()}
    if pairs:
        found = Term.objects.filter(heap__in=list(asked), term__in={term for _heap, term in pairs})
        for heap, term, documents in found.values_list("heap", "term", "documents"):
            counts[heap][term] = documents
    empty = Heap()
    sizes = {heap: heaps.get(heap, empty) for heap in asked}
    return {
        heap: Known(one.documents, one.length / one.documents if one.documents else 1.0, counts[heap], one.stamp)
        for heap, one in sizes.items()
    }


def _count(heap: str, documents: Iterable[Sequence[str]], sign: int) -> None:
    """Keep the counts. The heap's row is locked first and terms come in order, so that two writers cannot stop each
    other for ever."""
    every = list(documents)
    Heap.objects.get_or_create(name=heap)
    Heap.objects.filter(name=heap).update(
        documents=F("documents") + sign * len(every),
        length=F("length") + sign * sum(map(len, every)),
        stamp=F("stamp") + 1,
    )
    counts = sorted(Counter(term for terms in every for term in set(terms)).items())
    with connection.cursor() as cursor:
        for start in range(0, len(counts), AT_ONCE):
            some = counts[start : start + AT_ONCE]
            marks = ", ".join(["(%s, %s, %s)"] * len(some))
            cursor.execute(
                f"INSERT INTO retrieval_term (heap, term, documents) VALUES {marks} ON CONFLICT (heap, term) "  # noqa: S608
                "DO UPDATE SET documents = retrieval_term.documents + excluded.documents",
                [value for term, count in some for value in (heap, term, sign * count)],
            )
