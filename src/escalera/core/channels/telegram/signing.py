"""Whether a call is Telegram's: the word that we gave with setWebhook comes back in a header.

https://core.telegram.org/bots/api#setwebhook"""

from __future__ import annotations

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.doors import Knock, Refused, same
from escalera.core.channels.shared.secrets import secrets_of

SECRET = "hook_secret"  # noqa: S105 - its name in the settings
HEADER = "x-telegram-bot-api-secret-token"


def check(channel: Channel, knock: Knock) -> Refused | None:
    known = secrets_of(channel, SECRET, knock.at)
    if not known:
        return Refused("no secret is agreed with Telegram yet", status=503)
    given = knock.headers.get(HEADER, "")
    if [True for secret in known if same(secret, given)]:  # all are compared, whichever it is
        return None
    return Refused("wrong secret token")
