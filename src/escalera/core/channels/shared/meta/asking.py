"""Asking Meta how a channel is: whether its token lives and until when, and whether its webhooks are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import httpx
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import Finding
from escalera.core.channels.shared.meta.graph import ask
from escalera.core.channels.shared.meta.pieces import mapping, mappings, moment, number, words
from escalera.core.channels.shared.secrets import secret_of
from escalera.core.channels.shared.sending import NotSent

Question = Callable[[], Sequence[Finding]]


def found(code: str, question: Question) -> Sequence[Finding]:
    """Return what a question shows; what Meta refuses to tell is a finding too. Raises: NotSent where it said nothing:
    what was known of it stays."""
    try:
        return question()
    except NotSent as trouble:
        if isinstance(trouble.__cause__, httpx.HTTPError):
            raise
        return [Finding(code, str(trouble), good=False)]


def app_token(channel: Channel) -> str:
    """Return the token of the app itself, "" where its number or secret is not set."""
    app, secret = words(channel.settings.get("app_id")).strip(), secret_of(channel, "app_secret")
    return f"{app}|{secret}" if app and secret else ""


def token_findings(channel: Channel, needed: Sequence[str]) -> list[Finding]:
    """Return whether the token is good, when it runs out, and which permissions it lacks of those that are needed."""
    token = secret_of(channel, "access_token")
    if not token:
        return [Finding("token", gettext_noop("There is no access token."), good=False, params={})]
    answer = ask(channel, "GET", "debug_token", token=app_token(channel) or token, params={"input_token": token})
    data = mapping(answer.get("data"))
    if not data.get("is_valid"):
        why = words(mapping(data.get("error")).get("message"), 300) or "?"
        said = gettext_noop("Meta says that the access token is not valid: %(why)s")
        return [Finding("token", said, good=False, params={"why": why})]
    findings = [Finding("token", gettext_noop("The access token is valid."), ends_at=_ends_at(data), params={})]
    granted = {words(one) for one in data.get("scopes") or []}
    if lacking := [one for one in needed if one not in granted] if granted else []:
        said = gettext_noop("The access token lacks permissions: %(names)s.")
        findings.append(Finding("permissions", said, good=False, params={"names": ", ".join(lacking)}))
    return findings


def _ends_at(data: dict[str, Any]) -> datetime | None:
    """Return when it stops working: at its end, or when its access to people's data ends; 0 is never."""
    stamps = [number(data.get("expires_at")), number(data.get("data_access_expires_at"))]
    return min((at for one in stamps if one and (at := moment(one)) is not None), default=None)


def hook_findings(channel: Channel, path: str) -> list[Finding]:
    """Return whether our app is called for what happens at the account."""
    apps = mappings(ask(channel, "GET", f"{path}/subscribed_apps").get("data") or [])
    own = words(channel.settings.get("app_id")).strip()
    named = [words(mapping(one.get("whatsapp_business_api_data")).get("id") or one.get("id")) for one in apps]
    if (own in named) if own else bool(named):
        return [Finding("webhook", gettext_noop("Meta calls us when something happens."), params={})]
    said = gettext_noop("Meta does not call us yet: connect the channel.")
    return [Finding("webhook", said, good=False, params={})]


def subscribe_app(channel: Channel, subject: str, fields: Sequence[str], url: str, verify_token: str) -> str:
    """Tell the app itself where to call for this subject ("page", "instagram"); Meta greets the address at once.

    Returns words of what was done, "" where the app's number or secret is not set. Raises: NotSent."""
    token = app_token(channel)
    if not token:
        return ""
    app = words(channel.settings.get("app_id")).strip()
    given = {"object": subject, "callback_url": url, "fields": ",".join(fields), "verify_token": verify_token}
    ask(channel, "POST", f"{app}/subscriptions", token=token, data=given)
    return _("The app calls this address now.")
