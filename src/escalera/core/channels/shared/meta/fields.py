"""The fields that every channel of Meta's asks for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.hosts import why_not_call
from escalera.core.channels.shared.kinds import Field
from escalera.core.channels.shared.meta.graph import BASE, VERSION
from escalera.core.channels.shared.secrets import secret_of

ACCESS_TOKEN = Field("access_token", _("Access token"), secret=True, required=True)
APP_SECRET = Field(
    "app_secret", _("App secret"), _("Of your app at developers.facebook.com, under Settings, Basic."),
    secret=True, required=True,
)  # fmt: skip
VERIFY_TOKEN = Field(
    "verify_token", _("Verify token"),
    _("The word that you enter at Meta beside the webhook's address. Left empty, it is the last part of the address."),
    secret=True,
)  # fmt: skip
APP_ID = Field(
    "app_id", _("App ID"), _("With it the desk connects itself, and says days before when the token runs out.")
)
BASE_URL = Field("base_url", _("Address of the Graph"), kind="url", default=BASE)
GRAPH_VERSION = Field("version", _("Version of the Graph"), default=VERSION)
AT_THE_END = (APP_ID, VERIFY_TOKEN, BASE_URL, GRAPH_VERSION)


def check_base(channel: Channel) -> None:
    """Raises: BadInput where the Graph's address may not be called."""
    if refusal := why_not_call(str(channel.settings.get("base_url") or BASE)):
        raise BadInput(refusal)


def verify_word(channel: Channel) -> str:
    """Return the word by which Meta greets: the set one, else the secret part of the address."""
    return secret_of(channel, "verify_token") or channel.hook_key
