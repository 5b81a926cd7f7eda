"""Handing one message to a browser's push service: encrypted for that browser (RFC 8291), signed by us (RFC 8292)."""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from escalera.core.notifications.actions.browsers import is_push_address
from escalera.core.notifications.keys import private_key
from escalera.core.notifications.models import PushSubscription

CONNECT_S, ANSWER_S = 5.0, 10.0
LIVES_S = 12 * 3600  # what a phone that was off for longer hears of, stands in the list anyway
LONGEST_ANSWER = 300
GONE = (404, 410)


class NotPushed(Exception):
    """The service did not take it. `gone`: the browser's subscription has ended; `permanent`: no use trying again."""

    def __init__(self, words: str, *, gone: bool = False, permanent: bool = False):
        super().__init__(words)
        self.gone = gone
        self.permanent = permanent or gone


@dataclass(frozen=True, slots=True)
class Sealed:
    """A request ready to be sent."""

    url: str
    body: bytes
    headers: Mapping[str, str]


def seal(row: PushSubscription, payload: Mapping[str, Any], *, urgent: bool, at: datetime) -> Sealed:
    """Encrypt and sign a message for one browser. `lives_s` in it: how long it is of use.

    Raises: KeyUnreadable, ValueError."""
    from py_vapid import Vapid02  # noqa: PLC0415 - slow import
    from pywebpush import WebPusher  # noqa: PLC0415 - slow import

    keys = {"p256dh": row.p256dh, "auth": row.auth}
    data = json.dumps(payload, ensure_ascii=False).encode()
    body = WebPusher({"endpoint": row.endpoint, "keys": keys}).encode(data, "aes128gcm")["body"]
    parts = urlsplit(row.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(at.timestamp()) + LIVES_S,
        "sub": _who_we_are(),
    }
    headers = dict(Vapid02.from_pem(private_key(at)).sign(claims))
    headers |= {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(payload.get("lives_s", LIVES_S)),
        "Urgency": "high" if urgent else "normal",
    }
    return Sealed(row.endpoint, body, headers)


def post(sealed: Sealed) -> None:
    """Send it, within fifteen seconds and without following anybody elsewhere. Raises: NotPushed."""
    import requests  # noqa: PLC0415 - slow import

    _refuse_our_own(sealed.url)
    try:
        with requests.post(
            sealed.url,
            data=sealed.body,
            headers=dict(sealed.headers),
            timeout=(CONNECT_S, ANSWER_S),
            allow_redirects=False,
            stream=True,
        ) as answer:
            status = answer.status_code
            words = next(answer.iter_content(LONGEST_ANSWER), b"") if status >= 300 else b""
    except requests.RequestException as error:
        raise NotPushed(type(error).__name__) from error
    if 200 <= status < 300:
        return
    text = " ".join((str(status), *words.decode("utf-8", "replace").split()))[:LONGEST_ANSWER]
    raise NotPushed(text, gone=status in GONE, permanent=300 <= status < 500 and status not in (408, 425, 429))


def _who_we_are() -> str:
    base = str(settings.BASE_URL)
    return base if base.startswith("https://") else f"mailto:postmaster@{settings.MAIL_DOMAIN}"


def _refuse_our_own(url: str) -> None:
    """A push service stands on the internet: an address that leads into our own network is somebody's trick."""
    if not is_push_address(url):
        raise NotPushed("not a push service", permanent=True)
    if getattr(settings, "PUSH_ANYWHERE", False):
        return
    try:
        found = socket.getaddrinfo(urlsplit(url).hostname, 443, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise NotPushed("no machine of this name") from error
    if not all(ipaddress.ip_address(entry[4][0]).is_global for entry in found):
        raise NotPushed("not on the internet", permanent=True)
