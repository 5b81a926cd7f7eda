"""To which ticket a person's words belong: the one rule of reopen, append or new, for every channel.

What was decided, by which rule and from which numbers stands on the message (`extra["placed"]`), as data: the page says
it in the reader's language. `correcting.py` puts right what was decided wrongly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from escalera.base.log.facts import SYSTEM
from escalera.base.people.models import Contact
from escalera.base.people.queries import segment_of
from escalera.base.text.thanks import is_only_thanks
from escalera.core.channels.models import Mark, Thread
from escalera.core.channels.shared.conversation_rule import Rule, Situation, judge, numbers_of, rule_for
from escalera.core.channels.shared.heard import Said
from escalera.core.channels.shared.lookups import last_said, ticket_of
from escalera.core.tickets.actions import link_begun
from escalera.core.tickets.models import Message, Spam, Status, Ticket

NO_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class Place:
    """`ticket_id`: None for a new ticket; `rule`: its code; `words`: what the ticket shows of why, as data; `before`: the
    ticket after which a new one begins."""

    ticket_id: int | None
    rule: str
    words: dict[str, Any] | None = None
    before: int | None = None


def place(thread: Thread, contact: Contact, said: Said, at: datetime) -> Place:
    """Return where words of a conversation go: what they answer, else what was spoken of last, as the rule says."""
    if said.anew or _begun_anew(thread):
        return Place(None, "anew", {"code": "anew"})
    kind = thread.channel.kind
    answered = _answered(thread, said.reply_to) if said.reply_to else None
    last = _standing(ticket_of(thread.ticket_id)) if thread.ticket_id else None
    if last is not None and not last.is_open and Spam.objects.filter(ticket=last, undone_at__isnull=True).exists():
        last = None  # what was put aside as spam is nothing to go on with
    rule = rule_for(_segment(answered or last, contact), kind)
    if answered is not None:
        found = decide(answered, rule, said.text, at, answers=True)
        if found.ticket_id is not None or last is None or last.pk == answered.pk:
            return found
    if last is not None:
        return decide(last, rule, said.text, at)
    return place_first(rule, contact, at)


def decide(ticket: Ticket, rule: Rule, text: str, at: datetime, *, answers: bool = False) -> Place:
    """Return what the rule says of words that may belong to this ticket."""
    found = situation_of(ticket, text, at, answers=answers)
    verdict = judge(rule, found)
    since = found.ended if found.ended is not None else found.quiet
    words = {"code": verdict.code, "ticket": ticket.pk, "since_s": int(since.total_seconds()), **numbers_of(rule)}
    if verdict.appends:
        return Place(ticket.pk, verdict.code, words)
    return Place(None, verdict.code, words, before=ticket.pk)


def place_first(rule: Rule, contact: Contact, at: datetime) -> Place:
    """Return where the first words of a conversation go: a new ticket, or their only open one if the rule says so."""
    if rule.elsewhere and (ticket := _only_open(contact)) is not None:
        found = decide(ticket, rule, "", at)
        if found.ticket_id is not None:
            return Place(ticket.pk, "elsewhere", {**(found.words or {}), "code": "elsewhere"})
    return Place(None, "new")


def begin_after(place: Place, message: Message, at: datetime) -> None:
    """Link the new ticket with the one after which it begins."""
    if place.ticket_id is None and place.before is not None and place.before != message.ticket_id:
        link_begun(ticket_id=message.ticket_id, before_id=place.before, actor=SYSTEM, at=at)


def situation_of(ticket: Ticket, text: str, at: datetime, *, answers: bool = False) -> Situation:
    """Return how a ticket stands at this moment."""
    if not ticket.is_open:
        ended = max(at - (ticket.resolved_at or ticket.updated_at), NO_TIME)
        return Situation(ended, ended, answers=answers, only_thanks=is_only_thanks(text))
    last = last_said(ticket.pk)
    quiet = at - (last.at if last is not None else ticket.opened_at)
    return Situation(max(quiet, NO_TIME), waits=ticket.status == Status.WAITING_CUSTOMER, answers=answers)


def _begun_anew(thread: Thread) -> bool:
    """Say whether they asked for a new conversation (of a chat) since their last ticket."""
    return thread.ticket_id is None and bool(thread.data.get("talk"))


def _segment(ticket: Ticket | None, contact: Contact) -> int | None:
    return ticket.segment_id if ticket is not None else segment_of(contact)


def _standing(ticket: Ticket | None) -> Ticket | None:
    """Return where a merged ticket's conversation goes on."""
    while ticket is not None and ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


def _only_open(contact: Contact) -> Ticket | None:
    """Return the only open ticket that they asked for; None of several: nobody could say which."""
    found = list(Ticket.objects.filter(requester=contact, is_open=True).order_by("-updated_at")[:2])
    return found[0] if len(found) == 1 else None


def _answered(thread: Thread, external_id: str) -> Ticket | None:
    """Return the ticket of the message that they answer, if it was said in this conversation."""
    mark = (
        Mark.objects.filter(channel=thread.channel_id, external_id=external_id[:200])
        .select_related("message__ticket__merged_into")
        .first()
    )
    if mark is None or mark.message is None or mark.thread_id not in (None, thread.pk):
        return None
    return _standing(mark.message.ticket)
