"""Updates as other products' tests have them: what a customer says is one message on one ticket, twice is once."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.channels.shared.doors import Knock
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.channels.telegram.signing import check
from escalera.core.tickets.models import Message
from tests.core.channels.drawn import said_at, twin_of
from tests.core.channels.payload_sets import each, payloads, vectors
from tests.core.channels.telegram.bot import deliver

UPDATES = payloads("telegram")
pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not UPDATES, reason="the real inputs are not here")]
CONTENTS = {
    "text", "caption", "photo", "video", "animation", "audio", "voice", "video_note", "document", "sticker", "contact",
    "location", "venue", "poll", "dice", "game", "story", "paid_media", "invoice", "checklist", "web_app_data",
}  # fmt: skip


def says(update: dict[str, Any]) -> bool:
    """Say whether a customer says something in it: in a chat of their own with the bot or the business, or by a button."""
    pressed = update.get("callback_query")
    if pressed:
        message = pressed.get("message") or {}
        return bool(pressed.get("data")) and message.get("chat", {}).get("type") == "private"
    message = update.get("message") or update.get("business_message") or {}
    chat, sender = message.get("chat", {}), message.get("from", {})
    if chat.get("type") != "private" or not sender.get("id") or sender.get("is_bot"):
        return False
    if "business_message" in update and sender["id"] != chat.get("id"):
        return False  # the business itself
    begins = str(message.get("text", "")).split(" ")[0].partition("@")[0] == "/start"
    return bool(CONTENTS & set(message)) and not begins


@each(UPDATES)
def test_each_real_update_ends_as_it_should(channel: Channel, payload: dict[str, Any]) -> None:
    for _again in range(2):
        assert deliver(channel, payload).status_code == 200
    item = InboundItem.objects.get()
    wanted = (Outcome.TICKET, 1) if says(payload) else (Outcome.IGNORED, 0)
    assert (item.outcome, Message.objects.count(), item.reason != "") == (*wanted, True)


def test_the_whole_set_backwards_ends_the_same(channel: Channel) -> None:
    twin = twin_of(channel)
    every = [numbered(update, number) for number, (_name, update) in enumerate(UPDATES)]
    for door, updates in ((channel, every), (twin, [*every[::-1], *every[::-1]])):
        for update in updates:
            assert deliver(door, update).status_code == 200
    assert (said_at(twin), len(said_at(twin))) == (said_at(channel), sum(says(update) for update in every))
    assert not InboundItem.objects.filter(outcome=Outcome.QUARANTINE).exists()


def numbered(update: dict[str, Any], number: int) -> dict[str, Any]:
    """Give an update and its message numbers of their own: sets repeat them."""
    made = {**update, "update_id": number}
    for name in ("message", "business_message"):
        if isinstance(made.get(name), dict):
            made[name] = {**made[name], "message_id": 5000 + number}
    if isinstance(made.get("callback_query"), dict):
        made["callback_query"] = {**made["callback_query"], "id": f"press-{number}"}
    return made


def test_published_signatures(channel: Channel) -> None:
    for vector in vectors("telegram"):
        channel.settings = with_secret({}, "hook_secret", vector["secret"], timezone.now())
        given = vector.get("header", vector.get("signature", ""))
        body = str(vector.get("body", "")).encode()
        knock = Knock("POST", "/", {"x-telegram-bot-api-secret-token": given}, {}, body, timezone.now())
        assert (check(channel, knock) is None) is vector.get("valid", True)
