"""Fetching a file from a provider: only from its own hosts, within limits, and our password goes to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import httpx
from django.utils.translation import gettext as _

from escalera.core.channels.shared.files import NotFetched
from escalera.core.channels.shared.web import client

MOST_HOPS = 3
FETCH_S = 60.0  # one file, from the first byte on

Auth = tuple[str, str] | None


def pull(
    url: str,
    *,
    is_ours: Callable[[str], bool],
    may_go_on: Callable[[str], bool],
    most: int,
    auth: Auth = None,
    headers: dict[str, str] | None = None,
) -> tuple[bytes, str]:
    """Return a file's bytes and its content type.

    `is_ours(host)`: the provider's own host, which alone hears our password; `may_go_on(host)`: where it may send us on
    to. Raises: NotFetched."""
    if not is_ours(host_of(url)):
        raise NotFetched(_("The file lies at %(host)s, which is not the provider.") % {"host": host_of(url) or "?"},
                         permanent=True)  # fmt: skip
    first = True
    for _hop in range(MOST_HOPS):
        secret = {"auth": auth, "headers": headers} if first else {}
        try:
            with client().stream("GET", url, timeout=httpx.Timeout(FETCH_S, connect=5.0), **secret) as answer:  # type: ignore[arg-type]
                if not answer.is_redirect:
                    return _read(answer, most)
                url = urljoin(url, answer.headers.get("location", ""))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise NotFetched(str(error), permanent=True) from error
        except httpx.HTTPError as error:
            raise NotFetched(f"{type(error).__name__}: {error}") from error
        first = False
        if not (may_go_on(host_of(url)) or is_ours(host_of(url))):
            words = _("The provider sent us on to %(host)s, which is not one of its own.")
            raise NotFetched(words % {"host": host_of(url) or "?"}, permanent=True)
    raise NotFetched(_("The provider sends us round in circles."), permanent=True)


def host_of(url: str) -> str:
    """Return host and port of an http(s) address, "" for anything else."""
    try:
        parts = urlsplit(url)
        return parts.netloc.rpartition("@")[2].lower() if parts.scheme in ("https", "http") else ""
    except ValueError:
        return ""


def _read(answer: httpx.Response, most: int) -> tuple[bytes, str]:
    code = answer.status_code
    if code == 429 or code >= 500:
        raise NotFetched(_("The provider answered %(code)s.") % {"code": code})
    if code >= 300:  # 404 too: a recording may be a moment late
        raise NotFetched(_("The provider answered %(code)s.") % {"code": code}, permanent=code in (400, 410))
    content = bytearray()
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > most:
            raise NotFetched(_("The file is larger than %(most)s MB.") % {"most": most // 10**6}, permanent=True)
    return bytes(content), answer.headers.get("content-type", "").partition(";")[0].strip()[:100]
