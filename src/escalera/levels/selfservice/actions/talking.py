"""A conversation while the assistant leads it: words, buttons, and what it says to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM, Actor
from escalera.base.people.models import Contact
from escalera.base.people.queries import segment_of
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.together import together
from escalera.base.text.languages import detect
from escalera.core.knowledge import actions as knowledge
from escalera.core.knowledge.models import Article
from escalera.core.knowledge.policies import readable_by
from escalera.core.tickets.actions import Content, receive_message, resolve
from escalera.core.tickets.policies import why_not_resolve
from escalera.levels.selfservice import queries, replies, words
from escalera.levels.selfservice.actions.ending import note_return
from escalera.levels.selfservice.actions.forgetting import VISITOR
from escalera.levels.selfservice.actions.judging import ASSISTANT, keep_asked, settle_shown
from escalera.levels.selfservice.choices import GOES_ON, Reason, Said, Side, State
from escalera.levels.selfservice.covering import without_personal_data
from escalera.levels.selfservice.facts import AssistantAnswered, AssistantAsked, AssistantFailed, AssistantHelped
from escalera.levels.selfservice.models import Conversation, Turn
from escalera.levels.selfservice.replies import Reply

LONGEST = 2000  # characters of one turn
MOST_TURNS = 200  # of both sides, whatever state: a conversation is no store
SURE = 0.9
_RANK = (Said.UNKNOWN, Said.QUESTION, Said.OFFERS, Said.ANSWER)


class TooLong(BadInput):
    """One turn says too much."""


class HasEnded(Refusal):
    """The conversation takes no more words."""


@together()
def begin(
    *, channel: str, language: str, at: datetime, contact: Contact | None = None, visitor: str = ""
) -> Conversation:
    """Begin a conversation with nothing said yet. `visitor`: a hash that tells a returning sender apart, or "".

    Who comes again within the week was not helped for good: their last conversation says so."""
    note_return(at=at, contact=contact, visitor=visitor)
    talk = Conversation.objects.create(
        channel=channel[:16], language=_known(language), contact=contact, visitor=visitor[:40],
        segment_id=segment_of(contact) if contact else None, started_at=at, last_at=at,
    )  # fmt: skip
    fact = AssistantAsked(conversation_id=talk.pk, channel=talk.channel, language=talk.language)
    record(fact, actor=actor_of(talk), at=at)
    return talk


@together()
def begin_with(
    *, text: str, channel: str, language: str, at: datetime, contact: Contact | None = None, visitor: str = ""
) -> Conversation:
    """Begin a conversation with its first words and the answer to them. Raises: BadInput."""
    checked_words(text)
    talk = begin(channel=channel, language=language, contact=contact, visitor=visitor, at=at)
    say(conversation_id=talk.pk, text=text, at=at)
    return talk


@together()
def say(*, conversation_id: int, text: str, at: datetime, key: str | None = None) -> Turn | None:
    """Hear the customer's words and answer them; return the answer. Once per `key`.

    Returns None where the assistant is silent: a person was asked for, or goes on already (then the words are added to
    the ticket). Raises: BadInput, HasEnded, Conversation.DoesNotExist."""
    talk = _locked(conversation_id)
    if key and Turn.objects.filter(once=key).exists():
        return None
    given = checked_words(text)
    text = without_personal_data(given, talk.segment_id)
    told: dict[str, object] = {"covered": True} if text != given else {}  # the customer reads that it was
    turns = queries.turns_of(talk.pk)
    if len(turns) >= MOST_TURNS:
        raise HasEnded(_("This conversation is very long. Begin a new one, or write to us."))
    if talk.ticket_id is not None and talk.state == State.HANDED:
        _pass_on(talk, text, told, at, key)
        return None
    _come_back(talk)
    if talk.state == State.WANTS_PERSON:
        if words.wants_person(text, queries.assistant().person_words):
            told["means"] = "person"  # said again, it is still not what it is about
        _write(talk, Side.CUSTOMER, Said.WORDS, text, at, data=told, once=key)
        _save(talk, at)
        return None
    _heed_language(talk, text)
    with override(talk.language or settings.LANGUAGE_CODE):
        reply = replies.reply_to(talk, turns, text, queries.assistant())
    means = {"means": reply.means} if reply.means else {}
    _write(talk, Side.CUSTOMER, Said.WORDS, text, at, data={**means, **told}, once=key)
    return _answer(talk, turns, reply, at)


@together()
def confirm(*, conversation_id: int, at: datetime, article: int | None = None) -> Conversation:
    """Note that the customer says it helped, by a button; of a mailed answer, that their ticket is solved. Twice is once.

    `article`: which of those that were offered. Raises: HasEnded, DoesNotExist."""
    talk = _locked(conversation_id)
    if talk.state == State.HELPED:
        return talk
    _refuse_ended(talk)
    with override(talk.language or settings.LANGUAGE_CODE):
        _answer(talk, queries.turns_of(talk.pk), replies.thanks(), at, article=article)
    if talk.ticket is not None and talk.contact is not None and not why_not_resolve(talk.ticket):
        resolve(ticket_id=talk.ticket.pk, by=talk.contact, at=at)
    return talk


@together()
def deny(*, conversation_id: int, at: datetime) -> Conversation:
    """Note that the last answer did not help, by a button, and go on. Raises: HasEnded, DoesNotExist."""
    talk = _locked(conversation_id)
    _refuse_ended(talk)
    turns = queries.turns_of(talk.pk)
    if talk.state != State.OPEN or replies.last_shown(turns) is None:
        return talk  # pressed twice, or on an old page
    with override(talk.language or settings.LANGUAGE_CODE):
        _answer(talk, turns, replies.after_no(talk, turns, queries.assistant()), at)
    return talk


@together()
def ask_for_person(*, conversation_id: int, at: datetime) -> Conversation:
    """Note that the customer wants a person, by a button; the assistant is silent from now on. Raises: DoesNotExist."""
    talk = _locked(conversation_id)
    if talk.wants_person or talk.state == State.HANDED:
        return talk
    talk.procedure = {**talk.procedure, "open": False} if talk.procedure else {}
    with override(talk.language or settings.LANGUAGE_CODE):
        _answer(talk, queries.turns_of(talk.pk), replies.to_person(Reason.ASKED, means="person"), at)
    return talk


@together()
def go_on(*, conversation_id: int, at: datetime) -> Conversation:
    """Take back the wish for a person, before one took over. Raises: DoesNotExist."""
    talk = _locked(conversation_id)
    if talk.wants_person:
        talk.state, talk.reason, talk.failed, talk.ended_at = State.OPEN, "", 0, None
        talk.procedure = {**talk.procedure, "open": False} if talk.procedure else {}
        with override(talk.language or settings.LANGUAGE_CODE):
            _write(talk, Side.ASSISTANT, Said.QUESTION, _("Good, let us go on. What is it about?"), at)
        _save(talk, at)
    return talk


def actor_of(talk: Conversation) -> Actor:
    return talk.contact.actor if talk.contact is not None else VISITOR


def _answer(
    talk: Conversation, turns: Sequence[Turn], reply: Reply, at: datetime, *, article: int | None = None
) -> Turn:
    """Write down what the assistant says and what follows from it."""
    _judge(talk, turns, reply, at, article)
    data = {**reply.data, **keep_asked(reply.heard, where=ASSISTANT, language=talk.language, at=at)}
    turn = _write(talk, Side.ASSISTANT, reply.said, reply.text, at, data=data, confidence=reply.confidence)
    if reply.failed:
        talk.failed += 1
    if reply.procedure is not None:
        talk.procedure = dict(reply.procedure)
    if reply.said in _RANK:
        talk.best = max(talk.best or Said.UNKNOWN, reply.said, key=lambda one: _RANK.index(Said(one)))
    if reply.said == Said.PERSON:
        talk.state, talk.reason, talk.ended_at = State.WANTS_PERSON, reply.reason, None
    elif reply.said == Said.THANKS:
        talk.state, talk.failed, talk.ended_at = State.HELPED, 0, at
    _save(talk, at)
    if reply.gap:
        knowledge.note_gap(text=reply.gap, language=talk.language, where="assistant", at=at)
    if reply.said in (Said.ANSWER, Said.OFFERS, Said.UNKNOWN):
        fact = AssistantAnswered(
            conversation_id=talk.pk, said=reply.said, articles=reply.articles, confidence=reply.confidence
        )
        record(fact, actor=SYSTEM, at=at)
    return turn


def _judge(talk: Conversation, turns: Sequence[Turn], reply: Reply, at: datetime, article: int | None) -> None:
    """Keep what the customer said of what was shown last, and tell it to the articles and to the gate."""
    shown = replies.last_shown(turns)
    if shown is None or reply.means not in ("yes", "no"):
        return
    shown.helped = reply.means == "yes"
    shown.save(update_fields=["helped"])
    articles = tuple(sorted(replies.shown_articles([shown])))
    named = article if article in articles else None
    settle_shown(shown, helped=shown.helped, article=named)
    fact = AssistantHelped if shown.helped else AssistantFailed
    record(fact(conversation_id=talk.pk, articles=(named,) if named else articles), actor=actor_of(talk), at=at)
    solved = named or (articles[0] if len(articles) == 1 else None)
    if shown.helped and solved and Article.objects.filter(readable_by(talk.contact), pk=solved).exists():
        knowledge.note_solved(article_id=solved, at=at, actor=actor_of(talk), reader=talk.contact)


def _come_back(talk: Conversation) -> None:
    """Open again what had ended; who had asked for a person still wants one."""
    if talk.state in GOES_ON:
        return
    talk.state = State.WANTS_PERSON if talk.wants_person else State.OPEN
    talk.ended_at = None
    if talk.state == State.OPEN:
        talk.reason = ""


def _write(
    talk: Conversation,
    side: Side,
    said: str,
    text: str,
    at: datetime,
    *,
    data: dict[str, object] | None = None,
    confidence: float | None = None,
    once: str | None = None,
) -> Turn:
    talk.turns_said += 1
    return Turn.objects.create(
        conversation=talk, number=talk.turns_said, side=side, said=said, text=text, data=data or {},
        confidence=confidence, at=at, once=once,
    )  # fmt: skip


def _save(talk: Conversation, at: datetime) -> None:
    talk.last_at = at
    talk.save()


def _pass_on(talk: Conversation, text: str, told: dict[str, object], at: datetime, key: str | None) -> None:
    """Give what is said now to the people who go on: the assistant never talks over them."""
    if talk.contact is None or talk.ticket_id is None:
        raise HasEnded(_("A person goes on with this. Answer in the request itself."))
    receive_message(
        ticket_id=talk.ticket_id, contact=talk.contact, content=Content(text), at=at,
        channel="web" if talk.channel == "portal" else talk.channel,
        key=f"assistant:{key}"[:64] if key else None,
    )  # fmt: skip
    _write(talk, Side.CUSTOMER, Said.WORDS, text, at, data=told, once=key)
    _save(talk, at)


def _heed_language(talk: Conversation, text: str) -> None:
    """Answer in the language that somebody writes, if it is clearly another one than the page's."""
    code, sure = detect(text)
    if sure < SURE or not code or talk.language.split("-")[0] == code:
        return
    talk.language = next((known for known, _name in settings.LANGUAGES if known.split("-")[0] == code), talk.language)


def _locked(conversation_id: int) -> Conversation:
    return (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("contact", "ticket")
        .get(pk=conversation_id)
    )


def checked_words(text: str) -> str:
    """Return the words of one turn if they can be said. Raises: BadInput."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise BadInput(_("Write what it is about."))
    if len(text) > LONGEST:
        raise TooLong(
            _("That is too long for a question: at most %(limit)d characters. Say it shorter, or write to us.")
            % {"limit": LONGEST}
        )
    return text


def _refuse_ended(talk: Conversation) -> None:
    if talk.state == State.HANDED:
        raise HasEnded(_("A person goes on with this."))


def _known(language: str) -> str:
    codes = dict(settings.LANGUAGES)
    return language if language in codes else str(settings.LANGUAGE_CODE)
