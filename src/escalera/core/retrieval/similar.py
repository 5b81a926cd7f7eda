"""Solved tickets like one that is open, and how each was answered; only those that the agent may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL
from escalera.core.retrieval import fulltext, gathering
from escalera.core.retrieval.keeping_cases import first_words, stems_of
from escalera.core.retrieval.models import CASES, Case
from escalera.core.retrieval.scoring import Asked
from escalera.core.retrieval.terms import Word
from escalera.core.tickets.models import Message, Ticket
from escalera.core.tickets.policies import visible_to
from escalera.core.tickets.queries import find_ticket

LOOKED_AT = 40  # cases that are compared
MOST_STEMS = 12
LEAST_COVERED = 0.25  # of what the ticket tells
ANSWER = 400  # characters


@dataclass(frozen=True, slots=True)
class Like:
    """A solved ticket. `answer`: how its last reply begins, "" if nobody replied; `alike`: 0 to 1."""

    number: int
    subject: str
    answer: str
    message: int | None
    solved_at: datetime
    alike: float


def tickets_like(ticket_id: int, by: Agent, limit: int = 5) -> list[Like]:
    """Return the solved tickets most like one. Raises: Ticket.DoesNotExist, also if the agent may not see it."""
    return like_this(find_ticket(by, ticket_id), by, limit)


def like_this(ticket: Ticket, by: Agent, limit: int = 5) -> list[Like]:
    """Return the same for a ticket that the agent is known to see."""
    text = first_words([ticket.pk]).get(ticket.pk, "")
    stems = stems_of(ticket.subject, text, ticket.language or ticket.requester.language or "")
    return _like(stems, by, ticket.pk, limit)


def _like(stems: Sequence[str], by: Agent, but: int, limit: int) -> list[Like]:
    words = [Word(stem, {stem: 1.0}) for stem in dict.fromkeys(stems)]
    known = fulltext.known({CASES: [word.text for word in words]})
    told = gathering.rarest(known[CASES], [word.text for word in words], MOST_STEMS)
    seen = ~Q(pk=but) if by.may(SEE_ALL) else ~Q(pk=but) & Q(ticket__in=visible_to(by).order_by().values("pk"))
    keys = gathering.cases(seen, told, known, CASES, LOOKED_AT)
    asked = Asked(words, known[CASES])
    rows = Case.objects.filter(pk__in=keys).values_list("pk", "stems", "ticket__subject", "answer", "solved_at")
    scored = [(asked.score(row[1].split()), row) for row in rows]
    best = sorted(scored, key=lambda one: (-one[0].total, -one[1][0]))
    near = [(score, row) for score, row in best if score.covered >= LEAST_COVERED][:limit]
    answers = _answers([row[3] for _score, row in near if row[3] is not None])
    return [
        Like(row[0], row[2], answers.get(row[3] or 0, ""), row[3], row[4], score.covered) for score, row in near
    ]  # fmt: skip


def _answers(messages: Sequence[int]) -> dict[int, str]:
    rows = Message.objects.filter(pk__in=messages).values_list("pk", "text") if messages else []
    return {key: " ".join(text[: ANSWER * 2].split())[:ANSWER] for key, text in rows}
