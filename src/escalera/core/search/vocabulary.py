"""The words that stand in messages: what a misspelt one may have meant, and what a beginning may grow to.

SQLite reads them from the full text itself; on PostgreSQL a reader of the log collects them (`readers.py`)."""

from __future__ import annotations

from django.db import connection

from escalera.core.search.folding import words_of

SHORTEST, LONGEST = 4, 24  # letters of a word that may be misspelt
TWO_TYPOS_FROM = 8
MOST_COMPARED = 30_000
MOST_OF_A_MESSAGE = 400
TEXT_READ = 40_000


def meant_by(word: str, limit: int = 3) -> list[str]:
    """Return the known words nearest to a misspelt one, the nearest first; none for short words and numbers."""
    if not (SHORTEST <= len(word) <= LONGEST and word.isalpha()):
        return []
    most = 2 if len(word) >= TWO_TYPOS_FROM else 1
    near: list[tuple[int, int, str]] = []
    for letter in dict.fromkeys(word[:2]):  # the first letter itself may be missing or have changed its place
        for known, seen in _between(letter, len(word) - most, len(word) + most):
            distance = apart(word, known, most)
            if 0 < distance <= most:
                near.append((distance, -seen, known))
    if not near:
        near = [(1, -seen, known) for known, seen in _with_other_first_letter(word)]
    return [known for _distance, _seen, known in sorted(near)[:limit]]


def grown(beginning: str, limit: int = 30) -> list[str]:
    """Return known words that begin so, alphabetically."""
    if connection.vendor != "postgresql" or len(beginning) < 3:
        return []  # SQLite's full text knows beginnings itself
    sql = "SELECT term FROM search_word WHERE term >= %s AND term < %s ORDER BY term LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [beginning, beginning + "\uffff", limit])
        return [row[0] for row in cursor.fetchall()]


def collect(text: str) -> set[str]:
    """Return the words of a message that belong into the vocabulary."""
    words = (word for word in words_of(text[:TEXT_READ]) if SHORTEST <= len(word) <= LONGEST and word.isalpha())
    return set(list(dict.fromkeys(words))[:MOST_OF_A_MESSAGE])


def keep(words: set[str]) -> None:
    """Add words to PostgreSQL's vocabulary, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_word (term) SELECT unnest(%s::varchar[]) ON CONFLICT DO NOTHING", [sorted(words)]
        )


def _between(letter: str, shortest: int, longest: int) -> list[tuple[str, int]]:
    seen = "1" if connection.vendor == "postgresql" else "doc"
    sql = (
        f"SELECT term, {seen} FROM search_word WHERE term >= %s AND term < %s "  # noqa: S608 - our words
        f"AND length(term) BETWEEN %s AND %s LIMIT {MOST_COMPARED}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [letter, letter + "\uffff", max(shortest, 3), longest])
        return list(cursor.fetchall())


def _with_other_first_letter(word: str) -> list[tuple[str, int]]:
    """Return words whose first letter alone is missing or wrong in this one; a walk through all words."""
    seen = "1" if connection.vendor == "postgresql" else "doc"
    sql = f"SELECT term, {seen} FROM search_word WHERE substr(term, 2) IN (%s, %s) LIMIT 20"  # noqa: S608 - our words
    with connection.cursor() as cursor:
        cursor.execute(sql, [word, word[1:]])
        return list(cursor.fetchall())


def apart(one: str, other: str, most: int) -> int:
    """Return how many letters are wrong, missing, too many or swapped; `most + 1` if more than `most`."""
    start, length = 0, min(len(one), len(other))
    while start < length and one[start] == other[start]:
        start += 1
    end = 0
    while end < length - start and one[-1 - end] == other[-1 - end]:
        end += 1
    a, b = one[start : len(one) - end], other[start : len(other) - end]
    if max(len(a), len(b)) > most * 3 or abs(len(a) - len(b)) > most:
        return most + 1
    return min(_distance(a, b), most + 1)


def _distance(a: str, b: str) -> int:
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i] + [0] * len(b)
        for j, other in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                row[j] = min(row[j], older[j - 2] + 1)
    return row[-1]
