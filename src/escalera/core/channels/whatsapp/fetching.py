"""Files of WhatsApp: asked for by their ID, then fetched from where Meta says that they lie, with our token.

https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media"""

from __future__ import annotations

import base64
import hashlib

from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel, MediaFetch
from escalera.core.channels.shared.files import LARGEST, NotFetched
from escalera.core.channels.shared.meta.files import download
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.pieces import number, words
from escalera.core.channels.shared.secrets import secret_of
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.whatsapp.codes import CODES
from escalera.core.tickets.actions import NewFile


def fetch(channel: Channel, media: MediaFetch) -> NewFile:
    """Return the file. Raises: NotFetched, for good if it is too large, gone, or not what was announced."""
    try:
        found = ask(channel, "GET", words(media.ref.get("id"), 100), table=CODES)
    except NotSent as trouble:
        raise NotFetched(str(trouble), permanent=trouble.permanent, retry_after_s=trouble.retry_after_s) from trouble
    if (number(found.get("file_size")) or 0) > LARGEST:
        raise NotFetched(_("The file is larger than %(most)s MB.") % {"most": LARGEST // 10**6}, permanent=True)
    content, served = download(channel, words(found.get("url"), 4000), token=secret_of(channel, "access_token"))
    announced = words(media.ref.get("sha256"), 100) or words(found.get("sha256"), 100)
    if not _is(content, announced):
        raise NotFetched(_("The file that came is not the one that was announced."))
    kind = media.content_type or words(found.get("mime_type"), 100) or served
    return NewFile(name=media.name, content_type=kind.split(";")[0].strip(), content=content)


def _is(content: bytes, announced: str) -> bool:
    """Say whether bytes have this SHA-256 (webhooks write it in base64, the Graph in hex). What is no hash is not
    compared: the file is kept, the words about it were cut."""
    digest = hashlib.sha256(content).digest()
    if len(announced) == 64:
        return announced.lower() == digest.hex()
    try:
        given = base64.b64decode(announced, validate=True)
    except ValueError:
        return True
    return len(given) != len(digest) or given == digest
