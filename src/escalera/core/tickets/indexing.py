"""What a message is found by: written with it, and written anew when its words change.

SQLite's index keeps no texts, which halves it: it knows only which words stand where, and forgets those of a message
only by being told them. It is never told words that it does not hold, which would harm it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from django.db import connection, transaction
from django.db.models import Max

from escalera.core.tickets.first_words import is_made_from
from escalera.core.tickets.models import Message, Ticket

LONGEST_INDEXED = 200_000  # characters of one message
LOOKED_FOR = 300  # characters by which the index is asked whether it holds a text
STEP = 500  # messages that are written anew in one transaction
_STEM_ACCENT = re.compile(r"([cs])ion\b")
# without the places of the words, which nothing asks for: a third less to store
_POSTGRES = (
    "INSERT INTO tickets_search (message_id, ticket_id, doc) VALUES (%s, %s, strip(to_tsvector('spanish', %s)))"
)
_POSTGRES_AGAIN = (
    f"{_POSTGRES} ON CONFLICT (message_id) DO UPDATE SET ticket_id = excluded.ticket_id, doc = excluded.doc"
)
_SQLITE = "INSERT INTO tickets_search (rowid, doc) VALUES (%s, %s)"


def fold(text: str) -> str:
    """Lower the case and take the accents off, but for the one that the Spanish stemmer needs (…ción, …sión)."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return _STEM_ACCENT.sub(r"\1ión", plain)


def index(message: Message, ticket: Ticket, *, opens: bool = False) -> None:
    """Put a new message into the search, in the caller's transaction. `opens`: it is the one that opens the ticket,
    and the ticket's subject and its requester's name find it too."""
    _write(message, ticket, opens=opens, is_new=True)


def index_again(message: Message, ticket: Ticket, before: Sequence[str]) -> None:
    """Let a message be found by its words of now, and no more by those of before, in the caller's transaction.

    `before`: the texts of it that may stand in the index: what `words_of` gave, the ticket's subject."""
    if connection.vendor != "postgresql":
        _forget(message.pk, before)
    _write(message, ticket, opens=opens_ticket(message, ticket), is_new=False)


def opens_ticket(message: Message, ticket: Ticket) -> bool:
    """Say whether a ticket begins with this message; several may be of the moment in which it was opened."""
    if message.contact_id is None or message.at != ticket.opened_at:
        return False
    said = Message.objects.filter(ticket=message.ticket_id, contact__isnull=False, at=message.at, pk__lt=message.pk)
    return not said.exists()


def words_of(message: Message) -> str:
    """Return what of a message's own words it is found by; what was taken back finds nothing."""
    return "" if _is_taken_back(message) else message.text[:LONGEST_INDEXED]


def moved(message_ids: Sequence[int], ticket_id: int) -> None:
    """Note that messages stand on another ticket now, in the caller's transaction."""
    if connection.vendor == "postgresql":  # SQLite asks the messages themselves
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tickets_search SET ticket_id = %s WHERE message_id = ANY(%s)", [ticket_id, list(message_ids)]
            )


def rebuild() -> Iterator[int]:
    """Write the whole index anew, the oldest message first; yield after each step how many have been written.

    What is said or changed meanwhile is in it too. On SQLite less is found until it has ended."""
    with transaction.atomic():
        if connection.vendor != "postgresql":
            _run("INSERT INTO tickets_search (tickets_search) VALUES ('delete-all')")
        until = Message.objects.aggregate(last=Max("pk"))["last"] or 0
    done, after = 0, 0
    while after < until:
        with transaction.atomic():
            # locked, so that who changes one of them now writes its place after us
            rows = Message.objects.filter(pk__gt=after, pk__lte=until).select_related("ticket__requester")
            step = list(rows.select_for_update(of=("self",)).order_by("pk")[:STEP])
            for message in step:
                _write(message, message.ticket, opens=opens_ticket(message, message.ticket), is_new=False)
        done, after = done + len(step), step[-1].pk if step else until
        yield done
    if connection.vendor == "postgresql":
        _run(
            "DELETE FROM tickets_search s WHERE NOT EXISTS (SELECT 1 FROM tickets_message m WHERE m.id = s.message_id)"
        )


def _write(message: Message, ticket: Ticket, *, opens: bool, is_new: bool) -> None:
    text = words_of(message)
    if opens:
        hidden = _is_taken_back(message) and is_made_from(ticket.subject, message.text)
        text = f"{'' if hidden else ticket.subject}\n{ticket.requester.name}\n{text}"
    if connection.vendor == "postgresql":
        sql = _POSTGRES if is_new else _POSTGRES_AGAIN
        _run(sql, message.pk, ticket.pk, fold(text).replace("\x00", ""))
    else:
        _run(_SQLITE, message.pk, text)


def _forget(message_id: int, texts: Sequence[str]) -> None:
    """Take the words of those texts that the index holds of a message out of it."""
    held = "\n".join(text for text in texts if _holds(message_id, text))
    if held:
        _run("INSERT INTO tickets_search (tickets_search, rowid, doc) VALUES ('delete', %s, %s)", message_id, held)


def _holds(message_id: int, text: str) -> bool:
    """Say whether SQLite's index holds the beginning of a text, word after word."""
    start = text if len(text) <= LOOKED_FOR else text[:LOOKED_FOR].rpartition(" ")[0] or text
    phrase = start.replace('"', '""')
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM tickets_search WHERE doc MATCH %s AND rowid = %s", [f'"{phrase}"', message_id])
        return cursor.fetchone() is not None


def _is_taken_back(message: Message) -> bool:
    return "taken_back" in (message.extra or {})


def _run(sql: str, *values: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
