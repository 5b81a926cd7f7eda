"""Our words to the company's program: one signed call a message, with the same id at every try."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

import httpx
from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.core.channels.app.capabilities import LARGEST_FILE
from escalera.core.channels.models import Channel, MediaFetch, Thread
from escalera.core.channels.shared.files import NotFetched
from escalera.core.channels.shared.hosts import host_of, why_not_reach
from escalera.core.channels.shared.sending import NotSent, Part
from escalera.core.channels.shared.standard_webhooks import headers_for
from escalera.core.channels.shared.web import call, client, raise_for
from escalera.core.tickets.actions import NewFile

LONGEST_WORDS = 300


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    """Hand one message over; return the program's name of it, ours if it gives none. Raises: NotSent."""
    url = str(channel.settings.get("url") or "")
    if not url:
        raise NotSent(_("The channel has no address to send answers to."), of_channel=True)
    if words := why_not_reach(url):
        raise NotSent(words, of_channel=True)
    key = f"msg_{channel.pk}_{part.key}"
    body = json.dumps(_body(thread, part, key)).encode()
    response = call("POST", url, content=body, headers=headers_for(channel, key, body, _now()))
    if response.status_code == 410:
        raise NotSent(_("The program says that this address is gone."), of_channel=True)
    raise_for(response, _words_of(response))
    return _name_in(response) or key


def fetch(channel: Channel, wanted: MediaFetch) -> NewFile:
    """Fetch a file that a message named: only from the program's own host, or from those that the channel lists.

    Raises: NotFetched."""
    url = str(wanted.ref.get("url", ""))
    allowed = {host_of(str(channel.settings.get("url") or ""))}
    allowed |= {str(one).strip().lower() for one in channel.settings.get("file_hosts") or []}
    if host_of(url) not in allowed - {""}:
        raise NotFetched(_("Files from %(host)s are not allowed.") % {"host": host_of(url)}, permanent=True)
    if words := why_not_reach(url):
        raise NotFetched(words, permanent=True)
    return NewFile(wanted.name, wanted.content_type or "application/octet-stream", _bytes_at(url))


def _bytes_at(url: str) -> bytes:
    found = bytearray()
    try:
        with client().stream("GET", url) as response:
            if response.status_code >= 300:
                gone = 400 <= response.status_code < 500 and response.status_code != 429
                raise NotFetched(f"HTTP {response.status_code}", permanent=gone)
            for piece in response.iter_bytes():
                found += piece
                if len(found) > LARGEST_FILE:
                    raise NotFetched(_("The file is too large."), permanent=True)
    except httpx.HTTPError as error:
        raise NotFetched(f"{type(error).__name__}: {error}") from error
    return bytes(found)


def _body(thread: Thread | None, part: Part, key: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "message", "id": key, "to": part.to, "conversation": thread.address if thread else part.to,
        "text": part.text, "author": part.author, "subject": part.subject,
    }  # fmt: skip
    if part.html:
        body["html"] = part.html
    if part.buttons:
        body["buttons"] = list(part.buttons)
    if part.reply_to:
        body["reply_to"] = part.reply_to
    if part.file is not None:
        body["files"] = [
            {
                "name": part.file.name, "type": part.file.content_type, "size": part.file.size,
                "content": base64.b64encode(part.content).decode(),
            }
        ]  # fmt: skip
    return body


def _words_of(response: httpx.Response) -> str:
    if response.status_code < 300:
        return ""
    words = " ".join(response.text[:LONGEST_WORDS].split())
    return _("The program answered %(code)s: %(words)s") % {"code": response.status_code, "words": words or "—"}


def _name_in(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return ""
    name = body.get("id") if isinstance(body, dict) else None
    return str(name)[:200] if isinstance(name, str | int) and not isinstance(name, bool) else ""


def _now() -> datetime:
    return timezone.now()
