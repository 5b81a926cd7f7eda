"""Full text of articles in the database: FTS5 on SQLite, tsvector on PostgreSQL; accent-blind, by beginnings of words.

Both tables hold words that are folded here, so that both databases find the same. An article counts more the more of
the words it has, and most where they stand in its title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from django.db import connection

LONGEST_INDEXED = 200_000  # characters
MOST_WORDS = 24
MOST = 200  # matches that are looked at
_WORD = re.compile(r"[^\W_]+")
# The commonest words say nothing about what is asked. Spanish, Portuguese, English; folded.
_EMPTY = frozenset({
    "a", "al", "am", "are", "has", "have", "hay", "desde", "muy", "tengo",
    "an", "and", "as", "at", "com", "como", "con", "cuando", "da", "de", "del", "do", "does", "e",
    "el", "ella", "em", "en", "es", "esta", "este", "esto", "for", "fue", "he", "how", "i", "in", "is", "it",
    "la", "las", "le", "lo", "los", "me", "mi", "my", "na", "nao", "no", "not", "o", "of", "on", "or", "os",
    "para", "pero", "por", "porque", "puedo", "que", "se", "si", "sin", "so", "su", "the", "to", "tu", "um",
    "uma", "un", "una", "uno", "what", "when", "with", "y", "ya", "yo",
})  # fmt: skip
_ENDING = re.compile(r"(?:ciones|cion|coes|cao|mente|iendo|ando|ing|es|as|os|ar|er|ir|a|e|o|s|n)$")
_SQLITE = """
    SELECT s.rowid, bm25(knowledge_search, 6.0, 1.0) FROM knowledge_search s
    WHERE knowledge_search MATCH %s ORDER BY bm25(knowledge_search, 6.0, 1.0) LIMIT %s"""


def fold(text: str) -> str:
    """Lower the case, take the accents off, and keep only words."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_INDEXED].lower())
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def terms(phrase: str) -> list[tuple[str, str]]:
    """Return (word, its beginning) for each word of a question that says something; all words if none does."""
    words = list(dict.fromkeys(fold(phrase[:2000]).split()))
    telling = [word for word in words if word not in _EMPTY and (len(word) > 1 or word.isdigit())]
    return [(word[:40], _beginning(word[:40])) for word in (telling or words)[:MOST_WORDS]]


def telling(phrase: str) -> list[tuple[str, str]]:
    """Return the terms of a question that say something; none if all its words are common ones."""
    return [(word, short) for word, short in terms(phrase) if word not in _EMPTY and len(word) > 1]


def weight(asked: Sequence[tuple[str, str]], title: str, body: str) -> int:
    """Return how many of the asked words stand in an article; those in its title count twice where they are long."""
    head, text = fold(title).split(), fold(body[:20_000]).split()
    points = 0
    for _word, short in asked:
        in_title = any(one.startswith(short) for one in head)
        points += 2 if in_title and len(short) > 4 else int(in_title or any(one.startswith(short) for one in text))
    return points


def index(article_id: int, title: str, body: str) -> None:
    """Put an article into the search, in place of what stood there, in the caller's transaction."""
    forget(article_id)
    title, body = fold(title), fold(body)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO knowledge_search (article_id, doc) VALUES (%s, setweight(to_tsvector('simple', %s), 'A')"
                " || setweight(to_tsvector('simple', %s), 'D'))",
                [article_id, title, body],
            )
        else:
            cursor.execute(
                "INSERT INTO knowledge_search (rowid, title, body) VALUES (%s, %s, %s)", [article_id, title, body]
            )


def forget(article_id: int) -> None:
    key = "article_id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM knowledge_search WHERE {key} = %s", [article_id])  # noqa: S608 - ours


def matching(phrase: str, *, every_word: bool = False) -> list[int]:
    """Return the keys of articles that have any (or each) of the words, the best first."""
    asked = terms(phrase)
    if not asked:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(*_in_postgres(asked, every_word))
        else:
            cursor.execute(_SQLITE, [_in_sqlite(asked, every_word), MOST])
        return [row[0] for row in cursor.fetchall()]


def _beginning(word: str) -> str:
    """Return what a word has in common with its other forms, roughly: never less than four letters."""
    short = _ENDING.sub("", word)
    return short if len(short) >= 4 else word


def _in_sqlite(asked: Sequence[tuple[str, str]], every_word: bool) -> str:
    # Both the word itself and its beginning count, so that the exact form comes before its cousins.
    each = [f'("{word}"* OR "{short}"*)' for word, short in asked]
    return (" AND " if every_word else " OR ").join(each)


def _in_postgres(asked: Sequence[tuple[str, str]], every_word: bool) -> tuple[str, list[str | int]]:
    each = [f"{short}:*" for _word, short in asked]
    found = " + ".join(["(doc @@ to_tsquery('simple', %s))::int"] * len(each))
    sql = (
        "SELECT article_id FROM knowledge_search, to_tsquery('simple', %s) asked WHERE doc @@ asked "  # noqa: S608
        f"ORDER BY {found} DESC, ts_rank_cd('{{0.1,0.2,0.4,1.0}}', doc, asked) DESC, article_id LIMIT %s"
    )
    return sql, [(" & " if every_word else " | ").join(each), *each, MOST]
