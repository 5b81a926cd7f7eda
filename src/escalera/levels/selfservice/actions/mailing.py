"""The assistant in the acknowledgement of a mail."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.storage.together import together
from escalera.core.knowledge.actions import note_gap
from escalera.core.tickets.models import Message, MessageKind
from escalera.levels.selfservice import queries
from escalera.levels.selfservice.actions.judging import MAIL, keep_asked
from escalera.levels.selfservice.answering import Finding, find_answer
from escalera.levels.selfservice.choices import Said, Side
from escalera.levels.selfservice.facts import AssistantAnswered, AssistantAsked
from escalera.levels.selfservice.models import Conversation, Turn

CHANNEL = "email"
_BEFORE = re.compile(r"[.!¿\n]")  # what stands before a question
SHORTEST, LONGEST = 12, 300  # characters of a question that can be a gap


@together()
def open_by_mail(*, message: Message, at: datetime) -> tuple[Conversation, Finding] | None:
    """Begin a conversation about a ticket that came by mail, with what may answer it; None where nothing may.

    None too where the assistant is off for mail, a person has answered already, or the ticket came from the assistant."""
    ticket = message.ticket
    if not queries.assistant().in_mail or (message.extra or {}).get("assistant") or _person_answered(ticket.pk):
        return None
    if Conversation.objects.filter(ticket=ticket.pk, channel=CHANNEL).exists():
        return None
    contact, language = ticket.requester, ticket.language or ticket.requester.language
    text = f"{ticket.subject}\n{message.text}"[:4000]
    found = find_answer(text, contact=contact, segment_id=ticket.segment_id, language=language)
    if found.said == Said.UNKNOWN:
        if question := question_in(message.text[:4000]):
            note_gap(text=question, language=language, where=CHANNEL, at=at)
        return None
    talk = Conversation.objects.create(
        channel=CHANNEL, language=language, contact=contact, segment_id=ticket.segment_id, ticket=ticket,
        best=found.said, turns_said=1, started_at=at, last_at=at,
    )  # fmt: skip
    data: dict[str, Any] = {
        "quotes": [one.stored() for one in found.quotes], "offers": [one.stored() for one in found.offers],
        **keep_asked(found.heard, where=MAIL, language=language, at=at, ticket_id=ticket.pk),
    }  # fmt: skip
    Turn.objects.create(
        conversation=talk,
        number=1,
        side=Side.ASSISTANT,
        said=found.said,
        data=data,
        confidence=found.confidence,
        at=at,
    )
    record(AssistantAsked(conversation_id=talk.pk, channel=CHANNEL, language=language), actor=contact.actor, at=at)
    answered = AssistantAnswered(
        conversation_id=talk.pk, said=found.said, articles=found.articles, confidence=found.confidence
    )
    record(answered, actor=SYSTEM, at=at)
    return talk, found


def question_in(text: str) -> str:
    """Return the first question of a mail, "" for none: a mail says much, what an article could answer ends in "?"."""
    for before in text.split("?")[:-1]:
        asked = _BEFORE.split(before)[-1].strip()
        if SHORTEST <= len(asked) <= LONGEST:
            return f"{asked}?"
    return ""


def _person_answered(ticket_id: int) -> bool:
    said = Message.objects.filter(ticket=ticket_id, agent__isnull=False)
    return said.exclude(kind=MessageKind.NOTE).exists()
