"""Fetching a file: Telegram says where it lies for an hour, and we take it from there.

https://core.telegram.org/bots/api#getfile"""

from __future__ import annotations

from urllib.parse import quote

from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel, MediaFetch
from escalera.core.channels.shared import pulling
from escalera.core.channels.shared.files import NotFetched
from escalera.core.channels.shared.payloads import text_in
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.telegram.api import base_url, call, token_of
from escalera.core.channels.telegram.capabilities import LARGEST_IN
from escalera.core.tickets.actions import NewFile


def fetch(channel: Channel, one: MediaFetch) -> NewFile:
    """Return the file. Raises: NotFetched."""
    if float(one.ref.get("size") or 0) > LARGEST_IN:
        words = _("Telegram lets bots fetch files of up to 20 MB; this one has %(size)s MB.")
        raise NotFetched(words % {"size": round(float(one.ref["size"]) / 1e6)}, permanent=True)
    try:
        token = token_of(channel)
        path = text_in(call(channel, "getFile", {"file_id": str(one.ref.get("file_id", ""))}), "file_path", 1000)
    except NotSent as trouble:
        raise NotFetched(str(trouble), permanent=trouble.permanent, retry_after_s=trouble.retry_after_s) from trouble
    if not path or ".." in path.split("/"):
        raise NotFetched(_("Telegram does not say where the file lies."), permanent=True)
    own = base_url(channel)
    try:
        content, _kind = pulling.pull(
            f"{own}/file/bot{token}/{quote(path.lstrip('/'))}",
            is_ours=lambda where: pulling.lies_at(where, own), most=LARGEST_IN,
        )  # fmt: skip
    except NotFetched as trouble:
        words = str(trouble).replace(token, "…")  # it stands in the address
        raise NotFetched(words, permanent=trouble.permanent, retry_after_s=trouble.retry_after_s) from None
    return NewFile(name=one.name, content_type=one.content_type, content=content)
