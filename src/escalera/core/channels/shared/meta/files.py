"""Files that lie with Meta: fetched from its own hosts only, up to a size, within a time."""

from __future__ import annotations

import time
from urllib.parse import urljoin, urlsplit

import httpx
from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.files import LARGEST, NotFetched
from escalera.core.channels.shared.meta.graph import base_url
from escalera.core.channels.shared.web import client

HOSTS = ("fbcdn.net", "fbsbx.com", "cdninstagram.com", "whatsapp.net")  # where Meta keeps what people send
MOST_HOPS = 3
LIMIT_S = 120.0


def is_of_meta(channel: Channel, url: str) -> bool:
    """Say whether a file may be fetched from there: one of Meta's stores by https, or the channel's own Graph."""
    try:
        parts, own = urlsplit(url), urlsplit(base_url(channel))
        if (parts.scheme, parts.hostname, parts.port) == (own.scheme, own.hostname, own.port):
            return True
        host = (parts.hostname or "").rstrip(".").lower()
        plain = parts.scheme == "https" and parts.port in (None, 443) and parts.username is None
    except ValueError:
        return False
    return plain and any(host == one or host.endswith("." + one) for one in HOSTS)


def download(channel: Channel, url: str, *, token: str = "", most: int = LARGEST) -> tuple[bytes, str]:
    """Return a file's bytes and content type. The token is shown to the first host only.

    Raises: NotFetched."""
    ends = time.monotonic() + LIMIT_S
    for _hop in range(MOST_HOPS):
        if not is_of_meta(channel, url):
            raise NotFetched(_("The file does not lie with Meta, so it was not fetched."), permanent=True)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            with client().stream("GET", url, headers=headers) as response:
                if not response.has_redirect_location:
                    return _content(response, most, ends), response.headers.get("content-type", "")[:100]
                url, token = urljoin(url, response.headers["location"]), ""
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotFetched(_("Meta could not be reached for the file: %(why)s") % {"why": error}) from error
    raise NotFetched(_("Meta sent us from one place to another for the file."), permanent=True)


def _content(response: httpx.Response, most: int, ends: float) -> bytes:
    if response.status_code in (404, 410):
        raise NotFetched(_("Meta does not have the file any more."), permanent=True)
    if response.status_code >= 300:
        raise NotFetched(_("Meta answered with the status %(status)s.") % {"status": response.status_code})
    pieces, size = [], 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > most:
            megabytes = round(most / 1e6)
            raise NotFetched(_("The file has more than %(most)s MB.") % {"most": megabytes}, permanent=True)
        if time.monotonic() > ends:
            raise NotFetched(_("The file came too slowly."))
        pieces.append(piece)
    return b"".join(pieces)
