"""Whether a call is Slack's: signed over time and body. https://api.slack.com/authentication/verifying-requests-from-slack"""

from __future__ import annotations

import hashlib
import hmac

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.doors import Answer, Knock, Refused, is_fresh, same
from escalera.core.channels.shared.payloads import read_json, text_in
from escalera.core.channels.shared.secrets import secrets_of

SECRET = "signing_secret"  # noqa: S105 - its name in the settings


def signature(secret: str, stamp: str, body: bytes) -> str:
    signed = hmac.new(secret.encode(), b"v0:" + stamp.encode("utf-8", "replace") + b":" + body, hashlib.sha256)
    return f"v0={signed.hexdigest()}"


def check(channel: Channel, knock: Knock) -> Refused | None:
    known = secrets_of(channel, SECRET, knock.at)
    if not known:
        return Refused("the channel has no signing secret", status=503)
    stamp = knock.headers.get("x-slack-request-timestamp", "")
    if not stamp.isascii() or not stamp.isdigit() or not is_fresh(stamp, knock.at):
        return Refused("an old timestamp, or none")
    given = knock.headers.get("x-slack-signature", "")
    if [True for secret in known if same(signature(secret, stamp, knock.body), given)]:  # all are compared
        return None
    return Refused("wrong signature")


def greet(channel: Channel, knock: Knock) -> Answer | Refused | None:
    """Answer the question by which Slack finds out that we are here; it is signed like everything else."""
    if b"url_verification" not in knock.body or len(knock.body) > 4096:
        return None
    try:
        asked = read_json(knock.body)
    except (ValueError, RecursionError):
        return None
    if asked.get("type") != "url_verification":
        return None
    return check(channel, knock) or Answer(text_in(asked, "challenge", 1000).encode())
