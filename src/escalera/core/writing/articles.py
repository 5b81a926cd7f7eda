"""What a solved ticket teaches, as the beginning of an article; and what articles did for tickets, told by replies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.people.models import Agent
from escalera.base.text.masking import cover
from escalera.core.knowledge.actions import link
from escalera.core.knowledge.choices import LinkKind
from escalera.core.knowledge.links import register
from escalera.core.knowledge.models import Article
from escalera.core.tickets.models import Message, Ticket
from escalera.core.tickets.policies import visible_to
from escalera.core.tickets.queries import find_ticket

LONGEST_PART = 8000  # characters
MOST_REPLIES = 3
_PREFIX = re.compile(r"^(?:\s*(?:re|fwd?|rv|enc|res)\s*:)+\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"/help/articles/([\w-]{1,180})/")
_GREETING = re.compile(
    r"^(?:hola|buen[oa]s|estimad[oa]|querid[oa]|ol[áa]|bom dia|boa tarde|prezad[oa]|hello|hi|dear|"
    r"good (?:morning|afternoon))\b[^\n]{0,60}$", re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DraftArticle:
    title: str
    body: str
    language: str


def draft_from(ticket_id: int, *, by: Agent) -> DraftArticle:
    """Return the beginning of an article: the customer's problem, what was answered last; personal data is covered and
    the customer's name left out. Internal notes never come along. Raises: Ticket.DoesNotExist."""
    ticket = find_ticket(by, ticket_id)
    said = Message.objects.filter(ticket=ticket.pk, kind="message").order_by("pk")
    asked = said.filter(contact__isnull=False).first()
    answered = list(said.filter(agent__isnull=False).order_by("-pk")[:MOST_REPLIES])
    names = [word for word in ticket.requester.name.split() if len(word) > 2]
    language = ticket.language if ticket.language in dict(settings.LANGUAGES) else ""
    with override(language or by.language or settings.LANGUAGE_CODE):
        heads = (_("Problem"), _("Solution"))
    parts = (
        _plain(asked.text if asked else "", names),
        "\n\n".join(_plain(one.text, names) for one in answered[::-1]),
    )
    body = "\n\n".join(f"## {head}\n\n{part or '…'}" for head, part in zip(heads, parts, strict=True))
    return DraftArticle(_plain(_PREFIX.sub("", ticket.subject), names)[:160], body, language)


def written_up(*, article_id: int, ticket_id: int, by: Agent, at: datetime) -> None:
    """Link an article to the ticket that it was written up from. Raises: Ticket.DoesNotExist, NotAllowed."""
    find_ticket(by, ticket_id)
    link(article_id=article_id, kind=LinkKind.TICKET, target=ticket_id, is_origin=True, by=by, at=at)


def articles_named(text: str) -> list[int]:
    """Return the articles whose addresses stand in a text."""
    slugs = list(dict.fromkeys(_ADDRESS.findall(text[:100_000])))[:20]
    return list(Article.objects.filter(slug__in=slugs).values_list("pk", flat=True)) if slugs else []


def _plain(text: str, names: list[str]) -> str:
    """Return words without personal data, the customer's name, and greetings on lines of their own."""
    lines = [line.rstrip() for line in cover(text[:LONGEST_PART]).splitlines()]
    words = "\n".join(line for line in lines if not _GREETING.match(line.strip()))
    for name in names:
        words = re.sub(rf"\b{re.escape(name)}\b", "…", words)
    return words.strip()


def _names_of_tickets(keys: Sequence[int], agent: Agent) -> dict[int, str]:
    rows: list[Ticket] = list(visible_to(agent).filter(pk__in=keys).only("pk", "subject").distinct())
    return {one.pk: f"#{one.pk} {one.subject}" for one in rows}


register(LinkKind.TICKET, _names_of_tickets)
