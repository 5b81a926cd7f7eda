"""The real payloads of Messenger, twice each."""

from __future__ import annotations

import pytest

from escalera.core.channels.models import Channel
from escalera.core.tickets.models import Message
from tests.core.channels.meta_doors import endings, knock, payload_set

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]


def test_each_message_is_one_message_and_nothing_else_is(channel: Channel) -> None:
    for one in payload_set("messenger_chatwoot.json"):
        assert [knock(channel, one["payload"]) for _time in range(2)] == [200, 200]
    assert endings() == [
        ("ticket", "new"),
        ("ignored", "known already"),
        ("ignored", "status delivered"),
        ("ignored", "status read"),
        ("message", "append"),
    ]
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == [
        "facebook message", "Test Reel Title\n(Comparte un reel.)\nhttps://www.facebook.com/reel/123456",
    ]  # fmt: skip
