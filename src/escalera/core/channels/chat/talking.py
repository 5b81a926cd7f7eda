"""What a visitor says: to the assistant as long as it speaks, else onto the ticket; asked who they are in between.

Words that can't stand on a ticket yet are kept as lines of the chat; when a ticket is opened it begins with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.together import together
from escalera.core.channels.chat import sessions
from escalera.core.channels.chat.capabilities import LONGEST
from escalera.core.channels.chat.leaving import leave_by_mail
from escalera.core.channels.chat.setup import setup_of
from escalera.core.channels.facts import ChatSpoke
from escalera.core.channels.models import ChatLine, ChatSession, Mark
from escalera.core.channels.shared import robot
from escalera.core.channels.shared.heard import Said
from escalera.core.channels.shared.understanding import hear_said
from escalera.core.tickets.actions import NewFile
from escalera.core.tickets.models import Message, Ticket

MOST_LINES = 100  # of one matter without a ticket
UNHEARD = "unheard"  # in a thread's data: lines that the assistant has not heard


class WhoFirst(Refusal):
    """A file is for people, and who sends it is not known yet."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where the words stand now: a message of a ticket, or a line of the chat."""

    message: Message | None = None
    line: ChatLine | None = None

    @property
    def key(self) -> str:
        return f"m{self.message.pk}" if self.message is not None else f"v{self.line.pk}" if self.line else ""


@together()
def say(
    *,
    session_id: int,
    text: str,
    key: str,
    at: datetime,
    online: bool,
    button: bool = False,
    files: Sequence[NewFile] = (),
    reply_to: str = "",
) -> Spoken:
    """Take what the visitor says; the same `key` again is the same words. `online`: somebody is there to answer.

    Raises: BadInput, WhoFirst, NotAllowed (blocked)."""
    session = sessions.locked(session_id)
    thread = session.thread
    if known := _known(session, key):
        return known
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise BadInput(_("The text has %(count)s characters; at most %(most)s are taken at once.")
                       % {"count": len(text), "most": LONGEST})  # fmt: skip
    if not text and not files:
        raise BadInput(_("Write something, or attach a file."))
    if session.ended_at is not None:
        sessions.start_anew(session, at) if session.ended_by == "visitor" else _wake(session)
    session.seen_at, session.typing_at = at, None
    session.save(update_fields=["seen_at", "typing_at"])
    said = _said(session, text, key, at, button=button, files=files, reply_to=reply_to)
    with override(session.language):
        if session.wants_person_at is None and robot.speaks_in(thread):
            answered = _to_robot(session, said, at, online)
            if answered is not None:
                return answered
        if not _goes_on(session) and wants(session, online=online):
            if files:
                raise WhoFirst(_("Say who you are first; then people can take files."))
            session.wants_person_at = session.wants_person_at or at
            session.save(update_fields=["wants_person_at"])
            return Spoken(line=_unheard(session, _line(session, text, key, at)))
        return Spoken(message=_to_people(session, said, at, online))


def wants(session: ChatSession, *, online: bool) -> tuple[str, ...]:
    """Return what must be asked before a person can take over: who they are, and where an answer reaches them later."""
    asks = () if session.is_proven or session.tickets else setup_of(session.thread.channel).asks
    known = {"name": session.name, "email": session.email}
    missing = [name for name in asks if not known[name]]
    if not online and not session.email and "email" not in missing:
        missing.append("email")
    return tuple(missing)


@together()
def ask_person(
    *, session_id: int, answers: Mapping[str, object], at: datetime, online: bool, text: str = ""
) -> ChatSession:
    """Lead a person in, with all that was said; first it may have to be asked who is asking: see `wants`.

    Raises: BadInput, NotAllowed (blocked)."""
    session = sessions.locked(session_id)
    if session.ended_at is not None:
        sessions.start_anew(session, at) if session.ended_by == "visitor" else _wake(session)
    sessions.tell_more(session, answers)
    session.wants_person_at = session.wants_person_at or at
    session.seen_at = at
    session.save(update_fields=[*sessions.SAVED, "wants_person_at", "seen_at"])
    with override(session.language):
        if _goes_on(session) or wants(session, online=online):
            if text.strip() and _goes_on(session):
                _to_people(session, _said(session, text, _own_key("more", session, at), at), at, online)
            return session
        _lead_in(session, at, online, text.replace("\x00", "").strip()[:LONGEST])
    return session


