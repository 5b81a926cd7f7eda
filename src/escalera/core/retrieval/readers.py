"""Catch up with what this room did not see happen: articles from before it was there, tickets that were solved."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.channels.facts import MessageMarked
from escalera.core.knowledge.facts import ArticlePublished
from escalera.core.retrieval import indexing, keeping_cases
from escalera.core.tickets.facts import TicketClosed, TicketReopened, TicketResolved


@reader("retrieval-articles", facts=(ArticlePublished,), history=True)
def catch_up(events: Sequence[Event]) -> None:
    """Cut into passages the articles of which some are missing; most events were followed by a reaction already."""
    indexing.refresh(indexing.behind({event.data["article_id"] for event in events}))


@reader("retrieval-cases", facts=(TicketResolved, TicketClosed, TicketReopened, MessageMarked), history=True)
def keep_cases(events: Sequence[Event]) -> None:
    """Keep as cases the tickets that are solved now, whatever happened to them since, with their words of now."""
    heard = [event for event in events if event.data.get("what", "edited") == "edited"]
    keeping_cases.refresh({event.ticket_id for event in heard if event.ticket_id is not None})
