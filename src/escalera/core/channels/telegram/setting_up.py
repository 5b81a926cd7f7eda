"""Setting a bot up: what it is called, where Telegram calls, and how that goes.

https://core.telegram.org/bots/api#setwebhook · https://core.telegram.org/bots/api#getwebhookinfo"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import Finding
from escalera.core.channels.shared.payloads import moment_in, number_in, text_in
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.telegram.api import call
from escalera.core.channels.telegram.reading import HEARD
from escalera.core.channels.telegram.signing import SECRET

LATELY = timedelta(hours=1)
MOST_WAITING = 100
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")


def checked_address(typed: str) -> str:
    """Return the bot's name as @name. Raises: BadInput."""
    name = typed.strip().removeprefix("https://").removeprefix("t.me/").strip("@/ ")
    if not _NAME.fullmatch(name):
        raise BadInput(_("“%(name)s” is not the name of a bot.") % {"name": typed.strip()[:60]})
    return f"@{name.lower()}"


def connect(channel: Channel, url: str) -> str:
    """Tell Telegram where to call, and agree on a new secret with it; the one before counts for a day more.

    Raises: NotSent."""
    at, secret = timezone.now(), secrets.token_urlsafe(32)
    before = _agree(channel, secret, at)
    fields = {"url": url, "secret_token": secret, "allowed_updates": list(HEARD), "max_connections": 40}
    try:
        call(channel, "setWebhook", fields)
    except NotSent as trouble:
        if not trouble.unknown:  # nothing has changed over there: the secret before stays the only one
            _put_back(channel, before)
        raise
    return _("Telegram calls %(url)s from now on.") % {"url": url}


def _agree(channel: Channel, secret: str, at: datetime) -> list[Any]:
    """Lay a new secret over the settings as they are now, and return the ones before."""
    with transaction.atomic():
        now = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
        before = list((now.settings.get("secrets") or {}).get(SECRET) or [])
        now.settings = with_secret(now.settings, SECRET, secret, at)
        now.save(update_fields=["settings"])
    channel.settings = now.settings
    return before


@transaction.atomic
def _put_back(channel: Channel, before: list[Any]) -> None:
    now = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    now.settings = {**now.settings, "secrets": {**(now.settings.get("secrets") or {}), SECRET: before}}
    now.save(update_fields=["settings"])
    channel.settings = now.settings


def probe(channel: Channel, at: datetime) -> Sequence[Finding]:
    """Ask who the bot is and how its webhook does. Raises: NotSent."""
    try:
        bot = call(channel, "getMe")
    except NotSent as trouble:
        if not trouble.of_channel or trouble.retry_after_s:
            raise
        return [Finding("token", str(trouble), good=False)]
    name = f"@{text_in(bot, 'username', 64)}"
    found = [_token(channel, name)]
    if channel.settings.get("groups") and not (isinstance(bot, dict) and bot.get("can_read_all_group_messages")):
        words = gettext_noop("In groups the bot hears only what is meant for it: @BotFather, /setprivacy.")
        found.append(Finding("groups", words, params={}))
    return [*found, *_webhook(channel, call(channel, "getWebhookInfo"), at)]


def _token(channel: Channel, name: str) -> Finding:
    if name.lower() != channel.address.lower():
        words = gettext_noop("The token belongs to %(name)s, not to %(address)s.")
        return Finding("token", words, good=False, params={"name": name, "address": channel.address})
    return Finding("token", gettext_noop("Telegram knows the bot %(name)s."), params={"name": name})


def _webhook(channel: Channel, info: Any, at: datetime) -> list[Finding]:
    url = text_in(info, "url", 400)
    if not url:
        return [
            Finding("webhook", gettext_noop("Telegram does not know where to call: connect it."), False, params={})
        ]
    if f"/{channel.hook_key}" not in url:
        words = gettext_noop("Telegram calls another address: %(url)s")
        return [Finding("webhook", words, False, params={"url": url})]
    failed = moment_in(info, "last_error_date")
    if failed is not None and at - failed < LATELY:
        words = gettext_noop("Telegram could not call us: %(why)s")
        return [Finding("webhook", words, False, params={"why": text_in(info, "last_error_message", 300)})]
    if (waiting := int(number_in(info, "pending_update_count") or 0)) > MOST_WAITING:
        words = gettext_noop("%(count)s messages wait at Telegram.")
        return [Finding("webhook", words, False, params={"count": waiting})]
    return [Finding("webhook", gettext_noop("Telegram calls %(url)s"), params={"url": url})]
