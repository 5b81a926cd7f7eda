"""Files that lie with Meta: fetched from its own stores only."""

from __future__ import annotations

from escalera.core.channels.models import Channel
from escalera.core.channels.shared import pulling
from escalera.core.channels.shared.files import LARGEST
from escalera.core.channels.shared.meta.graph import base_url

HOSTS = ("fbcdn.net", "fbsbx.com", "cdninstagram.com", "whatsapp.net")  # where Meta keeps what people send
GONE = (404, 410)


def is_of_meta(channel: Channel, url: str) -> bool:
    """Say whether a file may be fetched from there: one of Meta's stores by https, or the channel's own Graph."""
    return pulling.lies_at(url, base_url(channel), HOSTS)


def download(channel: Channel, url: str, *, token: str = "", most: int = LARGEST) -> tuple[bytes, str]:
    """Return a file's bytes and content type. The token is shown to the first host only.

    Raises: NotFetched."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return pulling.pull(url, is_ours=lambda where: is_of_meta(channel, where), most=most, gone=GONE, headers=headers)
