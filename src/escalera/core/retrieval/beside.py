"""What may help with one ticket: articles that its agent may read, solved tickets that they may see."""

from __future__ import annotations

from dataclasses import dataclass

from escalera.base.people.models import Agent
from escalera.core.retrieval.queries import Found, Reader, find
from escalera.core.retrieval.similar import Like, like_this
from escalera.core.tickets.models import Message, Ticket

ARTICLES, LIKES = 3, 3
TEXT = 1500  # characters of the customer's words
LEAST_COVERED, LEAST_NEAR = 0.12, 0.2  # of what they tell, by meaning: with less of both an article is left out
NEAR_THE_FIRST = 0.4


@dataclass(frozen=True, slots=True)
class Beside:
    """`text`: what the ticket asks, by which all this was found."""

    text: str
    articles: tuple[Found, ...]
    likes: tuple[Like, ...]


def about(ticket: Ticket, by: Agent) -> Beside:
    """Return what may help with a ticket that the agent may see; the same number of statements for any."""
    text, language = asked_by(ticket)
    found = find(text, Reader(agent=by), language, ARTICLES)
    near = [
        one
        for one in found
        if (one.covered >= LEAST_COVERED or one.near >= LEAST_NEAR) and one.score >= NEAR_THE_FIRST * found[0].score
    ]  # fmt: skip
    return Beside(text, tuple(near), tuple(like_this(ticket, by, LIKES)))


def asked_by(ticket: Ticket) -> tuple[str, str]:
    """Return what a ticket asks, by its subject and the customer's last words, and in which language; one statement."""
    said = Message.objects.filter(ticket=ticket.pk, contact__isnull=False).order_by("-pk")
    text = f"{ticket.subject}\n{(said.values_list('text', flat=True).first() or '')[:TEXT]}"
    return text, ticket.language or ticket.requester.language or ""
