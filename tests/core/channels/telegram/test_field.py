"""Each kind of update that Telegram has, singly, twice and backwards; and the same with things missing or absurd."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.tickets.models import Message
from tests.core.channels.drawn import DRAWN, each_spoiled, endings_of, spoiled, understand_all
from tests.core.channels.telegram.bot import ANA, deliver, message, said, update
from tests.core.channels.telegram.field import BOT, CONTENTS, SERVICE, updates_beside

HEARD = (Outcome.TICKET, Outcome.MESSAGE)


def told(number: int, held: dict[str, Any]) -> dict[str, Any]:
    is_business = "business_connection_id" in held
    return update(business_message=message(number, **held)) if is_business else said(number, **held)


def everything() -> list[dict[str, Any]]:
    contents = [told(number, held) for number, held in enumerate([*CONTENTS.values(), *SERVICE.values()], 1)]
    return [*contents, *(update(**one) for one in updates_beside().values())]


def test_each_kind_is_a_message_or_has_a_reason(channel: Channel) -> None:
    names = [*CONTENTS, *SERVICE, *updates_beside()]
    for one in everything():
        assert [deliver(channel, one).status_code for _again in range(2)] == [200, 200]
    endings = dict(zip(names, endings_of(channel), strict=True))
    assert {name for name, (outcome, _why) in endings.items() if outcome in HEARD} == set(CONTENTS)
    assert {name for name, (outcome, why) in endings.items() if outcome == Outcome.IGNORED and why} == (
        {*SERVICE, *updates_beside()}
    )  # fmt: skip
    assert Message.objects.count() == len(CONTENTS)


@pytest.mark.parametrize("backwards", [False, True])
def test_all_of_it_at_one_door_twice(channel: Channel, backwards: bool) -> None:
    every = everything()[::-1] if backwards else everything()
    for one in [*every, *every]:
        deliver(channel, one, understood=False)
    understand_all()
    assert [(one.extra or {})["from"] for one in Message.objects.all()] == ["23"] * len(CONTENTS)
    assert not InboundItem.objects.filter(outcome=Outcome.QUARANTINE).exists()


def test_what_is_spoiled_is_never_an_error(channel: Channel) -> None:
    draw = random.Random(20260302)
    pressed = update(callback_query={"id": "c", "from": ANA, "message": message(9, sender=BOT), "data": "x"})
    every = [*everything(), pressed]
    for one in [*(spoiled(draw.choice(every), draw) for _ in range(DRAWN)), *each_spoiled(pressed)]:
        assert deliver(channel, json.dumps(one).encode(), understood=False).status_code == 200
    understand_all()
    assert list(InboundItem.objects.filter(outcome=Outcome.QUARANTINE).values_list("reason", flat=True)) == []
