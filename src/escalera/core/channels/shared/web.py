"""Calls to providers: one client with a time limit, no redirects, and failures in the words of the port of sending."""

from __future__ import annotations

import socket
import ssl
from functools import lru_cache
from typing import Any

import httpx
from django.utils.translation import gettext as _

from escalera.core.channels.shared.sending import NotSent

LIMIT_S = 15.0
LARGEST_ANSWER = 100 * 1024 * 1024  # bytes


@lru_cache(maxsize=1)
def client() -> httpx.Client:
    """Return the process's client; its connections are kept open between calls."""
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=20)
    return httpx.Client(timeout=httpx.Timeout(LIMIT_S, connect=5.0), follow_redirects=False, limits=limits)


def call(method: str, url: str, **how: Any) -> httpx.Response:
    """Make one call. Raises: NotSent where no answer came: `unknown` if the provider may have heard it."""
    try:
        return client().request(method, url, **how)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotSent(_("The provider cannot be reached: %(why)s") % {"why": _why(error)}, of_channel=True) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise NotSent(_("The provider's address is wrong: %(why)s") % {"why": error}, of_channel=True) from error
    except httpx.HTTPError as error:
        words = _("The provider did not answer in time.") if isinstance(error, httpx.TimeoutException) else str(error)
        raise NotSent(words or type(error).__name__, unknown=True) from error


def _why(error: BaseException) -> str:
    """Return why nobody was reached, in plain words where we know them."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.TimeoutException):
        return _("no answer in time")
    if isinstance(cause, socket.gaierror):
        return _("there is no machine of this name")
    if isinstance(cause, ConnectionRefusedError):
        return _("nobody answers at its address")
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _("its certificate is not valid (%(why)s)") % {"why": cause.verify_message}
    return str(error)[:300] or type(error).__name__


def retry_after(response: httpx.Response) -> float | None:
    """Return the seconds of rest that an answer asks for."""
    try:
        return max(0.0, float(response.headers.get("retry-after", "")))
    except ValueError:
        return None


def raise_for(response: httpx.Response, words: str) -> None:
    """Raise NotSent for what an HTTP status means: 429 rest, 401 and 403 the door's trouble, 5xx later, 4xx never."""
    code = response.status_code
    if code < 300:
        return
    if code == 429:
        raise NotSent(words, of_channel=True, retry_after_s=retry_after(response) or 5.0)
    if code in (401, 403):
        raise NotSent(words, of_channel=True)
    if code >= 500:
        raise NotSent(words)
    raise NotSent(words, permanent=True)