def pending(session: ChatSession) -> list[ChatLine]:
    """Return the words of this matter that stand on no ticket."""
    lines = ChatLine.objects.filter(thread=session.thread_id, ticket=None).order_by("pk")
    if since := session.thread.data.get("talk_since"):
        lines = lines.filter(at__gt=datetime.fromisoformat(since))
    return list(lines[:MOST_LINES])


def _goes_on(session: ChatSession) -> bool:
    """Say whether there is a ticket that goes on: nothing has to be asked again."""
    ticket = session.thread.ticket
    return ticket is not None and ticket.is_open


def _known(session: ChatSession, key: str) -> Spoken | None:
    if line := ChatLine.objects.filter(thread=session.thread_id, key=key[:64]).first():
        return Spoken(line=line)
    mark = Mark.objects.filter(channel=session.thread.channel_id, external_id=_external(session, key))
    found = mark.select_related("message").first()
    return Spoken(message=found.message) if found is not None and found.message is not None else None


def _to_robot(session: ChatSession, said: Said, at: datetime, online: bool) -> Spoken | None:
    """Let the assistant hear it; None where it is meant for people."""
    unknown = bool(wants(session, online=online))
    contact = None if unknown else session.thread.contact
    if said.files and unknown:
        raise WhoFirst(_("Say who you are first; then people can take files."))
    if said.files:
        return Spoken(message=_to_people(session, said, at, online, begin=True))
    line = _line(session, said.text, said.extra["key"], at)
    answered = robot.ask(session.thread, said, contact, at)
    if answered is None:
        line.delete()
        return None
    if answered.message is not None:
        _stand(session, answered.message, at, online)
    elif answered.wants_person:
        session.wants_person_at = at
        session.save(update_fields=["wants_person_at"])
        if not unknown:
            _lead_in(session, at, online, "")
    return Spoken(line=line)


def _lead_in(session: ChatSession, at: datetime, online: bool, text: str) -> None:
    """Open the ticket with what was said: to the assistant, or while nobody knew who was asking."""
    contact = sessions.known(session=session, at=at)
    extra = _extra(session, _own_key("lead", session, at), first=True)
    lines = pending(session)
    unheard = session.thread.data.get(UNHEARD) or []
    more = "\n\n".join([*(line.text for line in lines if line.pk in unheard), *([text] if text else [])])
    message = robot.hand_over(session.thread, contact, at, more=more, extra={**extra, "more": text})
    if message is not None:
        _stand(session, message, at, online)
        return
    words = "\n\n".join([*(line.text for line in lines), *([text] if text else [])])
    if not words:
        words = "\n".join(answer for _label, answer in session.answers) or _("I want to talk to a person.")
    said = _said(session, words, _own_key("lead", session, at), at)
    said.extra["lines"] = [line.pk for line in lines]
    said.extra["more"] = text
    _to_people(session, said, at, online)


def _to_people(session: ChatSession, said: Said, at: datetime, online: bool, *, begin: bool = False) -> Message:
    """Put it on the ticket, the one that goes on or a new one; with `begin`, what the assistant heard comes with it."""
    contact = sessions.known(session=session, at=at)
    if begin:
        extra = {**said.extra, **_extra(session, said.extra["key"], first=True), "more": said.text}
        files = [file for file in said.files if isinstance(file, NewFile)]
        message = robot.hand_over(session.thread, contact, at, more=said.text, files=files, extra=extra)
        if message is not None:
            mark = Mark(channel=session.thread.channel, external_id=said.external_id, thread=session.thread)
            mark.message = message
            mark.save(force_insert=True)
            _stand(session, message, at, online)
            return message
    lines = [] if _goes_on(session) else pending(session)
    if lines and "lines" not in said.extra:
        text = "\n\n".join([*(line.text for line in lines), said.text])
        said.extra.update({"lines": [line.pk for line in lines], "more": said.text})
        said = _with_text(said, text)
    ending = hear_said(session.thread.channel, said, at)
    if ending.message is None:
        raise BadInput(_("This could not be taken. Try it again."))
    session.thread.refresh_from_db(fields=["ticket", "contact", "last_in_at"])
    _stand(session, ending.message, at, online)
    return ending.message


