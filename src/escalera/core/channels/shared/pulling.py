"""Fetching a file from a provider: only from its own hosts, within limits, and our password goes to nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from django.utils.translation import gettext as _

from escalera.core.channels.shared.files import NotFetched
from escalera.core.channels.shared.web import client

MOST_HOPS = 3
SILENCE_S = 60.0  # between two pieces of one file
LIMIT_S = 120.0  # one file, with all the places that we are sent on to

Where = Callable[[str], bool]  # says whether an address is one of those


def nowhere(url: str) -> bool:
    return False


def pull(
    url: str,
    *,
    is_ours: Where,
    may_go_on: Where = nowhere,
    most: int,
    gone: Collection[int] = (400, 410),
    auth: tuple[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[bytes, str]:
    """Return a file's bytes and its content type.

    `is_ours(url)`: whether it lies with the provider itself, which alone hears our password; `may_go_on(url)`: where
    else it may send us on to; `gone`: the statuses after which it will never come. Raises: NotFetched."""
    if not is_ours(url):
        raise _refused(_("The file lies at %(host)s, which is not the provider."), url)
    ends = time.monotonic() + LIMIT_S
    secret: dict[str, Any] = {"auth": auth, "headers": headers}
    for _hop in range(MOST_HOPS):
        try:
            with client().stream("GET", url, timeout=httpx.Timeout(SILENCE_S, connect=5.0), **secret) as answer:
                if not answer.has_redirect_location:
                    return _read(answer, most, gone, ends)
                url = urljoin(url, answer.headers["location"])
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
            raise NotFetched(str(error), permanent=True) from error
        except httpx.HTTPError as error:
            raise NotFetched(f"{type(error).__name__}: {error}") from error
        secret = {}
        if not (may_go_on(url) or is_ours(url)):
            raise _refused(_("The provider sent us on to %(host)s, which is not one of its own."), url)
    raise NotFetched(_("The provider sends us round in circles."), permanent=True)


def lies_at(url: str, base: str, hosts: Sequence[str] = ()) -> bool:
    """Say whether an address is at the very server of `base`, or by https at one of the hosts or below one of them."""
    try:
        parts, own = urlsplit(url), urlsplit(base)
        if parts.hostname and (parts.scheme, parts.hostname, parts.port) == (own.scheme, own.hostname, own.port):
            return parts.username is None
        host = (parts.hostname or "").rstrip(".").lower()
        plain = parts.scheme == "https" and parts.port in (None, 443) and parts.username is None
    except ValueError:
        return False
    return plain and any(host == one or host.endswith("." + one) for one in hosts)


def host_of(url: str) -> str:
    """Return host and port of an http(s) address, "" for anything else."""
    try:
        parts = urlsplit(url)
        return parts.netloc.rpartition("@")[2].lower() if parts.scheme in ("https", "http") else ""
    except ValueError:
        return ""


def _refused(words: str, url: str) -> NotFetched:
    return NotFetched(words % {"host": host_of(url) or "?"}, permanent=True)


def _read(answer: httpx.Response, most: int, gone: Collection[int], ends: float) -> tuple[bytes, str]:
    if (code := answer.status_code) >= 300:
        raise NotFetched(_("The provider answered %(code)s.") % {"code": code}, permanent=code in gone)
    content = bytearray()
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > most:
            raise NotFetched(_("The file is larger than %(most)s MB.") % {"most": most // 10**6}, permanent=True)
        if time.monotonic() > ends:
            raise NotFetched(_("The file came too slowly."))
    return bytes(content), answer.headers.get("content-type", "").partition(";")[0].strip()[:100]
