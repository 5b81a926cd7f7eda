"""Hand a message to Messenger or Instagram.

https://developers.facebook.com/docs/messenger-platform/reference/send-api"""

from __future__ import annotations

import json
import mimetypes
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.pieces import words
from escalera.core.channels.shared.sending import NotSent, Part, split_text

WINDOW = timedelta(hours=24)
HUMAN_WINDOW = timedelta(days=7)  # a person may answer until then, where Meta has allowed the app to
HUMAN_AGENT = "human_agent"  # a setting
MOST_BUTTONS = 13
LONGEST_BUTTON = 20


def window_of(channel: Channel) -> timedelta:
    return HUMAN_WINDOW if channel.settings.get(HUMAN_AGENT) else WINDOW


def envelope(channel: Channel, thread: Thread | None, to: str) -> dict[str, Any]:
    """Return to whom it goes and as what: an answer, or a person's answer after the first day."""
    late = thread is not None and thread.last_in_at is not None and timezone.now() - thread.last_in_at >= WINDOW
    if late and channel.settings.get(HUMAN_AGENT):
        return {"recipient": {"id": to}, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return {"recipient": {"id": to}, "messaging_type": "RESPONSE"}


def send_text(
    channel: Channel, thread: Thread | None, part: Part, *, most_bytes: int = 0, quotes: bool = False
) -> str:
    """Send words with their buttons; where bytes are counted, words of many bytes go as several messages."""
    pieces = _in_bytes(part.text, most_bytes) if most_bytes else [part.text]
    name = ""
    for number, text in enumerate(pieces):
        message: dict[str, Any] = {"text": text}
        if part.buttons and number == len(pieces) - 1:
            message["quick_replies"] = [
                {"content_type": "text", "title": title[:LONGEST_BUTTON], "payload": title[:1000]}
                for title in part.buttons[:MOST_BUTTONS]
            ]
        body = {**envelope(channel, thread, part.to), "message": message}
        if quotes and part.reply_to and number == 0:
            body["reply_to"] = {"mid": part.reply_to}
        name = name_of(_post(channel, body, had_one=bool(name)))
    return name


def _post(channel: Channel, body: dict[str, Any], *, had_one: bool) -> dict[str, Any]:
    try:
        return ask(channel, "POST", "me/messages", json=body)
    except NotSent as trouble:
        if had_one:  # its beginning has arrived: a second try would say it twice
            raise NotSent(str(trouble), permanent=True) from trouble
        raise


def name_of(answer: dict[str, Any]) -> str:
    """Return what the provider calls the message. Raises: NotSent if its answer does not say."""
    if not (name := words(answer.get("message_id"), 200)):
        raise NotSent(_("Meta's answer could not be read."), unknown=True)
    return name


def type_of(part: Part) -> str:
    """Return what Meta calls a file of this kind."""
    kind = (part.file.content_type if part.file else "").split("/")[0]
    return kind if kind in ("image", "video", "audio") else "file"


def multipart(part: Part, fields: dict[str, Any]) -> dict[str, Any]:
    """Return a form with the fields in JSON and the file; its name in ASCII, others are not taken."""
    assert part.file is not None
    kind = part.file.content_type.split(";")[0] or "application/octet-stream"
    name = part.file.name.encode("ascii", "ignore").decode().strip(". ")
    name = name or "file" + (mimetypes.guess_extension(kind) or "")
    data = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}
    return {"data": data, "files": {"filedata": (name, part.content, kind)}}


def _in_bytes(text: str, most: int) -> list[str]:
    """Cut a text until each piece has at most so many bytes."""
    if len(text.encode()) <= most:
        return [text]
    pieces = split_text(text, max(1, len(text) // 2))
    return [small for piece in pieces for small in _in_bytes(piece, most)] if len(pieces) > 1 else [text]
