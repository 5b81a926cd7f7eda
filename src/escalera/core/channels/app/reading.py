"""From the body of a call to what was said. One event, or several under "events".

Every text is cut and every field may be missing or of another type: what can't be meant is refused in words that stand
in the quarantine."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from escalera.base.text.html import clean_html, html_to_text
from escalera.core.channels.app.capabilities import LARGEST_FILE
from escalera.core.channels.models import InboundItem
from escalera.core.channels.shared.heard import (
    Edited,
    Event,
    Person,
    Reacted,
    RemoteFile,
    Said,
    StatusChanged,
    Stopped,
    TakenBack,
    Unheard,
)
from escalera.core.channels.shared.payloads import read_value
from escalera.core.tickets.actions import NewFile

LONGEST_ID = 200
LONGEST_TEXT = 100_000
MOST_FILES = 20
MOST_EVENTS = 100


class Unreadable(ValueError):
    """The body is not what the page of the channel API says."""


def read(item: InboundItem, raw: bytes) -> Sequence[Event]:
    """Return the events of a body. Raises: Unreadable."""
    try:
        body = read_value(raw)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("the body is not JSON") from error
    given = body.get("events", [body]) if isinstance(body, dict) else body
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Unreadable("the body is neither an event nor a list of events")
    if len(given) > MOST_EVENTS:
        raise Unreadable(f"more than {MOST_EVENTS} events in one call")
    return [_event(one) for one in given]


def _event(one: dict[str, Any]) -> Event:
    kind = _text(one, "type") or "message"
    make = _KINDS.get(kind)
    return make(one) if make is not None else Unheard(f"unknown type: {kind[:40]}")


def _message(one: dict[str, Any]) -> Event:
    person = _person(one)
    text, html = _text(one, "text", LONGEST_TEXT), _text(one, "html", LONGEST_TEXT)
    files = _files(one)
    if not (text.strip() or html.strip() or files):
        raise Unreadable("a message says nothing: it has neither text nor html nor files")
    safe = clean_html(html, cid_url=lambda _cid: None).html if html else None
    return Said(
        person=person,
        external_id=_text(one, "id", LONGEST_ID) or _made_id(one),
        text=text or html_to_text(html),
        thread=_text(one, "conversation", LONGEST_ID),
        subject=_text(one, "subject", 250),
        html=safe,
        files=files,
        reply_to=_text(one, "reply_to", LONGEST_ID),
        anew=one.get("new") is True,
        said_at=_moment(one, "at"),
        extra=_data(one),
    )


def _person(one: dict[str, Any]) -> Person:
    given = one.get("from")
    given = {"id": given} if isinstance(given, str) else given
    if not isinstance(given, dict) or not (address := _text(given, "id", 254)):
        raise Unreadable("a message has no “from.id”: who wrote it")
    verified = given.get("verified")
    proved = verified if isinstance(verified, list) else []
    return Person(
        address=address,
        name=_text(given, "name", 120),
        language=_text(given, "language", 10),
        email=_text(given, "email", 254) if "email" in proved else "",
        phone=_text(given, "phone", 40) if "phone" in proved else "",
    )


def _files(one: dict[str, Any]) -> list[NewFile | RemoteFile]:
    given = one.get("files") or []
    if not isinstance(given, list) or len(given) > MOST_FILES or not all(isinstance(f, dict) for f in given):
        raise Unreadable(f"“files” is a list of at most {MOST_FILES}")
    return [_file(file) for file in given]


def _file(file: dict[str, Any]) -> NewFile | RemoteFile:
    name = _text(file, "name", 200) or "file"
    kind = _text(file, "type", 100) or "application/octet-stream"
    if url := _text(file, "url", 2000):
        return RemoteFile({"url": url}, name, kind)
    packed = file.get("content")
    if not isinstance(packed, str) or len(packed) > LARGEST_FILE * 4 // 3 + 4:
        raise Unreadable(f"the file “{name}” has neither a url nor a content of at most 20 MB")
    try:
        return NewFile(name, kind, base64.b64decode(packed, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Unreadable(f"the content of “{name}” is not base64") from error


def _edit(one: dict[str, Any]) -> Event:
    return Edited(_named(one), _text(one, "text", LONGEST_TEXT), _moment(one, "at"))


def _delete(one: dict[str, Any]) -> Event:
    return TakenBack(_named(one), _moment(one, "at"))


def _reaction(one: dict[str, Any]) -> Event:
    return Reacted(_named(one), _text(one, "emoji", 16), _text(one, "who", 80) or "customer", _moment(one, "at"))


def _status(one: dict[str, Any]) -> Event:
    state = _text(one, "state", 20)
    if state not in ("sent", "delivered", "read", "failed"):
        return Unheard(f"unknown state: {state}")
    words = _text(one, "error", 300)
    return StatusChanged(_named(one), state, _moment(one, "at"), code=_text(one, "code", 40), words=words)


def _stop(one: dict[str, Any]) -> Event:
    return Stopped(_text(one, "conversation", LONGEST_ID), one.get("stopped") is not False)


_KINDS: dict[str, Callable[[dict[str, Any]], Event]] = {
    "message": _message, "edit": _edit, "delete": _delete, "reaction": _reaction, "status": _status, "stop": _stop,
}  # fmt: skip


def _named(one: dict[str, Any]) -> str:
    if not (name := _text(one, "id", LONGEST_ID)):
        raise Unreadable("an event has no “id”: the message that it is about")
    return name


def _made_id(one: dict[str, Any]) -> str:
    """A message without a name is named by what it says: the same one again is the same."""
    return "made:" + hashlib.sha256(json.dumps(one, sort_keys=True).encode()).hexdigest()[:40]


def _text(one: dict[str, Any], name: str, longest: int = 400) -> str:
    value = one.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).replace("\x00", "")[:longest]


def _moment(one: dict[str, Any], name: str) -> datetime | None:
    try:
        found = parse_datetime(_text(one, name, 40))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


def _data(one: dict[str, Any]) -> dict[str, Any]:
    """Return what the program knows besides, as short texts: it stands on the message."""
    given = one.get("data")
    if not isinstance(given, dict):
        return {}
    known = {str(name)[:60]: _text(given, name, 400) for name in list(given)[:30] if isinstance(name, str)}
    return {"data": {name: value for name, value in known.items() if value}}
