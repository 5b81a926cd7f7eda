"""The passages worth comparing with a question: those that this reader may see, by words and by letters, in one
statement. What a reader may not see is left out before anything is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from escalera.core.retrieval.fulltext import TABLES, Known
from escalera.core.retrieval.models import LETTERS, WORDS, Case, Passage
from escalera.core.retrieval.terms import Word

BY_WORDS, BY_LETTERS = 40, 24  # candidates
MOST_STEMS, MOST_LETTERS = 24, 12
TOO_COMMON = 0.3  # of the documents; asked only when nothing rarer is there
SURE = 3  # terms that are asked for however common they are
MOST_LOOKED_AT = 20_000  # documents that have any of the terms
SMALL = 200  # documents, among which nothing is too common


def rarest(known: Known, terms: Sequence[str], most: int) -> list[str]:
    """Return the terms that stand somewhere, the rarest first; common ones cost most and tell least."""
    there = sorted({term for term in terms if known.counts.get(term, 0) > 0}, key=lambda t: (known.counts[t], t))
    limit = max(known.documents * TOO_COMMON, SMALL)
    looked = list(accumulate(known.counts[term] for term in there))
    telling = [
        term
        for place, term in enumerate(there)
        if known.counts[term] <= limit and (place < SURE or looked[place] <= MOST_LOOKED_AT)
    ]
    return (telling or there[:2])[:most]


def stems_of(words: Sequence[Word]) -> list[str]:
    return list(dict.fromkeys(stem for word in words for stem in word.stems))


def passages(seen: Q, stems: Sequence[str], grams: Sequence[str], by: dict[str, Known]) -> list[int]:
    """Return the keys of the candidates among what `seen` (a condition on Passage) allows."""
    selects: list[tuple[str, list[Any]]] = []
    for heap, terms, most in ((WORDS, stems, BY_WORDS), (LETTERS, grams, BY_LETTERS)):
        if terms:
            selects.append(_select(heap, terms, by[heap], _allowed(Passage.objects.filter(seen), heap), most))
    return _run(selects)


def cases(seen: Q, stems: Sequence[str], known: dict[str, Known], heap: str, most: int) -> list[int]:
    """Return the keys of solved tickets that have the words, among what `seen` (a condition on Case) allows."""
    return _run([_select(heap, stems, known[heap], _allowed(Case.objects.filter(seen), heap), most)]) if stems else []


def _allowed(rows: Any, heap: str) -> tuple[str, tuple[Any, ...]]:
    key = f"{TABLES[heap]}.{'id' if connection.vendor == 'postgresql' else 'rowid'}"
    same = RawSQL(key, ())  # noqa: S611 - a column of ours
    result: tuple[str, tuple[Any, ...]] = rows.filter(pk=same).order_by().values("pk").query.sql_with_params()
    return result


def _select(
    heap: str, terms: Sequence[str], known: Known, allowed: tuple[str, tuple[Any, ...]], most: int
) -> tuple[str, list[Any]]:
    """Names are ours, terms are letters and digits only; both still go in as values."""
    table, (inner, values) = TABLES[heap], allowed
    if connection.vendor == "postgresql":
        asked = " | ".join(f"'{term}'" for term in terms)
        rank = " + ".join(["(doc @@ %s::tsquery)::int * %s"] * len(terms))
        weights = [value for term in terms for value in (f"'{term}'", known.weight(term))]
        sql = (
            f"SELECT id FROM {table} WHERE doc @@ %s::tsquery AND EXISTS ({inner}) "  # noqa: S608
            f"ORDER BY {rank} DESC, id LIMIT {most}"
        )
        return sql, [asked, *values, *weights]
    asked = " OR ".join(f'"{term}"' for term in terms)
    sql = (
        f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND EXISTS ({inner}) "  # noqa: S608
        f"ORDER BY bm25({table}), rowid LIMIT {most}"
    )
    return sql, [asked, *values]


def _run(selects: Sequence[tuple[str, list[Any]]]) -> list[int]:
    if not selects:
        return []
    sql = " UNION ALL ".join(f"SELECT * FROM ({one}) AS part{at}" for at, (one, _values) in enumerate(selects))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _one, values in selects for value in values])
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))
