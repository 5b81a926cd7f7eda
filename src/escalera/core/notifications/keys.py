"""The desk's pair of keys towards push services (VAPID, RFC 8292). The private half is stored encrypted."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from escalera.core.notifications.models import PushKey


class KeyUnreadable(Exception):
    """The stored key was encrypted with another SECRET_KEY."""


def public_key(at: datetime) -> str:
    """Return the public half as browsers want it (base64url of the point); make the pair the first time."""
    return _pair(at).public


def private_key(at: datetime) -> bytes:
    """Return the private half as PEM. Raises: KeyUnreadable."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - slow import

    try:
        return bytes(_cipher().decrypt(_pair(at).secret.encode()))
    except InvalidToken:
        raise KeyUnreadable("SECRET_KEY has changed: browsers must be asked again") from None


def forget_key() -> None:
    """Delete the pair; the next question makes a new one, and browsers subscribe anew."""
    PushKey.objects.all().delete()


@transaction.atomic
def _pair(at: datetime) -> PushKey:
    known = PushKey.objects.order_by("pk").first()
    if known is not None:
        return known
    public, secret = _generate()
    # Two processes may both make one: the first stays, and both read that one.
    PushKey.objects.create(public=public, secret=bytes(_cipher().encrypt(secret)).decode(), created_at=at)
    return PushKey.objects.order_by("pk")[0]


def _generate() -> tuple[str, bytes]:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow import
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - slow import

    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )  # fmt: skip
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode(), pem


def _cipher() -> Any:
    from cryptography.fernet import Fernet  # noqa: PLC0415 - slow import

    digest = hashlib.sha256(b"escalera.push-secret." + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
