"""What was said, said otherwise: edited where it came from, taken back, or a call that went on.

The words change wherever they stand: in the search, in the line that lists show, and in the subject if it was nothing
but the first of them. What was said first is kept in `extra`, where colleagues read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from escalera.base.log.actions import record
from escalera.base.storage.together import together
from escalera.core.tickets.actions.content import Content
from escalera.core.tickets.actions.covering import without_personal_data
from escalera.core.tickets.actions.opening import subject_of
from escalera.core.tickets.facts import SubjectChanged
from escalera.core.tickets.first_words import is_made_from, line_of, subject_from
from escalera.core.tickets.indexing import index_again, opens_ticket, words_of
from escalera.core.tickets.models import Message, Ticket


@together()
def edit(*, message_id: int, text: str, edited_at: datetime, at: datetime) -> None:
    """Let a message of a customer say its newest words; an older edit that comes later changes nothing.

    The caller records what became of the message."""
    ticket, message = _locked(message_id)
    extra, when = message.extra or {}, edited_at.isoformat()
    if (extra.get("edited", {}).get("at", ""), message.text) >= (when, text):  # of one moment, always the same counts
        return
    kept = without_personal_data(Content(text.replace("\x00", "")), ticket.segment_id)
    first = extra.get("edited", {}).get("first", message.text)
    known, before = _known(message, ticket), message.text
    message.html = None  # it says the former words
    _say(message, ticket, kept.text, {**(kept.extra or {}), "edited": {"at": when, "first": first}})
    if opens_ticket(message, ticket) and is_made_from(ticket.subject, before):
        _name_again(message, ticket, kept, at)
    index_again(message, ticket, known)


@together()
def take_back(*, message_id: int, taken_back_at: datetime) -> None:
    """Note that they took a message back: colleagues still read it, but its words find nothing any more.

    The caller records what became of the message."""
    ticket, message = _locked(message_id)
    known = _known(message, ticket)
    _say(message, ticket, message.text, {"taken_back": taken_back_at.isoformat()})
    index_again(message, ticket, known)


@together()
def keep_up(*, message_id: int, text: str, extra: Mapping[str, Any]) -> None:
    """Let a message that the product wrote of something that goes on (a call) say how it stands now."""
    ticket, message = _locked(message_id)
    known = _known(message, ticket)
    _say(message, ticket, text, extra)
    index_again(message, ticket, known)


def _locked(message_id: int) -> tuple[Ticket, Message]:
    """Return a message as it stands now with its ticket, which is locked first."""
    where = Message.objects.values_list("ticket", flat=True).get(pk=message_id)
    return Ticket.objects.lock(where), Message.objects.get(pk=message_id)


def _known(message: Message, ticket: Ticket) -> list[str]:
    """Return by what the search knows a message now."""
    return [ticket.subject, words_of(message)] if opens_ticket(message, ticket) else [words_of(message)]


def _say(message: Message, ticket: Ticket, text: str, more: Mapping[str, Any]) -> None:
    line = line_of(message.text)
    message.text, message.extra = text, {**(message.extra or {}), **more}
    message.save(update_fields=["text", "html", "extra"])
    if ticket.snippet == line and line != line_of(text):
        ticket.snippet = line_of(text)
        ticket.save(update_fields=["snippet"])


def _name_again(message: Message, ticket: Ticket, content: Content, at: datetime) -> None:
    """Give a ticket that has its name from these words the name that they give it now."""
    subject = subject_of(subject_from(content.text), content)
    if subject == ticket.subject or message.contact is None:
        return
    fact = SubjectChanged(ticket_id=ticket.pk, subject=subject, before=ticket.subject)
    ticket.subject = subject
    ticket.save(update_fields=["subject"])
    record(fact, actor=message.contact.actor, at=at)
