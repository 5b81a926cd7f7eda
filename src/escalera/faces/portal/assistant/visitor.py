"""What tells one browser from another, for who is not signed in: a number that means nothing, kept for a week.

With it a conversation is found again, and who comes back with the same trouble is not counted as helped."""

from __future__ import annotations

import hashlib
import hmac
import re

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import get_random_string

COOKIE = "escalera_talk"
AGE_S = 7 * 24 * 3600
_SHAPE = re.compile(r"[a-z0-9]{32}\Z")


def visitor_of(request: HttpRequest) -> str:
    """Return the mark of this browser as it is stored: a hash; "" for one that has not talked yet."""
    given = request.COOKIES.get(COOKIE, "")
    return _hashed(given) if _SHAPE.match(given) else ""


def mark(request: HttpRequest) -> tuple[str, str]:
    """Return a browser's number, a new one if it has none, and its hash."""
    given = request.COOKIES.get(COOKIE, "")
    number = given if _SHAPE.match(given) else get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
    return number, _hashed(number)


def keep(response: HttpResponseBase, number: str) -> None:
    response.set_cookie(
        COOKIE, number, max_age=AGE_S, path="/help/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _hashed(number: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"talk" + number.encode(), hashlib.sha256).hexdigest()[:40]
