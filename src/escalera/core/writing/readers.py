"""What articles did for tickets, told from what happened: sent in a reply, the ticket solved, asked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.knowledge.actions import count_use
from escalera.core.knowledge.choices import How
from escalera.core.knowledge.models import Use
from escalera.core.tickets.facts import ReplyWritten, TicketReopened, TicketResolved
from escalera.core.tickets.models import Message
from escalera.core.writing.articles import articles_named

BACK_WITHIN = timedelta(days=7)  # a ticket that comes back later was about something else


@reader("article-uses", facts=(ReplyWritten, TicketResolved, TicketReopened))
def tell_uses(events: Sequence[Event]) -> None:
    """Count articles that replies name as used; those used as having solved, or failed if the ticket comes back."""
    for event in events:
        if event.ticket_id is not None:
            (_used if event.name == ReplyWritten.name else _ended)(event, event.ticket_id)


def _used(event: Event, ticket_id: int) -> None:
    text = Message.objects.filter(pk=event.data.get("message_id") or 0).values_list("text", flat=True).first() or ""
    for article in articles_named(text) if "/help/articles/" in text else ():
        count_use(article_id=article, ticket_id=ticket_id, how=How.USED, at=event.at)


def _ended(event: Event, ticket_id: int) -> None:
    used = Use.objects.filter(ticket_id=ticket_id, how=How.USED).values_list("article_id", flat=True)
    for article in list(used):
        if event.name == TicketResolved.name:
            count_use(article_id=article, ticket_id=ticket_id, how=How.SOLVED, at=event.at)
        elif _solved_lately(event, ticket_id, article):
            count_use(article_id=article, ticket_id=ticket_id, how=How.FAILED, at=event.at)


def _solved_lately(event: Event, ticket_id: int, article: int) -> bool:
    solved = Use.objects.filter(ticket_id=ticket_id, article=article, how=How.SOLVED)
    return solved.filter(at__gte=event.at - BACK_WITHIN).exists()
