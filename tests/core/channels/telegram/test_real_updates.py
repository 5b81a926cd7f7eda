"""Updates as another product's tests have them: each is one message on one ticket, twice is once."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.tickets.models import Message
from tests.core.channels.telegram.bot import deliver

_FILE = (
    Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).parents[5] / "shared" / "data"))
    / "channel_payloads"
    / "telegram_chatwoot.json"
)
pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not _FILE.exists(), reason="the real inputs are not here")]


def _updates() -> list[dict[str, Any]]:
    return [one["payload"] for one in json.loads(_FILE.read_text())] if _FILE.exists() else []


@pytest.mark.parametrize("number", range(len(_updates())))
def test_each_real_update_ends_as_it_should(channel: Channel, number: int) -> None:
    update = _updates()[number]
    for _again in range(2):
        assert deliver(channel, update).status_code == 200
    message = update.get("message") or update.get("callback_query", {}).get("message")
    is_heard = message is not None and message["chat"]["type"] == "private"
    item = InboundItem.objects.get()
    assert (item.outcome, Message.objects.count()) == (
        (Outcome.TICKET, 1) if is_heard else (Outcome.IGNORED, 0)
    )  # fmt: skip
