"""Our own marks on a mail: Message-IDs, reply addresses and body markers that nobody else can make.

Each carries the ticket and a keyed hash (HMAC-SHA256, 60 bits), so reading one back needs no look-up, and a stranger
can't write themselves into a ticket by counting."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from functools import lru_cache

from django.conf import settings

_OURS = re.compile(r"^esc\.(\d{1,18})\.(\d{1,18})\.([a-z2-7]{12})@", re.IGNORECASE)
_PLUS = re.compile(r"\+t(\d{1,18})-([a-z2-7]{12})@", re.IGNORECASE)
_MARK = re.compile(r"\bESC-(\d{1,18})-([A-Za-z2-7]{12})\b", re.IGNORECASE)


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"escalera.mail." + secret.encode()).digest()


def signature(purpose: str, *numbers: int) -> str:
    """Return 12 letters that only this desk can make for these numbers."""
    text = ":".join([purpose, *map(str, numbers)])
    digest = hmac.new(_key(settings.SECRET_KEY), text.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:8]).decode()[:12].lower()


def message_id(ticket_id: int, message_pk: int, domain: str) -> str:
    """Return the Message-ID (without <>) of one of our messages; always the same for the same message."""
    return f"esc.{ticket_id}.{message_pk}.{signature('message', ticket_id, message_pk)}@{domain}"


def read_message_id(text: str) -> tuple[int, int] | None:
    """Return (ticket, message) of a Message-ID that we made, or None."""
    if not (match := _OURS.match(text)):
        return None
    ticket_id, message_pk = int(match[1]), int(match[2])
    good = hmac.compare_digest(match[3].lower(), signature("message", ticket_id, message_pk))
    return (ticket_id, message_pk) if good else None


def reply_address(ticket_id: int, address: str) -> str:
    """Return the mailbox's address with the ticket's signed tag: soporte+t12-….@example.org."""
    local, _, domain = address.partition("@")
    return f"{local}+t{ticket_id}-{signature('reply', ticket_id)}@{domain}"


def read_reply_address(address: str) -> int | None:
    """Return the ticket of a reply address that we made, or None."""
    match = _PLUS.search(address)
    if match and hmac.compare_digest(match[2].lower(), signature("reply", int(match[1]))):
        return int(match[1])
    return None


def body_mark(ticket_id: int) -> str:
    """Return the marker that stands at the end of our mails, for programs that drop every header."""
    return f"ESC-{ticket_id}-{signature('mark', ticket_id).upper()}"


def read_body_mark(text: str) -> int | None:
    """Return the ticket of the first marker in the text that we made, or None."""
    for match in _MARK.finditer(text[:200_000]):
        if hmac.compare_digest(match[2].lower(), signature("mark", int(match[1]))):
            return int(match[1])
    return None


def strip_tag(address: str) -> str:
    """Return an address without its +tag."""
    local, at, domain = address.partition("@")
    return local.split("+", 1)[0] + at + domain
