"""All that Messenger and Instagram are known to send: singly, in one body, twice, in any order; and what is nearly that."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import permutations
from random import Random
from typing import Any

import pytest
from django.db import OperationalError

from escalera.core.channels import outbox
from escalera.core.channels.models import Channel, Delivery, InboundItem, MediaFetch
from escalera.core.channels.outbox import send_messages
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Message, Ticket
from tests.cast import Desk, later
from tests.core.channels.drawn import DRAWN, each_spoiled, quarantined, said_at, spoiled, twin_of
from tests.core.channels.messenger.field import PAGE, SAYING, SILENT, said
from tests.core.channels.meta_doors import graph, hear_nothing, hear_twice, knock, make_door, talk
from tests.peers.meta_graph import Graph


@pytest.fixture
def peer() -> Iterator[Graph]:
    with graph() as peer:
        yield peer


@pytest.fixture(params=["messenger", "instagram"])
def channel(request: pytest.FixtureRequest, desk: Desk, peer: Graph) -> Channel:
    door = make_door(request.param, peer, team=desk.front)
    door.address = "117172741761305"
    door.save()
    return door


def named(number: int, piece: dict[str, Any]) -> dict[str, Any]:
    found = copy.deepcopy(piece)
    for kind in ("message", "postback"):
        if "mid" in found.get(kind, {}):
            found[kind]["mid"] = f"m_{number}"
    return found


NAMED = [talk(named(number, piece)) for number, piece in enumerate(SAYING.values())]


def stamp(seconds: int) -> int:
    return int(later(0).timestamp() + seconds) * 1000


LATER = [
    {"message_edit": {"mid": "m_0", "text": "A", "num_edit": 1}, "timestamp": stamp(5)},
    {"message_edit": {"mid": "m_0", "text": "9", "num_edit": 2}, "timestamp": stamp(5)},
    {"reaction": {"mid": "m_1", "action": "react", "emoji": "👍"}, "timestamp": stamp(5)},
    {"reaction": {"mid": "m_1", "action": "unreact"}, "timestamp": stamp(6)},
    {"message": {"mid": "m_2", "is_deleted": True}, "timestamp": stamp(7)},
    {"read": {"mid": "m_3"}, "timestamp": stamp(8)},
]


@pytest.mark.parametrize("name", SAYING)
def test_each_message_is_one_message(channel: Channel, name: str) -> None:
    hear_twice(channel, talk(SAYING[name]))


@pytest.mark.parametrize("name", SILENT)
def test_what_is_no_message_has_a_reason(channel: Channel, name: str) -> None:
    hear_nothing(channel, SILENT[name])


@pytest.mark.parametrize("name", ["sticker and its image", "post and its share"])
def test_what_comes_under_two_names_is_one_file(channel: Channel, name: str) -> None:
    knock(channel, talk(SAYING[name]))
    assert (MediaFetch.objects.count(), Message.objects.get().text.count("\n")) == (1, 1 if "post" in name else 0)


def merged(bodies: list[dict[str, Any]], draw: Random) -> dict[str, Any]:
    """Put several bodies into one; some pieces share an entry, some stand by."""
    entries: list[dict[str, Any]] = []
    for body in bodies:
        entry = copy.deepcopy(body["entry"][0])
        if "messaging" in entry and draw.random() < 0.2:
            entry["standby"] = entry.pop("messaging")
        if entries and "messaging" in entry and draw.random() < 0.5:
            entries[-1].setdefault("messaging", []).extend(entry["messaging"])
        else:
            entries.append(entry)
    return {"object": "page", "entry": entries}


@pytest.mark.parametrize("seed", range(2))
def test_any_order_and_any_batches_end_the_same(channel: Channel, seed: int) -> None:
    draw, bodies = Random(seed), [*NAMED, *SILENT.values(), *map(talk, LATER)]
    other = twin_of(channel)
    for body in bodies:
        assert knock(channel, body) == 200
    for door, address in ((channel, "1"), (other, PAGE)):  # the page is the other door's now
        door.address = address
        door.save()
    draw.shuffle(bodies)
    for start in range(0, len(bodies), 20):
        for _time in range(2):
            assert knock(other, merged(bodies[start : start + 20], draw)) == 200
    here, there = said_at(channel), said_at(other)
    assert (len(here), there, quarantined()) == (len(NAMED), here, [])


def test_what_is_nearly_a_webhook_is_answered_and_ends(channel: Channel) -> None:
    draw, bodies = Random(6), [*NAMED, *SILENT.values()]
    for number in range(DRAWN):
        body = spoiled(draw.choice(bodies), draw)
        assert knock(channel, body) in (200, 400), number
    assert not InboundItem.objects.filter(outcome="").exists()
    assert [one for one in quarantined() if not one.startswith("NotReadable")] == []


def test_a_message_without_any_one_thing_is_one_outcome(channel: Channel) -> None:
    for body in each_spoiled(talk(SAYING["sticker and its image"])):
        assert knock(channel, body) == 200
    assert (quarantined(), InboundItem.objects.filter(outcome="").exists()) == ([], False)


SEEN = [
    {"delivery": {"mids": ["m_ours1"], "watermark": stamp(150)}},
    {"delivery": {"watermark": stamp(150)}},
    {"read": {"watermark": stamp(200)}},
]


@pytest.mark.parametrize("before", range(4))
def test_what_they_saw_counts_however_early_the_news_is(
    channel: Channel, desk: Desk, peer: Graph, before: int
) -> None:
    """The first `before` news overtake the answer of the call that they are about."""
    knock(channel, talk(said()))
    for order in permutations(SEEN):
        reply(ticket_id=Ticket.objects.get().pk, content=Content("Hi"), by=desk.amira, at=later(2))
        delivery = Delivery.objects.order_by("pk").last()
        assert delivery is not None
        name = f"m_ours{Delivery.objects.count()}"
        news = json.loads(json.dumps(order).replace("m_ours1", name))
        for one in news[:before]:
            knock(channel, talk({**one, "again": delivery.pk}), at=later(10))
        send_messages(now=later(2.1), clock=lambda: later(2.1))
        for one in news[before:]:
            knock(channel, talk({**one, "again": delivery.pk}), at=later(10))
        delivery.refresh_from_db()
        assert (delivery.state, delivery.delivered_at is not None, delivery.read_at) == (
            "sent",
            True,
            later(200 / 60),
        )


def test_a_watermark_of_tomorrow_says_nothing_of_tomorrow(channel: Channel, desk: Desk, peer: Graph) -> None:
    knock(channel, talk(said()))
    knock(channel, talk({"read": {"watermark": stamp(10**6)}}), at=later(1))
    reply(ticket_id=Ticket.objects.get().pk, content=Content("Hi"), by=desk.amira, at=later(2))
    send_messages(now=later(3), clock=lambda: later(3))
    assert Delivery.objects.get().read_at is None


@pytest.mark.parametrize(("times", "state"), [(1, "sent"), (9, "failed")])
def test_a_busy_database_does_not_make_words_leave_twice(
    channel: Channel, desk: Desk, peer: Graph, monkeypatch: pytest.MonkeyPatch, times: int, state: str
) -> None:
    knock(channel, talk(said()))
    reply(ticket_id=Ticket.objects.get().pk, content=Content("Hi"), by=desk.amira, at=later(2))
    note, busy = outbox._named, iter(range(times))

    def named_late(*args: Any) -> Any:
        if next(busy, None) is not None:
            raise OperationalError("deadlock detected")
        return note(*args)

    monkeypatch.setattr(outbox, "_named", named_late)
    for minute in (3, 60, 600):
        send_messages(now=later(minute), clock=lambda at=minute: later(at))  # type: ignore[misc]
    assert (len(peer.sent()), Delivery.objects.get().state) == (1, state)
