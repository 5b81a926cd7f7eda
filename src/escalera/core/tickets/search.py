"""Full text of every message, in the database: FTS5 on SQLite, tsvector on PostgreSQL; accent-blind on both.

What is found comes newest first and in batches, so that a word that stands everywhere costs no more than a rare one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from escalera.core.tickets.indexing import fold

_WORD = re.compile(r"\w+")
_LAST = 2**63 - 1
NEAR = 1000  # messages that are looked at for every search
USUAL = 2  # so many matches among them make a word a usual one
FAR = 40_000  # messages back from the newest that are looked at for a usual word
MANY = 200  # matches after which older ones are left alone
MOST = 1000  # matches that one statement gives
Match = tuple[int, int]  # message and its ticket
# The inner select is a fence: the text index is not used before it. `newest` is the newest message, or the one before
# the mark of a page; the words, in a sub-select, are understood once and not for every message.
_NEWEST = "(SELECT max(message_id) FROM tickets_search)"
_BELOW = "(SELECT %s::bigint - 1)"
_WALK = """
    SELECT message_id, ticket_id FROM (
        SELECT message_id, ticket_id, doc FROM tickets_search
        WHERE message_id > {newest} - %s AND message_id <= {newest} - %s
        ORDER BY message_id DESC OFFSET 0
    ) AS walked
    WHERE doc @@ (SELECT to_tsquery('spanish', %s)) ORDER BY message_id DESC LIMIT {most}"""
# The sum keeps the planner from walking the whole table back by its key.
_BY_INDEX = """
    SELECT message_id, ticket_id FROM tickets_search WHERE doc @@ (SELECT to_tsquery('spanish', %s))
    AND message_id + 0 <= {newest} ORDER BY message_id + 0 DESC LIMIT {most}"""
_FTS = """
    SELECT s.rowid, m.ticket_id FROM tickets_search s JOIN tickets_message m ON m.id = s.rowid
    WHERE s.doc MATCH %s AND s.rowid < %s ORDER BY s.rowid DESC LIMIT %s"""
_WITH_POSTGRES = """
    SELECT DISTINCT m.ticket_id FROM tickets_message m JOIN tickets_search s ON s.message_id = m.id
    WHERE m.ticket_id = ANY(%s) AND s.doc @@ (SELECT to_tsquery('spanish', %s))"""
_WITH_SQLITE = """
    SELECT DISTINCT m.ticket_id FROM tickets_message m WHERE m.ticket_id IN ({marks})
    AND m.id IN (SELECT rowid FROM tickets_search WHERE doc MATCH %s)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a message must hold: all the words and phrases. All are made of letters, digits and _ alone.

    `growing`: the last word is a beginning; `grown`: whole words that it may be the beginning of."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    growing: bool = False
    grown: tuple[str, ...] = ()

    @property
    def last_is_beginning(self) -> bool:
        return self.growing and bool(self.words) and len(self.words[-1]) > 1


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
    for found in matches(Wanted(tuple(_WORD.findall(phrase)[:12]))):
        yield [ticket for _message, ticket in found]


def matches(wanted: Wanted, *, below: int | None = None) -> Iterator[list[Match]]:
    """Yield matching messages with their tickets, newest first, in batches; a later one may repeat an earlier one.

    `below`: only messages before this one. PostgreSQL does not know in which order words stand: there, who asks for
    phrases must look at the text again."""
    if wanted.words or wanted.phrases:
        yield from (_in_postgres if connection.vendor == "postgresql" else _in_sqlite)(wanted, below)


def having(numbers: Sequence[int], word: str | Wanted) -> set[int]:
    """Return those of the tickets that have a message with the word, or with all that is wanted."""
    if not numbers:
        return set()
    wanted = Wanted((word,)) if isinstance(word, str) else word
    if connection.vendor == "postgresql":
        found = _rows(_WITH_POSTGRES, list(numbers), _tsquery(wanted))
    else:
        found = _rows(_WITH_SQLITE.format(marks=", ".join(["%s"] * len(numbers))), *numbers, _match(wanted))
    return {row[0] for row in found}


def rarest(wanted: Sequence[Wanted], *, below: int | None = None) -> tuple[int, int]:
    """Return the place of what stands in the fewest of the newest messages, and a mark above all that was seen: from
    it the same place is found again. One short look for each."""
    near = [next(matches(one, below=below), []) for one in wanted]
    counts = [len(found) for found in near]
    return counts.index(min(counts)), max((message for found in near for message, _ticket in found), default=0) + 1


def _in_postgres(wanted: Wanted, below: int | None) -> Iterator[list[Match]]:
    """Find a usual word by walking back from the newest message, a rare one by the index.

    The index first collects every message that has the word, a walk passes every message that has not. Which of both
    is short, the newest messages tell; the planner's guess goes wrong by seconds among two million messages."""
    text = _tsquery(wanted)
    newest, given = (_NEWEST, []) if below is None else (_BELOW, [below])
    walk, by_index = (sql.format(newest=newest, most=MOST) for sql in (_WALK, _BY_INDEX))
    near = _rows(walk, *given, NEAR, *given, 0, text)
    yield near
    far = []
    if len(near) >= USUAL:
        far = _rows(walk, *given, FAR, *given, NEAR, text)
        yield far
    if len(near) + len(far) < MANY:
        yield _rows(by_index, text, *given)


def _in_sqlite(wanted: Wanted, below: int | None) -> Iterator[list[Match]]:
    """FTS5 keeps the matches of a word in their order, so that both kinds of words are read from their new end."""
    text = _match(wanted)
    for most in (MANY, MOST):
        found = _rows(_FTS, text, _LAST if below is None else below, most)
        yield found
        if len(found) < most:
            return


def _tsquery(wanted: Wanted) -> str:
    """Return the words in PostgreSQL's language of text queries; it drops those that say nothing."""
    phrases = [word for phrase in wanted.phrases for word in _WORD.findall(phrase)]
    parts = [_lexeme(word) for word in (*wanted.words, *phrases)]
    if wanted.last_is_beginning:
        place = len(wanted.words) - 1
        parts[place] = "(" + " | ".join([f"{parts[place]}:*", *map(_lexeme, wanted.grown)]) + ")"
    return " & ".join(parts)


def _lexeme(word: str) -> str:
    return f"'{fold(word)}'"  # quoted: some letters fold to signs that would be operators


def _match(wanted: Wanted) -> str:
    parts = [f'"{word}"' for word in wanted.words]
    if wanted.last_is_beginning:
        parts[-1] += "*"
    return " ".join([*parts, *(f'"{phrase}"' for phrase in wanted.phrases)])


def _rows(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
