"""Hand a message to Messenger.

https://developers.facebook.com/docs/messenger-platform/send-messages"""

from __future__ import annotations

from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.talk.sending import envelope, multipart, name_of, send_text, type_of
from escalera.core.channels.shared.sending import Part


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    """Send one part; a file goes in the same call. Returns Messenger's name of it. Raises: NotSent."""
    if part.file is None:
        return send_text(channel, thread, part, quotes=True)
    attachment = {"type": type_of(part), "payload": {"is_reusable": False}}
    fields = {**envelope(channel, thread, part.to), "message": {"attachment": attachment}}
    return name_of(ask(channel, "POST", "me/messages", **multipart(part, fields)))
