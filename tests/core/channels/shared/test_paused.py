"""A channel that is switched off: its provider shall try again, and loses no address over it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from escalera.core.channels import actions, gate
from escalera.core.channels.models import Channel, InboundItem, RetiredHook
from escalera.core.channels.shared.kinds import all_kinds
from escalera.core.tickets.models import Message
from tests.cast import NOON, Desk, later
from tests.core.channels.meta_doors import make_door
from tests.core.channels.shared.plain import KIND, Provider
from tests.core.channels.slack.workspace import deliver, make_channel
from tests.peers.slack_api import SlackApi

EVENT = [{"type": "said", "from": "+34600", "name": "Ana", "id": "in-1", "text": "Hello"}]


@pytest.fixture
def channel(provider: Provider, desk: Desk) -> Channel:
    made = actions.add_channel(
        kind=KIND, name="", address="p", by=desk.sara, team=desk.front, at=NOON, secrets={"token": "t0p"}
    )
    return actions.pause_channel(channel_id=made.pk, by=desk.sara, at=NOON)


def knock(key: str, *, token: str = "good", kind: str = KIND, method: str = "POST") -> Any:
    return Client().generic(
        method, f"/hooks/{kind}/{key}/", json.dumps(EVENT).encode(), headers={"x-signature": token}
    )  # fmt: skip


def told(answer: Any) -> tuple[int, str | None, bytes]:
    return answer.status_code, answer.headers.get("Retry-After"), answer.content


def test_the_provider_shall_try_again_and_what_it_brings_then_is_heard(channel: Channel, desk: Desk) -> None:
    assert [told(knock(channel.hook_key)) for _again in range(2)] == [(503, "300", b"")] * 2
    assert InboundItem.objects.count() == 0
    actions.resume_channel(channel_id=channel.pk, by=desk.sara, at=later(1))
    assert [told(knock(channel.hook_key)) for _again in range(2)] == [(200, None, b"")] * 2
    gate.understand_waiting(at=later(2))
    assert [one.text for one in Message.objects.all()] == ["Hello"]


def test_strangers_learn_nothing(channel: Channel) -> None:
    before = [
        told(knock("x" * 32)),
        told(knock(channel.hook_key, kind="telegram")),
        told(knock(channel.hook_key, token="wrong")),
        told(knock(channel.hook_key, method="DELETE")),
    ]
    Channel.objects.filter(pk=channel.pk).update(is_active=True)
    after = [
        told(knock("x" * 32)),
        told(knock(channel.hook_key, kind="telegram")),
        told(knock(channel.hook_key, token="wrong")),
        told(knock(channel.hook_key, method="DELETE")),
    ]
    assert before == after == [(404, None, b""), (404, None, b""), (401, None, b""), (405, None, b"")]


def test_the_old_address_does_as_the_new_one(channel: Channel, desk: Desk) -> None:
    old = channel.hook_key
    actions.rotate_hook(channel_id=channel.pk, by=desk.sara, at=timezone.now())
    channel.refresh_from_db()
    assert [told(knock(key)) for key in (old, channel.hook_key)] == [(503, "300", b"")] * 2
    assert told(knock(old, token="wrong"))[0] == 401
    RetiredHook.objects.update(until=timezone.now())
    assert told(knock(old))[0] == 404
    assert InboundItem.objects.count() == 0


@pytest.mark.parametrize("token", ["good", "wrong"])
def test_metas_challenge_is_answered_as_ever(desk: Desk, token: str) -> None:
    channel = make_door("messenger")
    Channel.objects.filter(pk=channel.pk).update(is_active=False)
    given = {"good": channel.hook_key, "wrong": "another"}[token]
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": given}
    answer = Client().get(f"/hooks/messenger/{channel.hook_key}/", asked)
    assert told(answer) == {"good": (200, None, b"1158201444"), "wrong": (403, None, b"")}[token]
    assert InboundItem.objects.count() == 0


def test_slacks_question_is_answered_as_ever(desk: Desk) -> None:
    slack = SlackApi()
    slack.start()
    channel = make_channel(desk, slack)
    Channel.objects.filter(pk=channel.pk).update(is_active=False)
    asked = {"type": "url_verification", "token": "x", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd"}
    try:
        assert told(deliver(channel, asked)) == (200, None, asked["challenge"].encode())
        assert told(deliver(channel, asked, secret="another")) == (401, None, b"")
        assert told(deliver(channel, {"type": "event_callback"})) == (503, "300", b"")
    finally:
        slack.stop()
    assert InboundItem.objects.count() == 0


@pytest.mark.parametrize("code", sorted(kind.kind for kind in all_kinds()))
def test_every_kind_says_what_it_means(code: str) -> None:
    kind = next(one for one in all_kinds() if one.kind == code)
    with override("en"):
        assert str(kind.paused(Channel(kind=code))).endswith(".")


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        ("", "Twilio does not try again: what people write stands in its log only."),
        ("vonage", "Vonage tries again for 24 hours; what is older is lost."),
        ("bandwidth", "Bandwidth tries again for 24 hours; what is older is lost."),
    ],
)
def test_each_provider_of_text_messages_has_its_own_words(provider: str, words: str) -> None:
    kind = next(one for one in all_kinds() if one.kind == "sms")
    with override("en"):
        assert str(kind.paused(Channel(kind="sms", settings={"provider": provider}))) == words
