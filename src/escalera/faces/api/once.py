"""`Idempotency-Key`: the same request sent twice is done once."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.faces.api.keys import token_of

LONGEST = 255


def once_key(request: HttpRequest) -> str | None:
    """Return the key under which the message is kept: the same header means the same only for one token and address.

    Raises: BadInput (longer than 255 characters)."""
    given = request.headers.get("Idempotency-Key", "")
    if not given:
        return None
    if len(given) > LONGEST:
        raise BadInput(_("The Idempotency-Key is too long: at most %(limit)d characters.") % {"limit": LONGEST})
    text = f"{token_of(request).pk}\n{request.path}\n{given}"
    return "api:" + hashlib.sha256(text.encode()).hexdigest()[:60]
