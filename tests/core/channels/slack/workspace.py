"""A workspace's door and what Slack sends, for the tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from escalera.core.channels import gate
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.channels.slack.signing import signature
from tests.cast import NOON, Desk, later
from tests.peers.slack_api import TOKEN, SlackApi

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
START = int(NOON.timestamp())
_NUMBERS = count(1)


def make_channel(desk: Desk, slack: SlackApi, **settings: Any) -> Channel:
    long_ago = NOON - timedelta(days=3)
    kept = with_secret({"base_url": f"{slack.url}/api", **settings}, "bot_token", TOKEN, long_ago)
    kept = with_secret(kept, "signing_secret", SECRET, long_ago)
    return Channel.objects.create(kind="slack", name="Slack", address="acme", team=desk.front, settings=kept)


def ts(number: int) -> str:
    return f"{START + number}.000100"


def deliver(
    channel: Channel,
    body: Mapping[str, Any] | bytes,
    *,
    secret: str = SECRET,
    stamp: str = "",
    understood: bool = True,
) -> Any:
    """Let Slack call the webhook, and the worker understand; return the answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "application/json" if raw[:1] == b"{" else "application/x-www-form-urlencoded"
    stamp = stamp or str(int(timezone.now().timestamp()))
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature(secret, stamp, raw),
               "accept-language": "en"}  # fmt: skip
    with override("en"):  # a request leaves its own language behind
        answer = Client().post(f"/hooks/slack/{channel.hook_key}/", raw, content_type=kind, headers=headers)
    if understood:
        gate.understand_waiting(at=later(5))
    return answer


def wrapped(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "token": "verification_token", "team_id": "T111", "api_app_id": "A111", "type": "event_callback",
        "event_id": f"Ev{next(_NUMBERS)}", "event_time": START, "event": dict(event),
        "authorizations": [{"team_id": "T111", "user_id": "UBOT", "is_bot": True}],
    }  # fmt: skip


def said(number: int, text: str = "", *, place: str = "C111", user: str = "U222", **more: Any) -> dict[str, Any]:
    kind = "im" if place.startswith("D") else "channel"
    event = {"type": "message", "user": user, "text": text, "ts": ts(number), "channel": place, "team": "T111",
             "event_ts": ts(number), "channel_type": kind, "client_msg_id": f"c{number}"}  # fmt: skip
    return wrapped({**event, **more})


def changed(number: int, text: str, at: int, *, before: str = "?", **more: Any) -> dict[str, Any]:
    message = {"type": "message", "user": "U222", "text": text, "ts": ts(number),
               "edited": {"user": "U222", "ts": ts(at)}, **more}  # fmt: skip
    return wrapped(
        {"type": "message", "subtype": "message_changed", "hidden": True, "channel": "C111", "ts": ts(at),
         "event_ts": ts(at), "message": message, "previous_message": {**message, "text": before}}
    )  # fmt: skip


def form(**fields: str) -> bytes:
    return urlencode(fields).encode()


def interaction(payload: Mapping[str, Any]) -> bytes:
    return form(payload=json.dumps(payload))
