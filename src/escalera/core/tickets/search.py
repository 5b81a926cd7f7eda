"""Full text of every message, in the database: FTS5 on SQLite, tsvector on PostgreSQL; accent-blind on both.

What is found comes newest first and in batches, so that a word that stands everywhere costs no more than a rare one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db import connection

from escalera.core.tickets.models import Message, Ticket

LONGEST_INDEXED = 200_000  # characters of one message
_WORD = re.compile(r"\w+")
NEAR = 1000  # messages that are looked at for every search
USUAL = 2  # so many matches among them make a word a usual one
FAR = 40_000  # messages back from the newest that are looked at for a usual word
MANY = 200  # matches after which older ones are left alone
MOST = 1000  # matches that one statement gives
# The inner select is a fence: the text index is not used before it. `max` is the newest message; the words, in a
# sub-select, are understood once and not for every message.
_WALK = f"""
    SELECT ticket_id FROM (
        SELECT message_id, ticket_id, doc FROM tickets_search
        WHERE message_id > (SELECT max(message_id) FROM tickets_search) - %s
        AND message_id <= (SELECT max(message_id) FROM tickets_search) - %s
        ORDER BY message_id DESC OFFSET 0
    ) AS walked
    WHERE doc @@ (SELECT plainto_tsquery('spanish', %s)) ORDER BY message_id DESC LIMIT {MOST}"""  # noqa: S608
# The sum keeps the planner from walking the whole table back by its key.
_BY_INDEX = f"""
    SELECT ticket_id FROM tickets_search WHERE doc @@ (SELECT plainto_tsquery('spanish', %s))
    ORDER BY message_id + 0 DESC LIMIT {MOST}"""  # noqa: S608
_FTS = """
    SELECT m.ticket_id FROM tickets_search s JOIN tickets_message m ON m.id = s.rowid
    WHERE s.doc MATCH %s ORDER BY s.rowid DESC LIMIT %s"""
_STEM_ACCENT = re.compile(r"([cs])ion\b")


def fold(text: str) -> str:
    """Lower the case and take the accents off, but for the one that the Spanish stemmer needs (…ción, …sión)."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return _STEM_ACCENT.sub(r"\1ión", plain)


def index(message: Message, ticket: Ticket) -> None:
    """Put a message into the search, in the caller's transaction."""
    text = message.text[:LONGEST_INDEXED]
    if message.contact_id and message.at == ticket.opened_at:
        text = f"{ticket.subject}\n{ticket.requester.name}\n{text}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                # without the places of the words, which nothing asks for: a third less to store
                "INSERT INTO tickets_search (message_id, ticket_id, doc) "
                "VALUES (%s, %s, strip(to_tsvector('spanish', %s)))",
                [message.pk, ticket.pk, fold(text).replace("\x00", "")],
            )
        else:
            cursor.execute("INSERT INTO tickets_search (rowid, doc) VALUES (%s, %s)", [message.pk, text])


def matching_tickets(phrase: str, *, limit: int = 50) -> list[int]:
    """Return the numbers of tickets with a message that has all the words, newest message first, each once."""
    numbers: dict[int, None] = {}
    for batch in batches(phrase):
        numbers |= dict.fromkeys(batch)
        if len(numbers) >= limit:
            break
    return list(numbers)[:limit]


def batches(phrase: str) -> Iterator[list[int]]:
    """Yield the tickets of matching messages, newest message first; a ticket may come more than once.

    The caller stops when it has enough. Of a word that stands everywhere not all matches are looked at."""
    words = _WORD.findall(phrase)[:12]
    if words:
        yield from _in_postgres(words) if connection.vendor == "postgresql" else _in_sqlite(words)


def _in_postgres(words: list[str]) -> Iterator[list[int]]:
    """Find a usual word by walking back from the newest message, a rare one by the index.

    The index first collects every message that has the word, a walk passes every message that has not. Which of both
    is short, the newest messages tell; the planner's guess goes wrong by seconds among two million messages."""
    text = fold(" ".join(words))
    near = _rows(_WALK, NEAR, 0, text)
    yield near
    far = []
    if len(near) >= USUAL:
        far = _rows(_WALK, FAR, NEAR, text)
        yield far
    if len(near) + len(far) < MANY:
        yield _rows(_BY_INDEX, text)


def _in_sqlite(words: list[str]) -> Iterator[list[int]]:
    """FTS5 keeps the matches of a word in their order, so that both kinds of words are read from their new end."""
    yield _rows(_FTS, " ".join(f'"{word}"' for word in words), MANY)
    yield _rows(_FTS, " ".join(f'"{word}"' for word in words), MOST)


def _rows(sql: str, *values: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
