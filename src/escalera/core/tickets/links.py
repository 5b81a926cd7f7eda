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


# The key that people read out, write down and type: the number and six letters. It opens a request only together with
# the requester's mail address, and only so many tries are given, so thirty bits are enough.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that looks like another
_HEARD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def tracking_key(ticket_id: int) -> str:
    """Return the short key of a request, "1042-K7Q-F3M"."""
    secret = hashlib.sha256(b"escalera.tracking." + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(secret, str(ticket_id).encode(), hashlib.sha256).digest()
    letters = "".join(_LETTERS[byte % 32] for byte in digest[:6])
    return f"{ticket_id}-{letters[:3]}-{letters[3:]}"


def read_tracking_key(text: str) -> int | None:
    """Return the request of a typed key, however it is written, or None."""
    plain = "".join(c for c in text[:60].upper() if c.isascii() and c.isalnum())
    number, letters = plain[:-6], plain[-6:].translate(_HEARD)
    if not number.isdigit() or len(number) > 18:
        return None
    right = tracking_key(int(number)).partition("-")[2].replace("-", "")
    return int(number) if hmac.compare_digest(right, letters) else None
