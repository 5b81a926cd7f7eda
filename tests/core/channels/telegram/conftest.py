from __future__ import annotations

from collections.abc import Iterator

import pytest

from escalera.core.channels.models import Channel
from tests.cast import Desk
from tests.core.channels.telegram.bot import make_channel
from tests.peers.telegram_bot import TelegramBot


@pytest.fixture
def telegram() -> Iterator[TelegramBot]:
    bot = TelegramBot(chats={"23", "-1001"})
    bot.start()
    yield bot
    bot.stop()


@pytest.fixture
def channel(desk: Desk, telegram: TelegramBot) -> Channel:
    return make_channel(desk, telegram)
