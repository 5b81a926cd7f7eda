"""Calls to the Bot API, and its refusals in plain words. https://core.telegram.org/bots/api#making-requests"""

from __future__ import annotations

from typing import Any

import httpx
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.channels.models import Channel
from escalera.core.channels.shared import web
from escalera.core.channels.shared.payloads import number_in, object_in, text_in
from escalera.core.channels.shared.secrets import secret_of
from escalera.core.channels.shared.sending import NotSent

BASE_URL = "https://api.telegram.org"
TOKEN = "token"  # noqa: S105 - its name in the settings
UPLOAD_S = 60.0  # a call that carries a file
SHORTEST_REST_S = 1.0


class TelegramTrouble(NotSent):
    """What Telegram said no with. `said`: its own words; `moved_to`: the chat's new number."""

    said: str = ""
    moved_to: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether nothing can be sent there until they write again."""
        return any(words in self.said for words in _GONE)


def base_url(channel: Channel) -> str:
    return str(channel.settings.get("base_url") or BASE_URL).rstrip("/")


def token_of(channel: Channel) -> str:
    """Raises: NotSent."""
    if token := secret_of(channel, TOKEN):
        return token
    raise NotSent(_("The bot's token is missing."), of_channel=True)


def call(
    channel: Channel,
    method: str,
    fields: dict[str, Any] | None = None,
    file: tuple[str, str, bytes, str] | None = None,
) -> Any:
    """Make one call and return its result. `file`: field, name, bytes and type. Raises: NotSent, TelegramTrouble."""
    token = token_of(channel)
    url = f"{base_url(channel)}/bot{token}/{method}"
    if file is None:
        answer = web.call("POST", url, json=fields or {})
    else:
        field, name, content, content_type = file
        answer = web.call(
            "POST", url, data=fields, files={field: (name, content, content_type)},
            timeout=httpx.Timeout(UPLOAD_S, connect=5.0),
        )  # fmt: skip
    said = _object(answer)
    if answer.status_code == 200 and said.get("ok") is True:
        return said.get("result")
    raise _trouble(answer.status_code, said)


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _trouble(status: int, said: dict[str, Any]) -> NotSent:
    code = int(number_in(said, "error_code") or status)
    if code < 300:  # it may have been done: nobody can tell from such an answer
        return NotSent(_("Telegram's answer cannot be read."), unknown=True)
    told = text_in(said, "description", 300)
    parameters = object_in(said, "parameters")
    rest = number_in(parameters, "retry_after")
    trouble = TelegramTrouble(
        _words(code, told),
        permanent=400 <= code < 500 and code not in (401, 404, 409, 429),
        of_channel=code in (401, 404, 409, 429),
        retry_after_s=max(rest or 5.0, SHORTEST_REST_S) if code == 429 else None,
    )
    trouble.said, trouble.moved_to = told, text_in(parameters, "migrate_to_chat_id", 40)
    return trouble


_GONE = (
    "bot was blocked by the user", "user is deactivated", "bot was kicked from", "bot is not a member of",
    "bot can't initiate conversation",
)  # fmt: skip


def _words(code: int, told: str) -> str:
    """Return what happened in words for whoever answers the customer, Telegram's own behind them."""
    plain = next((str(words) for sign, words in _PLAIN if sign in told), "")
    if not plain and code in (401, 404):
        plain = _("Telegram does not accept the bot's token: ask @BotFather for the present one.")
    elif not plain and code == 429:
        plain = _("Telegram asks us to send more slowly.")
    elif not plain and code >= 500:
        plain = _("Telegram is out of order.")
    if not plain:
        return _("Telegram refused it: %(why)s") % {"why": told or f"HTTP {code}"}
    return f"{plain} ({told})" if told else plain


_PLAIN = (
    ("bot was blocked", gettext_lazy("The customer has blocked the bot.")),
    ("user is deactivated", gettext_lazy("The customer's Telegram account was deleted.")),
    ("can't initiate", gettext_lazy("On Telegram the customer must write first.")),
    ("bot was kicked", gettext_lazy("The bot was removed from the group.")),
    ("not a member", gettext_lazy("The bot is not in the group.")),
    ("chat not found", gettext_lazy("Telegram does not know this chat.")),
    ("not enough rights", gettext_lazy("The bot may not write in this group.")),
    ("have no rights", gettext_lazy("The bot may not write in this group.")),
    ("TOPIC_CLOSED", gettext_lazy("The topic is closed.")),
    ("too long", gettext_lazy("The text is too long for Telegram.")),
    ("Request Entity Too Large", gettext_lazy("The file is too large for Telegram.")),
    ("file is too big", gettext_lazy("Telegram lets bots fetch files of up to 20 MB; this one is larger.")),
)
