"""The real payloads of Instagram: each message is one message, all else is none; twice changes nothing."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.tickets.models import Message
from tests.core.channels.meta_doors import knock, payload_set

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]

SILENT = {"instagram_message_unsend_event", "instagram_story_mention_event_with_echo", "messaging_seen_event"}


def renamed(payload: Any, number: int) -> Any:
    """Give the message a name of its own: the set repeats them."""
    found = copy.deepcopy(payload)
    for piece in _pieces(found):
        if "mid" in piece.get("message", {}):
            piece["message"]["mid"] += f"-{number}"
    return found


def _pieces(found: Any) -> list[dict[str, Any]]:
    if isinstance(found, list):
        return [piece for one in found for piece in _pieces(one)]
    if not isinstance(found, dict):
        return []
    deeper = [piece for one in found.values() for piece in _pieces(one)]
    return [found, *deeper] if "sender" in found else deeper


def test_each_message_is_one_message_and_nothing_else_is(channel: Channel) -> None:
    for number, one in enumerate(payload_set("instagram_chatwoot.json")):
        before = Message.objects.count()
        body = renamed(one["payload"], number)
        assert [knock(channel, body), knock(channel, [body])] == [200, 200]
        assert (one["name"], Message.objects.count() - before) == (one["name"], int(one["name"] not in SILENT))
    assert not InboundItem.objects.filter(outcome=Outcome.QUARANTINE).exists()
