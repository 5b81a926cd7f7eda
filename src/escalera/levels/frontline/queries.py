"""The canned answers that fit a ticket."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from escalera.base.people.models import Agent
from escalera.core.tickets.models import Ticket
from escalera.levels.frontline.models import CannedAnswer

MOST = 200
_VARIABLE = re.compile(r"\{(cliente|ticket|agente)\}")


@dataclass(frozen=True, slots=True)
class FilledAnswer:
    """An answer with its variables filled in."""

    id: int
    title: str
    text: str


def answers_for(ticket: Ticket, agent: Agent) -> list[FilledAnswer]:
    """Return the answers in the customer's language and those for every language, by title.

    The ticket comes with its requester. A customer whose language is not known is offered all."""
    answers = CannedAnswer.objects.order_by("title", "pk")
    if ticket.requester.language:
        answers = answers.filter(language__in=["", ticket.requester.language])
    values = {"cliente": ticket.requester.name, "ticket": str(ticket.pk), "agente": agent.name}
    rows = answers.values_list("pk", "title", "text")[:MOST]
    return [FilledAnswer(pk, title, fill(text, values)) for pk, title, text in rows]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its variables replaced; braces with anything else inside stay as they are."""
    return _VARIABLE.sub(lambda found: values[found[1]], text)
