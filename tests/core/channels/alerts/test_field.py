"""All that monitors send, twice and in any order; and the same with things missing or absurd."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.core.channels.models import Alert, Channel, InboundItem, Outcome
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.tickets.models import Message, Ticket
from tests.cast import Desk
from tests.core.channels.alerts.field import alert, firing, group, over
from tests.core.channels.drawn import DRAWN, endings_of, quarantined, spoiled, twin_of

TOKEN = "a token of the monitor, long enough"


@pytest.fixture
def channel(desk: Desk) -> Channel:
    settings = with_secret({}, "secret", TOKEN, timezone.now())
    return Channel.objects.create(
        kind="alerts", name="Monitor", address="monitor", team=desk.front, settings=settings
    )


def call(channel: Channel, body: Any) -> int:
    answer = Client().post(
        f"/hooks/alerts/{channel.hook_key}/", json.dumps(body).encode(), content_type="application/json",
        headers={"authorization": f"Bearer {TOKEN}"},
    )  # fmt: skip
    return int(answer.status_code)


@pytest.mark.parametrize("backwards", [False, True])
def test_each_kind_opens_what_is_firing_once(channel: Channel, backwards: bool) -> None:
    wanted = {**{name: tickets for name, (_body, tickets) in firing().items()}, **dict.fromkeys(over(), 0)}
    bodies = {**{name: body for name, (body, _tickets) in firing().items()}, **over()}
    names, opened = list(bodies)[:: -1 if backwards else 1], {}
    for name in names:
        before = Ticket.objects.count()
        assert [call(channel, bodies[name]) for _again in range(2)] == [200, 200]
        assert quarantined() == []
        opened[name] = Ticket.objects.count() - before
    assert opened == wanted
    assert Message.objects.count() == sum(wanted.values())
    assert all(why for _outcome, why in endings_of(channel))


def test_what_is_over_before_it_began_is_over_and_what_is_back_is_back(channel: Channel) -> None:
    began, ended = group(alert("A")), group(alert("A", "resolved"))
    again = group(alert("A", startsAt="2026-03-02T11:00:00Z"))
    twin, third = twin_of(channel), twin_of(Channel(**{**_fields(channel), "address": "third"}))
    for door, bodies in ((channel, [began, ended]), (twin, [ended, began]), (third, [again, ended, began])):
        for body in bodies:
            call(door, body)
            endings_of(door)
    assert dict(Alert.objects.values_list("channel", "is_firing")) == {
        channel.pk: False,
        twin.pk: False,
        third.pk: True,
    }


def _fields(channel: Channel) -> dict[str, Any]:
    return {name: getattr(channel, name) for name in ("kind", "team", "settings", "name")}


def test_what_is_spoiled_is_never_an_error(channel: Channel) -> None:
    draw, every = random.Random(20260302), [*(body for body, _tickets in firing().values()), *over().values()]
    for _time in range(DRAWN):
        assert call(channel, spoiled(draw.choice(every), draw)) == 200
    assert [why for why in quarantined() if not why.startswith("Unreadable: ")] == []
    assert not InboundItem.objects.filter(outcome=Outcome.WAITING).exists()
