"""A bot is set up, connected, asked how it is, and its secret is changed without losing a word."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from escalera.base.refusals import BadInput
from escalera.core.channels.actions import add_channel, connect_channel
from escalera.core.channels.actions.asking import CannotConnect, hook_url
from escalera.core.channels.models import Channel, InboundItem
from escalera.core.channels.shared.kinds import kind_of
from escalera.core.channels.shared.secrets import secret_of, secrets_of
from tests.cast import NOON, Desk
from tests.core.channels.telegram.bot import DATE, deliver, said
from tests.peers.telegram_bot import TOKEN, Refusal, TelegramBot


def findings(channel: Channel) -> list[tuple[str, str, bool]]:
    kind = kind_of("telegram")
    assert kind is not None
    assert kind.probe is not None
    return [(one.code, str(one.words) % (one.params or {}), one.good) for one in kind.probe(channel, NOON)]


def test_connecting_agrees_on_a_new_secret_and_the_old_one_counts_for_a_day(
    channel: Channel, desk: Desk, telegram: TelegramBot, settings: Any
) -> None:
    settings.BASE_URL = "https://desk.example"
    words = connect_channel(channel_id=channel.pk, by=desk.sara, at=NOON)
    channel.refresh_from_db()
    told = telegram.webhook
    assert words == f"Telegram calls {hook_url(channel)} from now on."
    assert (told["url"], told["secret_token"]) == (hook_url(channel), secret_of(channel, "hook_secret"))
    assert len(secrets_of(channel, "hook_secret", timezone.now())) == 2
    assert deliver(channel, said(1, text="a")).status_code == 200  # with the secret before
    assert deliver(channel, said(2, text="b"), secret=told["secret_token"]).status_code == 200
    assert InboundItem.objects.count() == 2
    assert findings(channel) == [
        ("token", "Telegram knows the bot @escalera_bot.", True),
        ("webhook", f"Telegram calls {hook_url(channel)}", True),
    ]


def test_a_refused_connection_leaves_the_secret_as_it_was(
    channel: Channel, desk: Desk, telegram: TelegramBot, settings: Any
) -> None:
    settings.BASE_URL = "http://desk.example"
    before = channel.settings
    with pytest.raises(CannotConnect) as refused:
        connect_channel(channel_id=channel.pk, by=desk.sara, at=NOON)
    channel.refresh_from_db()
    assert str(refused.value) == (
        "Telegram refused it: Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    )
    assert (channel.settings, TOKEN in str(refused.value)) == (before, False)


def test_what_is_wrong_is_found(channel: Channel, telegram: TelegramBot) -> None:
    assert findings(channel)[1] == ("webhook", "Telegram does not know where to call: connect it.", False)
    telegram.webhook = {"url": "https://elsewhere.example/x"}
    assert findings(channel)[1] == ("webhook", "Telegram calls another address: https://elsewhere.example/x", False)
    telegram.webhook = {"url": hook_url(channel)}
    telegram.last_error = {"last_error_date": DATE - 60, "last_error_message": "Connection timed out"}
    assert findings(channel)[1] == ("webhook", "Telegram could not call us: Connection timed out", False)
    telegram.last_error = {"pending_update_count": 500}
    assert findings(channel)[1] == ("webhook", "500 messages wait at Telegram.", False)
    channel.address = "@other_bot"
    assert findings(channel)[0] == ("token", "The token belongs to @escalera_bot, not to @other_bot.", False)
    telegram.refuses["getMe"] = [Refusal(401, "Unauthorized")]
    assert [(code, good) for code, _words, good in findings(channel)] == [("token", False)]


def test_a_channel_is_opened_with_the_bots_name_in_one_form(desk: Desk) -> None:
    channel = add_channel(kind="telegram", name="", address="https://t.me/Escalera_Bot", by=desk.sara,
                          secrets={"token": TOKEN}, at=NOON)  # fmt: skip
    assert (channel.address, secret_of(channel, "token"), TOKEN in str(channel.settings)) == (
        "@escalera_bot", TOKEN, False,
    )  # fmt: skip
    for address in ("", "a b", "@1"):
        with pytest.raises(BadInput):
            add_channel(kind="telegram", name="", address=address, by=desk.sara, secrets={"token": TOKEN}, at=NOON)
