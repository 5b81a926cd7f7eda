"""One part of a message as Slack takes it. https://api.slack.com/methods/chat.postMessage

Files: https://api.slack.com/messaging/files#uploading_files"""

from __future__ import annotations

from typing import Any

import httpx
from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared import pulling, web
from escalera.core.channels.shared.payloads import object_in, text_in
from escalera.core.channels.shared.sending import NotSent, Part, split_text
from escalera.core.channels.slack.api import SlackTrouble, base_url, call
from escalera.core.channels.slack.forms import OURS
from escalera.core.channels.slack.mrkdwn import escaped

UPLOAD_S = 60.0
LONGEST_SECTION = 3000  # characters
LONGEST_NAME = 80
CUSTOMIZE = "chat:write.customize"


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    """Hand one part over, into its thread, and return the message's name. Raises: NotSent."""
    place, stamp = where(thread, part.to)
    if part.file is not None:
        return _send_file(channel, place, stamp, part)
    fields = {"channel": place, "thread_ts": stamp, "unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
    try:
        said = call(channel, "chat.postMessage", {**fields, **_words(channel, part)})
    except SlackTrouble as trouble:
        if trouble.code != "missing_scope" or CUSTOMIZE not in trouble.needed:
            raise
        said = call(channel, "chat.postMessage", {**fields, **_words(channel, part, in_text=True)})
    stamp = text_in(said, "ts", 40)
    return f"{text_in(said, 'channel', 40) or place}:{stamp}" if stamp else ""


def where(thread: Thread | None, address: str) -> tuple[str, str]:
    """Return channel (or person) and thread. A direct conversation goes on in the thread in which they last wrote."""
    place, _colon, stamp = address.partition(":")
    if not stamp and thread is not None:
        stamp = text_in(thread.data, "thread_ts", 40)
    return place, stamp


def _words(channel: Channel, part: Part, *, in_text: bool = False) -> dict[str, Any]:
    """Return the text, under the name of who wrote it: as the sender where the app may, else before the words."""
    named = part.author[:LONGEST_NAME] if channel.settings.get("names", True) else ""
    text = f"{named}:\n{part.text}" if named and in_text else part.text
    fields: dict[str, Any] = {"text": escaped(text)}
    if named and not in_text:
        fields["username"] = named
    if part.buttons:
        fields["blocks"] = [*map(_section, split_text(text, LONGEST_SECTION)), _buttons(part.buttons)]
    return fields


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _buttons(words: Any) -> dict[str, Any]:
    elements = [
        {
            "type": "button",
            "action_id": f"{OURS}-{number}",
            "text": {"type": "plain_text", "text": str(word)[:75], "emoji": False},
            "value": str(word)[:2000],
        }
        for number, word in enumerate(words)
    ]
    return {"type": "actions", "elements": elements}


def _send_file(channel: Channel, place: str, stamp: str, part: Part) -> str:
    """Lay a file down where Slack says, then have it shown in the thread; only the last step can be seen by anybody."""
    if part.file is None:  # the caller has looked
        raise ValueError("there is no file")
    name = part.file.name or "file"
    try:
        ticket = call(channel, "files.getUploadURLExternal", {"filename": name, "length": len(part.content)})
        file_id = text_in(ticket, "file_id", 40)
        _lay_down(channel, text_in(ticket, "upload_url", 2000), name, part.content)
        if not place.startswith(("C", "G", "D")):
            opened = call(channel, "conversations.open", {"users": place})
            place = text_in(object_in(opened, "channel"), "id", 40)
    except NotSent as trouble:
        trouble.unknown = False  # nothing was shown yet
        raise
    fields = {
        "files": [{"id": file_id, "title": name}], "channel_id": place, "thread_ts": stamp,
        "initial_comment": escaped(part.text),
    }  # fmt: skip
    call(channel, "files.completeUploadExternal", fields)
    return f"file:{file_id}"


def _lay_down(channel: Channel, url: str, name: str, content: bytes) -> None:
    if not is_slack(channel, url):
        words = _("Slack wants the file laid down at %(host)s, which is not Slack.")
        raise NotSent(words % {"host": pulling.host_of(url) or "?"}, permanent=True)
    answer = web.call("POST", url, files={"file": (name, content)}, timeout=httpx.Timeout(UPLOAD_S, connect=5.0))
    web.raise_for(answer, _("Slack did not take the file (%(code)s).") % {"code": answer.status_code})


def is_slack(channel: Channel, url: str) -> bool:
    """Say whether an address is Slack's own: at the server that we call, or at one of its servers of files."""
    return pulling.lies_at(url, base_url(channel), ("slack.com",))
