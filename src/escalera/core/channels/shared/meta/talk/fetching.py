"""Files of Messenger and Instagram: they lie at an address that the message named."""

from __future__ import annotations

import mimetypes

from escalera.core.channels.models import Channel, MediaFetch
from escalera.core.channels.shared.meta.files import download
from escalera.core.tickets.actions import NewFile


def fetch(channel: Channel, media: MediaFetch) -> NewFile:
    """Return the file, named by what it is. Raises: NotFetched."""
    content, served = download(channel, str(media.ref.get("url") or ""))
    kind = served.split(";")[0].strip().lower() or "application/octet-stream"
    stem = media.name.rsplit(".", 1)[0]
    return NewFile(name=stem + (mimetypes.guess_extension(kind) or ""), content_type=kind, content=content)
