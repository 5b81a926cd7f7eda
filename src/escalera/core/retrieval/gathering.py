"""The passages worth comparing with a question: those that this reader may see, by words and by letters, in one
statement. What a reader may not see is left out before anything is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
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
LOOKED_AT = 160  # of the best, of which the database says which may be seen; then all that may be
EXACT = 1000  # what terms tell is summed up in whole numbers: so both databases come to the same


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
    rows = Passage.objects.filter(seen)
    asked = [_Asked(WORDS, stems, by[WORDS], rows, BY_WORDS), _Asked(LETTERS, grams, by[LETTERS], rows, BY_LETTERS)]
    return _best([one for one in asked if one.terms])


def cases(seen: Q, stems: Sequence[str], known: dict[str, Known], heap: str, most: int) -> list[int]:
    """Return the keys of solved tickets that have the words, among what `seen` (a condition on Case) allows."""
    return _best([_Asked(heap, stems, known[heap], Case.objects.filter(seen), most)] if stems else [])


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which documents of a heap have the most of some terms, among the rows that may be seen; `most` of them."""

    heap: str
    terms: Sequence[str]
    known: Known
    rows: QuerySet[Any]
    most: int

    def select(self, looked_at: int) -> tuple[str, list[Any]]:
        """Return the statement. What the terms tell is summed up for each document that has any of them; of the
        `looked_at` that have most (0: of all) those are left out that may not be seen.

        Names are ours, terms are letters and digits only; both still go in as values."""
        had, values = self._had()
        allowed, more = self._allowed()
        limit = f"ORDER BY told DESC, pk LIMIT {looked_at}" if looked_at else ""
        sql = (
            f"SELECT pk FROM (SELECT pk, SUM(tells) AS told FROM ({had}) AS had GROUP BY pk {limit}) AS best "  # noqa: S608
            f"WHERE EXISTS ({allowed}) ORDER BY told DESC, pk LIMIT {self.most}"
        )
        return sql, [*values, *more]

    def _had(self) -> tuple[str, list[Any]]:
        """Return what gives a row for each term of each document that has it: its key, and what the term tells."""
        table, tells = TABLES[self.heap], [round(self.known.weight(term) * EXACT) for term in self.terms]
        if connection.vendor == "postgresql":
            return (  # one scan that is repeated: planning one a term took longer than running it
                f"SELECT {table}.id AS pk, asked.tells FROM unnest(%s::text[], %s::int[]) AS asked(term, tells) "  # noqa: S608
                f"JOIN {table} ON doc @@ asked.term::tsquery"
            ), [[f"'{term}'" for term in self.terms], tells]
        each = f"SELECT rowid AS pk, %s AS tells FROM {table} WHERE {table} MATCH %s"  # noqa: S608
        values = [value for told, term in zip(tells, self.terms, strict=True) for value in (told, f'"{term}"')]
        return " UNION ALL ".join([each] * len(self.terms)), values

    def may_have_more(self, looked_at: int) -> bool:
        return sum(self.known.counts.get(term, 0) for term in self.terms) > looked_at

    def _allowed(self) -> tuple[str, tuple[Any, ...]]:
        same = RawSQL("best.pk", ())
        found: tuple[str, tuple[Any, ...]] = self.rows.filter(pk=same).order_by().values("pk").query.sql_with_params()
        return found


def _best(asked: Sequence[_Asked]) -> list[int]:
    """Ask for the candidates of each; where too few of the first may be seen, among all."""
    found = _run([one.select(LOOKED_AT) for one in asked])
    again = [
        one
        for one, keys in zip(asked, found, strict=True)
        if len(keys) < one.most and one.may_have_more(LOOKED_AT)
    ]  # fmt: skip
    if again:
        more = iter(_run([one.select(0) for one in again]))
        found = [next(more) if one in again else keys for one, keys in zip(asked, found, strict=True)]
    return list(dict.fromkeys(key for keys in found for key in keys))


def _run(selects: Sequence[tuple[str, list[Any]]]) -> list[list[int]]:
    """Run several as one statement; return the keys of each in their order."""
    found: list[list[int]] = [[] for _one in selects]
    if selects:
        sql = " UNION ALL ".join(
            f"SELECT * FROM (SELECT {at} AS place, pk FROM ({one}) AS part{at}) AS whole{at}"  # noqa: S608
            for at, (one, _values) in enumerate(selects)
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for _one, values in selects for value in values])
            for place, key in cursor.fetchall():
                found[place].append(key)
    return found
