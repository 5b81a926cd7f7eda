"""Hand a message to Instagram.

https://developers.facebook.com/docs/messenger-platform/instagram/features/attachment-upload"""

from __future__ import annotations

from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.pieces import words
from escalera.core.channels.shared.meta.talk.sending import envelope, multipart, name_of, send_text, type_of
from escalera.core.channels.shared.sending import NotSent, Part

MOST_BYTES = 1000  # of one text


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    """Send one part; a file is handed over first, then shared. Returns Instagram's name of it. Raises: NotSent."""
    if part.file is None:
        return send_text(channel, thread, part, most_bytes=MOST_BYTES)
    attachment = {"type": type_of(part), "payload": {"is_reusable": True}}
    fields = {"platform": "instagram", "message": {"attachment": attachment}}
    try:
        kept = ask(channel, "POST", "me/message_attachments", **multipart(part, fields))
    except NotSent as trouble:
        trouble.unknown = False  # handing over twice does no harm
        raise
    share = {"type": "MEDIA_SHARE", "payload": {"id": words(kept.get("attachment_id"), 100)}}
    body = {**envelope(channel, thread, part.to), "message": {"attachment": share}}
    return name_of(ask(channel, "POST", "me/messages", json=body))
