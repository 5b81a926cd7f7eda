"""The customer's own link to a ticket: whoever holds it may read and write there, without an account."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from django.conf import settings

_KEY = re.compile(r"^(\d{1,18})-([a-z2-7]{20})$")


def follow_key(ticket_id: int) -> str:
    """Return the ticket's number with its signature (HMAC-SHA256, 100 bits)."""
    secret = hashlib.sha256(b"escalera.follow." + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(secret, str(ticket_id).encode(), hashlib.sha256).digest()
    return f"{ticket_id}-{base64.b32encode(digest)[:20].decode().lower()}"


def follow_url(ticket_id: int) -> str:
    """Return the full address under which the customer follows the ticket."""
    return f"{settings.BASE_URL}/t/{follow_key(ticket_id)}/"


def read_key(text: str) -> int | None:
    """Return the ticket of a key that we signed, or None."""
    match = _KEY.match(text)
    if match and hmac.compare_digest(follow_key(int(match[1])), text):
        return int(match[1])
    return None
