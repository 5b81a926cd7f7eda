"""Full text of every message, in the database: FTS5 on SQLite, tsvector on PostgreSQL; accent-blind on both.

`escalera.core.tickets.search.find` returns the newest tickets first, so that a word that stands everywhere costs no
more than a rare one: the match set is walked from its new end and cut.
"""

from __future__ import annotations

import re
import unicodedata

from django.db import connection

from escalera.core.tickets.models import Message, Ticket

LONGEST_INDEXED = 200_000  # characters of one message
_WORD = re.compile(r"\w+")
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


def matching_tickets(phrase: str, *, limit: int = 50, window: int = 1000) -> list[int]:
    """Return the numbers of tickets with a message that has all the words, newest message first, each once.

    At most `window` matching messages are looked at, so the cost has a bound."""
    words = _WORD.findall(phrase)[:12]
    if not words:
        return []
    numbers: dict[int, None] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _select_postgres(cursor, words, window)
        else:
            _select_sqlite(cursor, words, window)
        for (number,) in cursor:
            numbers[number] = None
            if len(numbers) >= limit:
                break
    return list(numbers)


def _select_postgres(cursor: object, words: list[str], window: int) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT ticket_id FROM tickets_search WHERE doc @@ plainto_tsquery('spanish', %s) "
        "ORDER BY message_id DESC LIMIT %s",
        [fold(" ".join(words)), window],
    )


def _select_sqlite(cursor: object, words: list[str], window: int) -> None:
    query = " ".join(f'"{word}"' for word in words)
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT m.ticket_id FROM tickets_search s JOIN tickets_message m ON m.id = s.rowid "
        "WHERE s.doc MATCH %s ORDER BY s.rowid DESC LIMIT %s",
        [query, window],
    )
