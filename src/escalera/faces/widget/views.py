"""What a visitor's browser asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.refusals import BadInput
from escalera.core.channels.chat import files, marks, sessions, talking
from escalera.core.channels.chat.capabilities import LONGEST
from escalera.core.channels.chat.sessions import Visit
from escalera.core.channels.chat.setup import language_for, setup_of
from escalera.core.channels.models import Channel, ChatSession
from escalera.faces.portal.limits import ip_of
from escalera.faces.widget import limits
from escalera.faces.widget.answers import body_of, text_of, told, with_channel, with_session
from escalera.faces.widget.presence import duty
from escalera.faces.widget.speaking import spoken, whole
from escalera.faces.widget.words import words

MULTIPART_MORE = 64 * 1024  # bytes of a form besides its file


@with_channel("GET")
def settings(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    """Tell how the chat looks, what it asks, and whether somebody is there."""
    wanted = request.GET.get("language", "") or request.headers.get("Accept-Language", "").split(",")[0]
    language = language_for(setup_of(channel).languages, wanted)
    setup, staffed = setup_of(channel, language), duty(channel, timezone.now())
    with override(language):
        return told(
            {
                "language": language, "languages": list(setup.languages), "words": words(), "title": setup.title,
                "greeting": setup.greeting, "color": setup.color, "theme": setup.theme, "position": setup.position,
                "logo": setup.logo or None, "questions": list(setup.questions), "assistant": setup.assistant,
                "online": staffed.online, "back_at": staffed.back_at.isoformat() if staffed.back_at else None,
                "wait_s": _wait(staffed.waits),
                "files": {"most": setup.most_files, "largest": setup.largest, "kinds": list(setup.kinds)},
                "longest": LONGEST, "sound": setup.sound, "rules": list(setup.rules),
                "identity_required": setup.identity_required, "asks": list(setup.asks),
            }
        )  # fmt: skip


@with_channel("POST")
def begin(request: HttpRequest, channel: Channel) -> HttpResponseBase:
    """Begin a session; its token is told here and never again."""
    body, at = body_of(request), timezone.now()
    limits.check_begin(setup_of(channel), channel.pk, ip_of(request), at)
    answers, identity = body.get("answers"), body.get("identity")
    visit = Visit(
        language=text_of(body, "language", 20),
        page=text_of(body, "page"),
        title=text_of(body, "title"),
        referrer=text_of(body, "referrer"),
        answers=answers if isinstance(answers, dict) else {},
        identity=identity if isinstance(identity, dict) else None,
        rule=text_of(body, "rule", 40),
    )
    with override(language_for(setup_of(channel).languages, visit.language)):
        session, token = sessions.begin(channel=channel, visit=visit, at=at)
    return told({"token": token, **whole(session, at)}, 201)


@with_session("GET", "DELETE")
def session(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    """Tell how it stands and what was said last; or let the token go."""
    if request.method == "DELETE":
        sessions.forget(session_id=session.pk)
        return told({"forgotten": True})
    return told(whole(session, timezone.now()))


@with_session("GET", "POST")
def messages(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    """Tell an older page, or take what the visitor says."""
    at = timezone.now()
    if request.method == "GET":
        found = whole(session, at, before=request.GET.get("before", "")[:24])
        return told({"messages": found["messages"], "more": found["more"]})
    body = body_of(request)
    limits.check_words(session, at)
    said = talking.say(
        session_id=session.pk, text=text_of(body, "text", LONGEST + 1), key=_key(body.get("key")), at=at,
        online=_online(session, at), button=body.get("button") is True, reply_to=text_of(body, "reply_to", 40),
    )  # fmt: skip
    return told(spoken(session, said), 201)


@with_session("POST")
def upload(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    """Take one file, with words beside it if there are any."""
    at, setup = timezone.now(), setup_of(session.thread.channel, session.language)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > setup.largest + MULTIPART_MORE:
        raise files.TooLarge(
            _("The file is too large: at most %(limit)d MB.") % {"limit": max(1, setup.largest >> 20)}
        )
    limits.check_words(session, at)
    limits.check_file(session, at, most=setup.most_files)
    given = request.FILES.getlist("file")
    if len(given) != 1:
        raise BadInput(_("One file at a time."))
    one = given[0]
    file = files.checked_file(setup, one.name or "file", one.content_type or "", one.read())
    said = talking.say(
        session_id=session.pk, text=str(request.POST.get("text", ""))[: LONGEST + 1],
        key=_key(request.POST.get("key")), at=at, online=_online(session, at), files=[file],
    )  # fmt: skip
    return told(spoken(session, said), 201)


@with_session("POST")
def typing(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    marks.note_typing(session=session, on=body_of(request).get("on") is True, at=timezone.now())
    return told({})


@with_session("POST")
def read(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    at = timezone.now()
    found = marks.note_read(session_id=session.pk, up_to=text_of(body_of(request), "up_to", 24), at=at)
    return told({"read_up_to": found.read_up_to or None})


@with_session("POST")
def person(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    """Lead a person in; answers who is asking, if that was asked."""
    body, at = body_of(request), timezone.now()
    limits.check_words(session, at)
    talking.ask_person(
        session_id=session.pk,
        answers=_answers(body),
        at=at,
        online=_online(session, at),
        text=text_of(body, "text", LONGEST),
    )
    return _now(session, at)


@with_session("POST")
def leave(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    """Leave words for when somebody is there: a ticket that goes on by mail."""
    body, at = body_of(request), timezone.now()
    limits.check_words(session, at)
    answers = {**_answers(body), "email": text_of(body, "email", 254), "name": text_of(body, "name", 120)}
    if not answers["email"] and not session.email:
        raise BadInput(_("Write the mail address to which the answer goes."))
    talking.ask_person(
        session_id=session.pk, answers=answers, at=at, online=False, text=text_of(body, "text", LONGEST)
    )  # fmt: skip
    return _now(session, at)


@with_session("POST")
def new(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    at = timezone.now()
    sessions.renew(session_id=session.pk, at=at)
    return _now(session, at)


@with_session("POST")
def end(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    at = timezone.now()
    sessions.end(session_id=session.pk, at=at)
    return _now(session, at)


@with_session("POST")
def page(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    body, at = body_of(request), timezone.now()
    sessions.move_to(session_id=session.pk, page=text_of(body, "page"), title=text_of(body, "title"), at=at)
    return told({})


@with_session("POST")
def identity(request: HttpRequest, session: ChatSession) -> HttpResponseBase:
    """Take whom the site signed, of somebody who signed in after the chat began."""
    at = timezone.now()
    limits.check_words(session, at)
    sessions.identify(session_id=session.pk, given=body_of(request), at=at)
    return _now(session, at)


def _now(session: ChatSession, at: datetime) -> HttpResponseBase:
    return told(whole(sessions.locked_now(session.pk), at))


def _online(session: ChatSession, at: datetime) -> bool:
    return duty(session.thread.channel, at).online


def _answers(body: dict[str, Any]) -> dict[str, object]:
    answers = body.get("answers")
    given: dict[str, object] = {**answers} if isinstance(answers, dict) else {}
    return {**given, **{name: body[name] for name in ("name", "email") if isinstance(body.get(name), str)}}


def _key(given: object) -> str:
    """Return the browser's name of what it sends. Raises: BadInput, without one it could be taken twice."""
    key = str(given or "").strip() if isinstance(given, str) else ""
    if not 8 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise BadInput(_("Each message needs a key of 8 to 64 characters."))
    return key


def _wait(waits: tuple[int, ...]) -> int | None:
    from_now = sorted(waits)
    return from_now[len(from_now) // 2] if len(from_now) >= 3 else None
