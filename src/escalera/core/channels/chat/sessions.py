"""A visitor's session: begun with what the page tells, found again by its token, made known, ended, forgotten."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.people.actions import propose_join
from escalera.base.people.models import Contact, JoinReason
from escalera.base.people.queries import contact_at
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.channels.chat.capabilities import KIND
from escalera.core.channels.chat.identity import Signed, checked_email, clean_name, read_signed
from escalera.core.channels.chat.setup import Setup, language_for, setup_of
from escalera.core.channels.facts import ChatEnded
from escalera.core.channels.models import Channel, ChatSession, DeliveryState, Saying, Thread
from escalera.core.channels.shared.heard import Person
from escalera.core.channels.shared.meeting import meet_person
from escalera.core.tickets.actions import is_blocked

SIGN_OF_LIFE = timedelta(seconds=45)  # written this often at most
LONGEST_ANSWER = 2000
_RELATED = ("thread__channel__team", "thread__contact", "thread__ticket__assignee", "thread__ticket__team")


class NoSession(NotAllowed):
    """The token opens nothing: forgotten, of a chat that was removed, or never ours."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser tells when a chat begins. `identity`: what the site signed; `rule`: the message that came by
    itself and was answered."""

    language: str = ""
    page: str = ""
    title: str = ""
    referrer: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    identity: Mapping[str, object] | None = None
    rule: str = ""


@together()
def begin(*, channel: Channel, visit: Visit, at: datetime) -> tuple[ChatSession, str]:
    """Begin a session; return it and its token, which is told once. Raises: BadInput, NotAllowed."""
    setup = setup_of(channel)
    language = language_for(setup.languages, visit.language)
    setup = setup_of(channel, language)
    signed = read_signed(channel, visit.identity, at) if visit.identity else None
    if signed is None and setup.identity_required:
        raise NotAllowed(_("This chat is for who is signed in."))
    token = secrets.token_urlsafe(32)
    thread = Thread.objects.create(channel=channel, address=f"v{secrets.token_hex(12)}", begun_at=at, last_in_at=at)
    session = ChatSession(
        thread=thread, token_hash=hash_of(token), language=language, page=_bare(visit.page, 500),
        title=_bare(visit.title, 200), referrer=_bare(visit.referrer, 500), rule=_bare(visit.rule, 40), seen_at=at,
    )  # fmt: skip
    _take_answers(session, setup, visit.answers, all_required=signed is None)
    session.save(force_insert=True)
    if signed is not None:
        vouch(session=session, signed=signed, at=at)
    _show_rule(session, setup, at)
    return session, token


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def session_of(token: str) -> ChatSession:
    """Return the session of a token, with its thread, ticket and channel. Raises: NoSession."""
    found = None
    if 20 <= len(token) <= 100:
        found = ChatSession.objects.select_related(*_RELATED).filter(token_hash=hash_of(token)).first()
    if found is None or not found.thread.channel.is_active:
        raise NoSession(_("This chat is no longer here."))
    return found


def locked(session_id: int) -> ChatSession:
    """Return the session as it is now; two requests of it come one after the other."""
    return ChatSession.objects.select_for_update(of=("self",)).select_related(*_RELATED).get(pk=session_id)


def note_alive(session: ChatSession, at: datetime) -> None:
    """Note that the visitor is there; written seldom. Who comes back after an idle end goes on."""
    if at - session.seen_at >= SIGN_OF_LIFE or session.ended_by == "idle":
        wakes = {"ended_at": None, "ended_by": ""} if session.ended_by == "idle" else {}
        ChatSession.objects.filter(pk=session.pk).update(seen_at=at, **wakes)
        session.seen_at = at
        session.ended_at, session.ended_by = (None, "") if wakes else (session.ended_at, session.ended_by)


@together()
def vouch(*, session: ChatSession, signed: Signed, at: datetime) -> Contact:
    """Let the site say who the visitor is: they are that customer from now on, whatever they typed before."""
    before = session.thread.contact if not session.is_proven else None
    session.is_proven, session.external_id = True, signed.id
    session.name, session.email = signed.name or session.name, signed.email or session.email
    session.save(update_fields=["is_proven", "external_id", "name", "email"])
    contact = meet_person(KIND, person_of(session), at)
    if before is not None and before.pk != contact.pk:
        propose_join(
            one=before, other=contact, reason=JoinReason.VERIFIED, evidence={"chat": session.thread.address}, at=at
        )
    session.thread.contact = contact
    session.thread.save(update_fields=["contact"])
    return contact


def identify(*, session_id: int, given: Mapping[str, object], at: datetime) -> ChatSession:
    """Take what the site signed of somebody who signed in later. Raises: WrongSignature, BadInput."""
    session = locked_now(session_id)
    vouch(session=session, signed=read_signed(session.thread.channel, given, at), at=at)
    return session


def locked_now(session_id: int) -> ChatSession:
    return ChatSession.objects.select_related(*_RELATED).get(pk=session_id)


def person_of(session: ChatSession) -> Person:
    """Return the visitor as the port of channels knows people: a mail address only where the site vouches for it."""
    thread = session.thread
    if session.is_proven:
        address = f"{thread.channel_id}:{session.external_id}"
        return Person(address, session.name or session.external_id, session.language, email=session.email)
    return Person(thread.address, session.name or nameless(thread), session.language)


def nameless(thread: Thread) -> str:
    return _("Visitor %(mark)s") % {"mark": thread.address[-4:].upper()}


def known(*, session: ChatSession, at: datetime) -> Contact:
    """Return the contact that the visitor is, met now if nobody knew them. What they typed is proposed, never joined.

    Raises: NotAllowed (blocked)."""
    person = person_of(session)
    if is_blocked(KIND, person.address) or (session.email and is_blocked("email", session.email)):
        raise NotAllowed(_("Messages from you are not taken here."))
    contact = meet_person(KIND, person, at)
    if session.thread.contact_id != contact.pk:
        session.thread.contact = contact
        session.thread.save(update_fields=["contact"])
    if session.email and not session.is_proven:
        owner = contact_at("email", session.email)
        if owner is not None and owner.pk != contact.pk:
            propose_join(one=owner, other=contact, reason=JoinReason.TYPED, evidence={"email": session.email}, at=at)
    return contact


def tell_more(session: ChatSession, answers: Mapping[str, object]) -> None:
    """Write down who they say they are, and their answers to questions; the caller saves. Raises: BadInput."""
    setup = setup_of(session.thread.channel, session.language)
    _take_answers(session, setup, answers, all_required=False)


SAVED = ("name", "email", "answers")


def start_anew(session: ChatSession, at: datetime) -> None:
    """Begin another conversation in the same browser: what was said stays readable, the next words are a new matter."""
    thread = session.thread
    thread.ticket = None
    thread.data = {**thread.data, "talk": int(thread.data.get("talk", 0)) + 1, "talk_since": at.isoformat()}
    thread.save(update_fields=["ticket", "data"])
    session.wants_person_at = session.left_at = session.ended_at = None
    session.ended_by = ""
    session.save(update_fields=["wants_person_at", "left_at", "ended_at", "ended_by"])


@together()
def renew(*, session_id: int, at: datetime) -> ChatSession:
    session = locked(session_id)
    start_anew(session, at)
    return session


@together()
def end(*, session_id: int, at: datetime, by: str = "visitor") -> ChatSession:
    """End the chat, not the ticket: people see that nobody is there any more. Twice is once."""
    session = locked(session_id)
    if session.ended_at is None:
        session.ended_at, session.ended_by, session.typing_at = at, by, None
        session.save(update_fields=["ended_at", "ended_by", "typing_at"])
        ticket = session.thread.ticket
        if ticket is not None and ticket.is_open:
            who = session.thread.contact.actor if session.thread.contact and by == "visitor" else SYSTEM
            record(ChatEnded(ticket_id=ticket.pk, thread_id=session.thread_id, by=by), actor=who, at=at)
    return session


def forget(*, session_id: int) -> None:
    """Let the token open nothing any more; what was said stays with the desk."""
    ChatSession.objects.filter(pk=session_id).update(token_hash=hash_of(secrets.token_urlsafe(32)))


def move_to(*, session_id: int, page: str, title: str, at: datetime) -> None:
    ChatSession.objects.filter(pk=session_id).update(page=_bare(page, 500), title=_bare(title, 200), seen_at=at)


def _take_answers(session: ChatSession, setup: Setup, answers: Mapping[str, object], *, all_required: bool) -> None:
    """Check the answers to the questions before a chat. Raises: BadInput."""
    given = {str(name)[:40]: _text(value) for name, value in list(answers.items())[:40]}
    kept: dict[str, str] = {one[0]: one[1] for one in session.answers}
    for question in setup.questions:
        answer = given.get(question["name"], "")
        if not answer:
            if question["required"] and all_required and question["label"] not in kept:
                raise BadInput(_("“%(question)s” has to be answered.") % {"question": question["label"]})
            continue
        if question["kind"] == "choice" and question["choices"] and answer not in question["choices"]:
            raise BadInput(_("“%(question)s” has to be answered.") % {"question": question["label"]})
        if question["kind"] == "email":
            given.setdefault("email", answer)
            answer = checked_email(answer)
        kept[question["label"]] = answer
    session.answers = [[label, answer] for label, answer in kept.items()]
    if session.is_proven:
        return
    session.name = clean_name(given.get("name", "")) or session.name
    if given.get("email"):
        session.email = checked_email(given["email"])


def _show_rule(session: ChatSession, setup: Setup, at: datetime) -> None:
    """Keep the words that came by themselves as the first of the conversation."""
    words = next((one["text"] for one in setup.rules if one["id"] == session.rule), "")
    if words:
        Saying.objects.create(
            thread=session.thread, payload={"text": words}, state=DeliveryState.SENT, queued_at=at, next_try_at=at
        )


def _text(value: object) -> str:
    return str(value).replace("\x00", "").strip()[:LONGEST_ANSWER] if isinstance(value, str | int | float) else ""


def _bare(text: object, longest: int) -> str:
    return str(text or "").replace("\x00", "")[:longest] if isinstance(text, str) else ""
