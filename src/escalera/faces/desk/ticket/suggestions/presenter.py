"""What may help as lines: each with what one click puts into the reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from escalera.core.knowledge.choices import Audience
from escalera.core.retrieval.beside import Beside
from escalera.core.retrieval.choosing import fitting
from escalera.core.retrieval.queries import Found
from escalera.core.retrieval.similar import Like
from escalera.core.tickets.models import Ticket
from escalera.levels.frontline.queries import FilledMacro

MACROS = 3
FOR_CUSTOMERS = (Audience.PUBLIC, Audience.SEGMENT)


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """`put`: what goes into the reply; "" for articles that customers cannot read."""

    title: str
    url: str
    heading: str
    snippet: SafeString
    is_internal: bool
    put: str
    use_url: str


@dataclass(frozen=True, slots=True)
class TicketLine:
    number: int
    subject: str
    url: str
    answer: str
    day: str


def context_of(ticket: Ticket, found: Beside, macros: Sequence[FilledMacro]) -> dict[str, Any]:
    """Return what the card shows."""
    usable = [one for one in macros if one.text or one.does]
    fits = fitting(found.text, [one.name for one in usable], [one.text for one in usable], MACROS)
    return {
        "number": ticket.pk,
        "may_write": not ticket.only_seen,
        "articles": [_article(one, ticket) for one in found.articles],
        "macros": [usable[place] for place in fits],
        "likes": [_like(one) for one in found.likes],
    }


def _article(one: Found, ticket: Ticket) -> ArticleLine:
    is_internal = one.audience not in FOR_CUSTOMERS
    address = f"{settings.BASE_URL}/help/articles/{one.slug}/"
    return ArticleLine(
        title=one.title,
        url=reverse("desk:article", args=[one.slug]) + (f"#{one.anchor}" if one.anchor else ""),
        heading="" if one.heading == one.title else one.heading,
        snippet=one.snippet,
        is_internal=is_internal,
        put="" if is_internal else f"{one.title}: {address}",
        use_url=reverse("desk:suggestion-use", args=[ticket.pk, one.article]),
    )


def _like(one: Like) -> TicketLine:
    return TicketLine(
        number=one.number,
        subject=one.subject,
        url=reverse("desk:ticket", args=[one.number]),
        answer=one.answer,
        day=date_format(one.solved_at, "SHORT_DATE_FORMAT"),
    )
