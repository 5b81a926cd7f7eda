"""Secrets at rest: a text sealed with a key made from SECRET_KEY, one for each use, so that none opens another's."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from django.conf import settings


def seal(text: str, *, use: str) -> str:
    """Return the text encrypted; "" stays "". `use` names whose secret it is and never changes."""
    return bytes(_cipher(use).encrypt(text.encode())).decode() if text else ""


def unseal(secret: str, *, use: str) -> str | None:
    """Return what was sealed; None if it cannot be read any more because SECRET_KEY has changed."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - slow import

    if not secret:
        return ""
    try:
        return bytes(_cipher(use).decrypt(secret.encode())).decode()
    except InvalidToken:
        return None


def _cipher(use: str) -> Any:
    from cryptography.fernet import Fernet  # noqa: PLC0415 - slow import

    key = hashlib.sha256(b"escalera." + use.encode() + b"." + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
