"""Collect the words of messages, so that typos can be compared with them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.channels.facts import MessageMarked
from escalera.core.search.vocabulary import TEXT_READ, collect, keep
from escalera.core.tickets.facts import MessageReceived, NoteWritten, ReplyWritten, TicketOpened
from escalera.core.tickets.models import Message


@reader("search-words", facts=(TicketOpened, MessageReceived, ReplyWritten, NoteWritten, MessageMarked), history=True)
def collect_words(events: Sequence[Event]) -> None:
    """Add the words of new messages, and of those that say others now; SQLite's full text keeps its own list."""
    if connection.vendor != "postgresql":
        return
    heard = (event.data for event in events if event.data.get("what", "edited") == "edited")
    said = [data["message_id"] for data in heard if "message_id" in data]
    words: set[str] = set()
    for subject, text in Message.objects.filter(pk__in=said).values_list("ticket__subject", "text"):
        words |= collect(f"{subject}\n{text[:TEXT_READ]}")
    if words:
        keep(words)
