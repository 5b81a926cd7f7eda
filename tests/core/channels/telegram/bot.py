"""A bot's door and the updates of Telegram, for the tests."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils.translation import override

from escalera.core.channels import gate
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.secrets import with_secret
from tests.cast import NOON, Desk, later
from tests.peers.telegram_bot import TOKEN, TelegramBot

SECRET = "0-agreed-with-telegram_"
ANA = {"id": 23, "is_bot": False, "first_name": "Ana", "last_name": "Ruiz", "username": "ana", "language_code": "es"}
PRIVATE = {"id": 23, "first_name": "Ana", "last_name": "Ruiz", "type": "private"}
GROUP = {"id": -1001, "title": "Neighbours", "type": "supergroup"}
DATE = int(NOON.timestamp())
_NUMBERS = count(1000)


def make_channel(desk: Desk, telegram: TelegramBot, **settings: Any) -> Channel:
    long_ago = NOON - timedelta(days=3)
    kept = with_secret({"base_url": telegram.url, **settings}, "token", TOKEN, long_ago)
    kept = with_secret(kept, "hook_secret", SECRET, long_ago)
    return Channel.objects.create(
        kind="telegram", name="Bot", address="@escalera_bot", team=desk.front, settings=kept
    )


def deliver(
    channel: Channel, update: dict[str, Any] | bytes, *, secret: str = SECRET, understood: bool = True
) -> Any:
    """Let Telegram call the webhook, and the worker understand; return the answer."""
    body = update if isinstance(update, bytes) else json.dumps(update)
    headers = {"x-telegram-bot-api-secret-token": secret}
    with override("en"):  # a request leaves its own language behind
        answer = Client().post(
            f"/hooks/telegram/{channel.hook_key}/", body, content_type="application/json", headers=headers
        )
    if understood:
        gate.understand_waiting(at=later(5))
    return answer


def update(**what: Any) -> dict[str, Any]:
    return {"update_id": next(_NUMBERS), **what}


def message(
    number: int = 1, *, chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] = ANA, **held: Any
) -> dict[str, Any]:
    return {"message_id": number, "from": sender, "chat": chat, "date": DATE + number, **held}


def said(number: int = 1, **held: Any) -> dict[str, Any]:
    return update(message=message(number, **held))
