"""Each kind of body that Slack sends, singly, twice and backwards; and the same with things missing or absurd."""

from __future__ import annotations

import random

from escalera.core.channels.models import Channel, Outcome
from escalera.core.tickets.models import Message
from tests.core.channels.drawn import DRAWN, endings_of, quarantined, said_at, spoiled, twin_of
from tests.core.channels.slack.field import raw, says, says_nothing
from tests.core.channels.slack.workspace import deliver

HEARD = (Outcome.TICKET, Outcome.MESSAGE)


def test_each_kind_is_a_message_or_has_a_reason(channel: Channel) -> None:
    for body in [*says().values(), *says_nothing().values()]:
        assert [deliver(channel, raw(body)).status_code for _again in range(2)] == [200, 200]
    endings = dict(zip([*says(), *says_nothing()], endings_of(channel), strict=True))
    assert {name for name, (outcome, _why) in endings.items() if outcome in HEARD} == set(says())
    assert {name for name, (outcome, why) in endings.items() if outcome == Outcome.IGNORED and why} == (
        set(says_nothing())
    )  # fmt: skip
    assert Message.objects.count() == len(says())


def test_backwards_and_twice_end_the_same(channel: Channel) -> None:
    twin = twin_of(channel)
    bodies = [raw(body) for body in [*says().values(), *says_nothing().values()]]
    for body in bodies:
        deliver(channel, body)
    for body in [*bodies[::-1], *bodies[::-1]]:
        deliver(twin, body)
    assert (said_at(twin), len(said_at(twin))) == (said_at(channel), len(says()))


def test_what_is_spoiled_is_never_an_error(channel: Channel) -> None:
    draw = random.Random(20260302)
    every = [*says().values(), *says_nothing().values()]
    for _time in range(DRAWN):
        body = raw(spoiled(draw.choice(every), draw))
        assert deliver(channel, body, understood=False).status_code == 200
    assert quarantined() == []
