"""The channels that are measured, and what their providers send."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bench.channels.knocking import Call

SECRET = "a secret for measuring only, 32 b"


def channel(kind: str, name: str, *, team_id: int, **settings: Any) -> Any:
    """Open a channel of a kind with its secrets in place."""
    from escalera.core.channels.models import Channel
    from escalera.core.channels.shared.secrets import with_secret

    now = datetime.now(UTC)
    for secret in ("secret", "app_secret", "hook_secret", "token", "access_token"):
        settings = with_secret(settings, secret, SECRET, now)
    return Channel.objects.create(kind=kind, name=name, address=name, team_id=team_id, settings=settings)


def app_call(at: Any, number: int, sender: str, text: str) -> Call:
    """One message through the channel API, signed."""
    from escalera.core.channels.shared.standard_webhooks import signature

    body = json.dumps(
        {"type": "message", "id": f"m{number}", "from": {"id": sender, "name": f"Cliente {sender}"}, "text": text}
    ).encode()
    stamp, name = str(int(datetime.now(UTC).timestamp())), f"w{number}"
    headers = {
        "Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": stamp,
        "webhook-signature": signature(SECRET, name, stamp, body),
    }  # fmt: skip
    return Call(f"/hooks/app/{at.hook_key}/", body, headers)


def telegram_call(at: Any, number: int, chat: int, text: str) -> Call:
    """One message to a bot."""
    person = {"id": chat, "is_bot": False, "first_name": f"Cliente {chat}", "language_code": "es"}
    message = {
        "message_id": number, "from": person, "chat": {"id": chat, "type": "private", "first_name": "Cliente"},
        "date": int(datetime.now(UTC).timestamp()), "text": text,
    }  # fmt: skip
    body = json.dumps({"update_id": number, "message": message}).encode()
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    return Call(f"/hooks/telegram/{at.hook_key}/", body, headers)
