"""The assistant for channels of short messages: words in, words and buttons out; a widget or a messenger needs no more.

A channel says who writes by something that stays the same (a number, a browser's mark) and, if it knows, which contact
that is. Where the contact is known a person takes over at once; else the channel asks who they are, and calls
`introduce`. See docs/how/let-the-assistant-answer.md."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.people.models import Contact
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.answering import Source
from escalera.levels.selfservice.choices import Side
from escalera.levels.selfservice.models import Conversation, Turn
from escalera.levels.selfservice.replies import last_shown


@dataclass(frozen=True, slots=True)
class Heard:
    """What comes back. `says`: texts to send, in order, none where the assistant is silent; `buttons`: short answers to
    offer; `wants_person`: who they are must be asked now; `ticket_id`: where a person goes on, if one does."""

    conversation_id: int
    says: Sequence[str] = ()
    buttons: Sequence[str] = ()
    wants_person: bool = False
    ticket_id: int | None = None


def hear(
    *,
    channel: str,
    sender: str,
    text: str,
    language: str,
    at: datetime,
    contact: Contact | None = None,
    key: str = "",
) -> Heard:
    """Hear one message of a channel and return what to say to it; the same `key` again is heard once. A language model may
    word the answer, which takes its time: never inside a transaction.

    Raises: BadInput (empty, too long), HasEnded."""
    talk, turn = heard_turn(
        channel=channel, sender=sender, text=text, language=language, at=at, contact=contact, key=key
    )
    if turn is not None:
        turn = actions.word_last(conversation_id=talk.pk, at=at) or turn
    talk = Conversation.objects.get(pk=talk.pk)
    if talk.wants_person and talk.contact is not None:
        actions.hand_over(conversation_id=talk.pk, contact=talk.contact, at=at, channel=channel)
        talk = Conversation.objects.get(pk=talk.pk)
    return _heard(talk, turn)


def heard_turn(
    *, channel: str, sender: str, text: str, language: str, at: datetime, contact: Contact | None, key: str
) -> tuple[Conversation, Turn | None]:
    """Hear one message; return the conversation and what the assistant said to it, None where it is silent."""
    visitor = visitor_of(channel, sender)
    talk = queries.going_on(channel=channel, visitor=visitor, at=at) or actions.begin(
        channel=channel, language=language, contact=contact, visitor=visitor, at=at
    )
    turn = actions.say(conversation_id=talk.pk, text=text, at=at, key=_once(channel, key))
    return Conversation.objects.get(pk=talk.pk), turn


def introduce(*, channel: str, sender: str, contact: Contact, at: datetime, more: str = "") -> Heard:
    """Say who the sender is who wants a person: a person goes on with all that was said. `more`: what they add.

    Raises: BadInput, Conversation.DoesNotExist (nothing was said here within a day)."""
    talk = queries.going_on(channel=channel, visitor=visitor_of(channel, sender), at=at)
    if talk is None:
        raise Conversation.DoesNotExist
    actions.hand_over(conversation_id=talk.pk, contact=contact, at=at, more=more, channel=channel)
    return _heard(Conversation.objects.get(pk=talk.pk), None)


def _heard(talk: Conversation, turn: Turn | None) -> Heard:
    says = says_of(turn) if turn is not None else ()
    return Heard(talk.pk, says, buttons_of(talk, turn), talk.wants_person, talk.ticket_id)


def buttons_of(talk: Conversation, turn: Turn | None) -> tuple[str, ...]:
    """Return the answers that are offered: words that mean the same when somebody writes them."""
    if turn is None or turn.side != Side.ASSISTANT or not talk.is_open:
        return ()
    with override(talk.language or settings.LANGUAGE_CODE):
        person = _("Talk to a person")
        if choices := turn.data.get("choices"):
            return (*choices, person)
        shown = last_shown([turn]) is not None
        return (_("Yes, that helped"), _("It did not help"), person) if shown else (person,)


def says_of(turn: Turn) -> list[str]:
    """Return what a turn of the assistant says as plain texts: its words, then each article with its day and address."""
    if turn.side != Side.ASSISTANT:
        return []
    quotes = [Source.of(one) for one in turn.data.get("quotes", ())]
    offers = [Source.of(one) for one in turn.data.get("offers", ())]
    says = [turn.data.get("wording") or turn.text]
    says += [f"“{one.text}”\n{one.title} ({one.day})\n{one.url}" for one in quotes]
    return says + [f"{one.title} ({one.day})\n{one.url}" for one in offers]


def _once(channel: str, key: str) -> str | None:
    """Return the key as a turn keeps it: a provider's name of a message may be long, and differ only at its end."""
    if not key:
        return None
    whole = f"{channel}:{key}"
    return whole if len(whole) <= 54 else f"{channel}:{hashlib.sha256(key.encode()).hexdigest()[:36]}"


def visitor_of(channel: str, sender: str) -> str:
    """Return the mark under which a channel's sender is kept: a hash, never their number."""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"talk {channel} {sender}".encode(), hashlib.sha256).hexdigest()[:40]