def _stand(session: ChatSession, message: Message, at: datetime, online: bool) -> None:
    """Let the chat stand at this ticket from now on; where nobody is there, it goes on by mail."""
    thread = session.thread
    if thread.ticket_id != message.ticket_id:
        thread.ticket = message.ticket
        thread.save(update_fields=["ticket"])
    for line in pending(session):
        line.ticket_id = message.ticket_id
        line.save(update_fields=["ticket"])
    is_new = message.ticket_id not in session.tickets
    if is_new:
        session.tickets = [*session.tickets, message.ticket_id]
    session.wants_person_at = None
    session.save(update_fields=["tickets", "wants_person_at"])
    if is_new and not online and session.email:
        leave_by_mail(session, message, at)
    elif session.left_at is not None and online and not is_new:
        session.left_at = None  # somebody is there again, and so are they
        session.save(update_fields=["left_at"])
        Ticket.objects.filter(pk=message.ticket_id, channel="email").update(channel="chat")


def _said(
    session: ChatSession,
    text: str,
    key: str,
    at: datetime,
    *,
    button: bool = False,
    files: Sequence[NewFile] = (),
    reply_to: str = "",
) -> Said:
    extra = _extra(session, key, first=not _goes_on(session))
    return Said(
        sessions.person_of(session), _external(session, key), text, thread=session.thread.address, files=files,
        button=button, said_at=at, extra=extra, reply_to=reply_to,
    )  # fmt: skip


def _extra(session: ChatSession, key: str, *, first: bool) -> dict[str, Any]:
    """Return what a message carries besides: its key, where mail reaches them; the first one also where they were."""
    extra: dict[str, Any] = {"key": key, "door": session.thread.channel_id, "from": session.thread.address}
    if session.email:
        extra["reply_to"] = session.email
    if first:
        visit = {
            "page": session.page, "title": session.title, "referrer": session.referrer, "language": session.language,
            "rule": session.rule, "answers": session.answers, "name": session.name, "email": session.email,
            "proven": session.is_proven, "id": session.external_id,
        }  # fmt: skip
        extra["visit"] = {name: value for name, value in visit.items() if value}
        extra["form"] = _form(session)
    return extra


def _form(session: ChatSession) -> list[list[str]]:
    """Return what people see beside the first words: the answers before the chat, the page, an address that was typed."""
    with override(settings.LANGUAGE_CODE):
        rows = [*session.answers]
        if session.page:
            rows.append([_("Page of the site"), session.page])
        if session.email and not session.is_proven:
            rows.append([_("Mail address, as typed"), session.email])
    return rows


def _with_text(said: Said, text: str) -> Said:
    return Said(
        said.person, said.external_id, text, thread=said.thread, files=said.files, button=said.button,
        said_at=said.said_at, extra=said.extra,
    )  # fmt: skip


def _external(session: ChatSession, key: str) -> str:
    return f"{session.thread_id}:{key}"[:200]


def _own_key(what: str, session: ChatSession, at: datetime) -> str:
    return f"{what}-{session.pk}-{int(at.timestamp() * 1000)}"


def _line(session: ChatSession, text: str, key: str, at: datetime) -> ChatLine:
    if ChatLine.objects.filter(thread=session.thread_id, ticket=None).count() >= MOST_LINES:
        raise BadInput(_("This conversation is very long. Ask for a person, or write us a mail."))
    line = ChatLine(thread=session.thread, text=text, key=key[:64], at=at)
    line.save(force_insert=True)
    record(ChatSpoke(thread_id=session.thread_id, line=f"v{line.pk}"), actor=SYSTEM, at=at)
    return line


def _unheard(session: ChatSession, line: ChatLine) -> ChatLine:
    """Remember that the assistant has not heard it: it is not among what a hand-over brings by itself."""
    thread = session.thread
    thread.data = {**thread.data, UNHEARD: [*(thread.data.get(UNHEARD) or []), line.pk][-MOST_LINES:]}
    thread.save(update_fields=["data"])
    return line


def _wake(session: ChatSession) -> None:
    session.ended_at, session.ended_by = None, ""
    session.save(update_fields=["ended_at", "ended_by"])
