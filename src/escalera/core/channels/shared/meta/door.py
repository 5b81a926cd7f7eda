"""How Meta knocks: the challenge of a subscription, and a signature over the raw body with the app's secret.

Meta signs no timestamp, so a delivery that is repeated is known by its bytes and its messages by their names.
https://developers.facebook.com/docs/graph-api/webhooks/getting-started"""

from __future__ import annotations

import hashlib
import hmac

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.doors import Answer, Knock, Refused, same
from escalera.core.channels.shared.secrets import secrets_of

HEADER = "x-hub-signature-256"
LONGEST_CHALLENGE = 200


def signature_of(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def check(channel: Channel, knock: Knock) -> Refused | None:
    """Let in what one of the app's living secrets has signed; without a secret nothing comes in."""
    secrets = secrets_of(channel, "app_secret", knock.at)
    if not secrets:
        return Refused("the app secret is not set")
    given = knock.headers.get(HEADER, "")
    if not given:
        return Refused("no signature")
    good = [same(given, signature_of(secret, knock.body)) for secret in secrets]
    return None if any(good) else Refused("wrong signature")


def greet(channel: Channel, knock: Knock) -> Answer | Refused | None:
    """Answer the challenge by which Meta makes sure that the address is ours."""
    if knock.method != "GET":
        return None
    challenge = knock.query.get("hub.challenge", "")
    if knock.query.get("hub.mode") != "subscribe" or not challenge.isalnum() or len(challenge) > LONGEST_CHALLENGE:
        return Refused("no challenge of a subscription", status=403)
    given = knock.query.get("hub.verify_token", "")
    good = [same(given, token) for token in verify_tokens(channel, knock)]
    return Answer(challenge.encode()) if any(good) else Refused("wrong verify token", status=403)


def verify_tokens(channel: Channel, knock: Knock) -> list[str]:
    """Return the words that Meta may greet with: those that were set, else the secret part of the address itself."""
    return secrets_of(channel, "verify_token", knock.at) or [channel.hook_key]
