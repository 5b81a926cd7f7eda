"""All that a program may say, singly, together, twice and backwards; and the same with things missing or absurd."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.channels.shared.standard_webhooks import signature
from escalera.core.tickets.models import Message
from tests.cast import Desk
from tests.core.channels.app.field import says, says_nothing
from tests.core.channels.drawn import DRAWN, endings_of, quarantined, said_at, spoiled, twin_of

SECRET = "a secret of the program, long enough"
HEARD = (Outcome.TICKET, Outcome.MESSAGE)


@pytest.fixture
def channel(desk: Desk) -> Channel:
    settings = with_secret({}, "secret", SECRET, timezone.now())
    return Channel.objects.create(kind="app", name="App", address="app", team=desk.front, settings=settings)


def call(channel: Channel, body: Any, name: str) -> int:
    raw, stamp = json.dumps(body).encode(), str(int(timezone.now().timestamp()))
    headers = {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(SECRET, name, stamp, raw),
    }
    answer = Client().post(f"/hooks/app/{channel.hook_key}/", raw, content_type="application/json", headers=headers)
    return int(answer.status_code)


def test_each_kind_is_a_message_or_has_a_reason(channel: Channel) -> None:
    for name, body in {**says(), **says_nothing()}.items():
        assert [call(channel, body, name.encode("ascii", "replace").decode()) for _again in range(2)] == [200, 200]
    endings = dict(zip([*says(), *says_nothing()], endings_of(channel), strict=True))
    assert {name: why for name, (outcome, why) in endings.items() if outcome == Outcome.QUARANTINE} == {}
    assert {name for name, (outcome, _why) in endings.items() if outcome in HEARD} == set(says())
    assert Message.objects.count() == len(says())


def test_backwards_twice_and_together_end_the_same(channel: Channel) -> None:
    twin, third = twin_of(channel), Channel.objects.create(**{
        **{name: getattr(channel, name) for name in ("kind", "team", "settings")}, "name": "Third", "address": "third"
    })  # fmt: skip
    bodies = [*says().values(), *says_nothing().values()]
    for number, body in enumerate(bodies):
        call(channel, body, f"a{number}")
    endings_of(channel)
    for number, body in enumerate([*bodies[::-1], *bodies[::-1]]):
        call(twin, body, f"b{number}")
    endings_of(twin)
    call(third, {"events": bodies}, "c")
    assert endings_of(third)[0][0] == Outcome.TICKET
    assert said_at(twin) == said_at(channel) == said_at(third)


def test_what_is_spoiled_is_never_an_error(channel: Channel) -> None:
    draw, every = random.Random(20260302), [*says().values(), *says_nothing().values()]
    for number in range(DRAWN):
        body = spoiled({"events": draw.sample(every, 2)} if number % 4 == 0 else draw.choice(every), draw)
        assert call(channel, body, f"n{number}") == 200
    assert [why for why in quarantined() if not why.startswith("Unreadable: ")] == []
    assert not InboundItem.objects.filter(outcome=Outcome.WAITING).exists()
