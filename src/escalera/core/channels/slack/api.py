"""Calls to the Web API, and its refusals in plain words. https://api.slack.com/web"""

from __future__ import annotations

import json
from typing import Any

import httpx
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.channels.models import Channel
from escalera.core.channels.shared import web
from escalera.core.channels.shared.payloads import text_in
from escalera.core.channels.shared.secrets import secret_of
from escalera.core.channels.shared.sending import NotSent

BASE_URL = "https://slack.com/api"
TOKEN = "bot_token"  # noqa: S105 - its name in the settings
OF_DOOR = {
    "token_revoked": gettext_lazy("The app was removed from Slack, or its token was revoked."),
    "account_inactive": gettext_lazy("The app was removed from Slack, or its token was revoked."),
    "invalid_auth": gettext_lazy("Slack does not accept the token."),
    "not_authed": gettext_lazy("Slack does not accept the token."),
    "token_expired": gettext_lazy("The token has run out."),
    "missing_scope": gettext_lazy("The app lacks a permission."),
    "not_allowed_token_type": gettext_lazy("This is not the token of a bot: it begins with xoxb-."),
    "org_login_required": gettext_lazy("The workspace is being moved."),
    "team_access_not_granted": gettext_lazy("The app may not enter this workspace."),
    "access_denied": gettext_lazy("The app may not enter this workspace."),
    "ekm_access_denied": gettext_lazy("The workspace's administrators hold back messages at present."),
}
PERMANENT = {
    "channel_not_found": gettext_lazy("Slack does not know this channel, or the app is not in it."),
    "not_in_channel": gettext_lazy("The app is not in this channel: invite it."),
    "is_archived": gettext_lazy("The channel is archived."),
    "restricted_action": gettext_lazy("The workspace does not let the app write there."),
    "restricted_action_read_only_channel": gettext_lazy("The workspace does not let the app write there."),
    "restricted_action_thread_locked": gettext_lazy("The thread is locked."),
    "cannot_reply_to_message": gettext_lazy("Nobody can answer this message in a thread."),
    "thread_not_found": gettext_lazy("The thread was deleted."),
    "user_not_found": gettext_lazy("Slack does not know this person."),
    "users_not_found": gettext_lazy("Slack does not know this person."),
    "user_disabled": gettext_lazy("The person's account was switched off."),
    "cannot_dm_bot": gettext_lazy("This is a bot: nothing can be sent to it."),
    "messages_tab_disabled": gettext_lazy("The app takes no direct messages: switch its messages tab on."),
    "msg_too_long": gettext_lazy("The text is too long for Slack."),
    "no_text": gettext_lazy("There is nothing to send."),
}
LATER = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "rate_limited")


class SlackTrouble(NotSent):
    """What Slack said no with; `code` is its own word for it, `needed` the permission that is missing."""

    code: str = ""
    needed: str = ""


def base_url(channel: Channel) -> str:
    return str(channel.settings.get("base_url") or BASE_URL).rstrip("/")


def token_of(channel: Channel) -> str:
    """Raises: NotSent."""
    if token := secret_of(channel, TOKEN):
        return token
    raise NotSent(_("The bot's token is missing."), of_channel=True)


def call(
    channel: Channel, method: str, fields: dict[str, Any] | None = None, *, limit_s: float = 15.0
) -> dict[str, Any]:
    """Make one call and return its answer. Raises: NotSent, SlackTrouble."""
    return call_with_scopes(channel, method, fields, limit_s=limit_s)[0]


def call_with_scopes(
    channel: Channel, method: str, fields: dict[str, Any] | None = None, *, limit_s: float = 15.0
) -> tuple[dict[str, Any], set[str]]:
    """Make one call, and return its answer and what the token may do. Raises: NotSent, SlackTrouble."""
    data = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in (fields or {}).items()
        if value not in (None, "")
    }
    answer = web.call(
        "POST", f"{base_url(channel)}/{method}", data=data, headers={"Authorization": f"Bearer {token_of(channel)}"},
        timeout=httpx.Timeout(limit_s, connect=min(5.0, limit_s)),
    )  # fmt: skip
    said = _object(answer)
    if answer.status_code == 200 and said.get("ok") is True:
        return said, {one.strip() for one in answer.headers.get("x-oauth-scopes", "").split(",") if one.strip()}
    raise _trouble(answer, said)


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _trouble(answer: httpx.Response, said: dict[str, Any]) -> NotSent:
    code = text_in(said, "error", 80)
    status = answer.status_code
    if status == 429 or code in ("ratelimited", "rate_limited"):
        rest = web.retry_after(answer) or 30.0
        return NotSent(_("Slack asks us to send more slowly."), of_channel=True, retry_after_s=max(rest, 1.0))
    if status < 300 and not code:  # it may have been done: nobody can tell from such an answer
        return NotSent(_("Slack's answer cannot be read."), unknown=True)
    if status >= 500 or code in LATER:
        return NotSent(_("Slack is out of order (%(code)s).") % {"code": code or status})
    needed = text_in(said, "needed", 80)
    known = OF_DOOR.get(code) or PERMANENT.get(code)
    shown = f"{code or status}: {needed}" if needed else f"{code or status}"
    words = f"{known} ({shown})" if known else _("Slack refused it: %(why)s") % {"why": shown}
    of_door = code in OF_DOOR or status in (401, 403)
    trouble = SlackTrouble(words, permanent=not of_door, of_channel=of_door)
    trouble.code, trouble.needed = code, needed
    return trouble
