"""Who knocks, and who we are when we knock: Standard Webhooks (https://www.standardwebhooks.com), or a plain token.

`webhook-signature` holds "v1,<base64>" for each secret that counts, over "<webhook-id>.<webhook-timestamp>.<body>"."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.doors import Knock, Refused, is_fresh, same
from escalera.core.channels.shared.secrets import secret_of, secrets_of

SECRET = "secret"  # noqa: S105 - the name of the field, not what stands in it
PREFIX = "whsec_"
LONGEST_ID = 200


def signature(secret: str, webhook_id: str, stamp: str, body: bytes) -> str:
    """Return "v1,…" for these three."""
    signed = f"{webhook_id}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def check(channel: Channel, knock: Knock) -> Refused | None:
    """Return why the knock is refused; None for one that is signed and of these minutes, or brings the token itself."""
    secrets = secrets_of(channel, SECRET, knock.at)
    if not secrets:
        return Refused("the channel has no secret yet")
    token = bearer(knock)
    if token:
        return None if any(same(token, one) for one in secrets) else Refused("wrong token")
    given = [knock.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")]
    if not all(given) or len(given[0]) > LONGEST_ID:
        return Refused("no signature")
    if not is_fresh(given[1], knock.at):
        return Refused("an old signature")
    wanted = [signature(one, given[0], given[1], knock.body) for one in secrets]
    brought = given[2].split(" ")[:10]
    if not any(same(mine, theirs) for mine in wanted for theirs in brought):
        return Refused("wrong signature")
    return None


def bearer(knock: Knock) -> str:
    """Return the token that stands in the header ("Bearer", or as the password of "Basic"), "" for none."""
    scheme, _space, token = knock.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(token, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


def names(knock: Knock) -> str:
    """Return what the caller names this delivery: repeated under the same name it is one."""
    return (knock.headers.get("webhook-id") or knock.headers.get("idempotency-key") or "")[:LONGEST_ID]


def headers_for(channel: Channel, webhook_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers with which we call: the same id at every try, a fresh timestamp."""
    stamp = str(int(at.timestamp()))
    return {
        "content-type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(secret_of(channel, SECRET), webhook_id, stamp, body),
        "idempotency-key": webhook_id,
        "user-agent": "Escalera",
    }


def _key(secret: str) -> bytes:
    """Return the bytes of a secret: "whsec_" before base64, as the standard has it; any other text as it is."""
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret[len(PREFIX) :], validate=True)
        except (binascii.Error, ValueError):
            pass
    return secret.encode()
