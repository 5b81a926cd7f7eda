"""All that the Cloud API is known to send: singly, in one body, twice, in any order; and what is nearly that."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from escalera.base.people.models import Contact
from escalera.core.channels.models import Channel, InboundItem, Thread
from escalera.core.tickets.models import Message, Ticket
from tests.cast import NOON
from tests.core.channels.drawn import DRAWN, each_spoiled, quarantined, said_at, spoiled, twin_of
from tests.core.channels.meta_doors import endings, hear_nothing, hear_twice, knock, message, whatsapp
from tests.core.channels.whatsapp.field import SAYING, SILENT, USER


def stamp(seconds: int) -> str:
    return str(int(NOON.timestamp()) + seconds)


NAMED = [
    whatsapp({**one, "id": f"wamid.{number}"} if "id" in one else one) for number, one in enumerate(SAYING.values())
]
LATER = [
    message(
        "edit",
        name="e1",
        timestamp=stamp(5),
        edit={"original_message_id": "wamid.0", "message": {"text": {"body": "A"}}},
    ),
    message(
        "edit",
        name="e2",
        timestamp=stamp(5),
        edit={"original_message_id": "wamid.0", "message": {"text": {"body": "B"}}},
    ),
    message("reaction", name="r1", timestamp=stamp(5), reaction={"message_id": "wamid.1", "emoji": "👍"}),
    message("reaction", name="r2", timestamp=stamp(6), reaction={"message_id": "wamid.1", "emoji": "❤"}),
    message("revoke", name="v1", timestamp=stamp(7), revoke={"original_message_id": "wamid.2"}),
]


@pytest.mark.parametrize("name", SAYING)
def test_each_message_is_one_message(channel: Channel, name: str) -> None:
    hear_twice(channel, whatsapp(SAYING[name]))


@pytest.mark.parametrize("name", SILENT)
def test_what_is_no_message_has_a_reason(channel: Channel, name: str) -> None:
    hear_nothing(channel, SILENT[name])


@pytest.mark.parametrize(
    "frame",
    [
        lambda value: {"field": "messages", "value": value},
        lambda value: {"changes": [{"field": "messages", "value": value}]},
        lambda value: value,
        lambda value: {"entry": {"changes": {"field": "messages", "value": value}}},
        lambda value: {"entry": [{"changes": [{"field": "standby", "value": value}]}]},
    ],
)
def test_a_message_is_heard_in_any_frame(channel: Channel, frame: Any) -> None:
    knock(channel, frame(whatsapp(message())["entry"][0]["changes"][0]["value"]))
    assert (endings(), Message.objects.count()) == ([("ticket", "new")], 1)


def merged(bodies: list[dict[str, Any]], draw: Random) -> dict[str, Any]:
    """Put several bodies into one: some share an entry, some a change."""
    entries: list[dict[str, Any]] = []
    for body in bodies:
        entry = body["entry"][0]
        if entries and draw.random() < 0.6:
            entries[-1]["changes"].extend(entry.get("changes", []))
        else:
            entries.append({**entry, "changes": list(entry.get("changes", []))})
    return {"object": "whatsapp_business_account", "entry": entries}


@pytest.mark.parametrize("seed", range(3))
def test_any_order_and_any_batches_end_the_same(channel: Channel, seed: int) -> None:
    draw, bodies = Random(seed), [*NAMED, *SILENT.values(), *map(whatsapp, LATER)]
    other = twin_of(channel)
    for body in bodies:
        assert knock(channel, body) == 200
    draw.shuffle(bodies)
    for start in range(0, len(bodies), 20):
        for _time in range(2):
            assert knock(other, merged(bodies[start : start + 20], draw)) == 200
    assert len(said_at(channel)) == len(NAMED)
    assert (set(said_at(other)) ^ set(said_at(channel)), quarantined()) == (set(), [])
    assert said_at(other) == said_at(channel)


def test_what_is_nearly_a_webhook_is_answered_and_ends(channel: Channel) -> None:
    draw, bodies = Random(6), [*NAMED, *SILENT.values()]
    for number in range(DRAWN):
        body = spoiled(draw.choice(bodies), draw)
        assert knock(channel, body) in (200, 400), number
    assert not InboundItem.objects.filter(outcome="").exists()
    assert [one for one in quarantined() if not one.startswith("NotReadable")] == []


def test_a_message_without_any_one_thing_is_one_outcome(channel: Channel) -> None:
    for body in each_spoiled(whatsapp(SAYING["text from an advertisement"])):
        assert knock(channel, body) == 200
    assert (quarantined(), InboundItem.objects.filter(outcome="").exists()) == ([], False)


HIDDEN: dict[str, Any] = {"from": None, "from_user_id": USER}


def shown(name: str = "wamid.1") -> dict[str, Any]:
    return whatsapp({**message(name=name), "from_user_id": USER})


def hidden(name: str = "wamid.2") -> dict[str, Any]:
    only = [{"profile": {"name": "Test Name", "username": "@test"}, "user_id": USER}]
    return whatsapp({**message(name=name), **HIDDEN}, contacts=only)


@pytest.mark.parametrize("order", [(shown, hidden), (hidden, shown)])
def test_who_hides_their_number_goes_on_in_the_same_conversation(channel: Channel, order: Any) -> None:
    for one in order:
        assert knock(channel, one()) == 200
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 2)
    assert list(Thread.objects.values_list("address", "also")) == [("+972987654321", USER)]
    assert Contact.objects.filter(name="Test Name").count() == 1


def test_who_has_another_id_goes_on_in_the_same_conversation(channel: Channel) -> None:
    knock(channel, shown())
    system = {"type": "user_changed_user_id", "previous_user_id": USER, "user_id": "US.2"}
    knock(channel, whatsapp({"id": "wamid.s", "type": "system", "system": system}, contacts=[]))
    knock(channel, whatsapp({**message(name="wamid.3"), "from": None, "from_user_id": "US.2"}, contacts=[]))
    assert (Thread.objects.get().also, Ticket.objects.count(), Message.objects.count()) == ("US.2", 1, 2)


def test_a_card_without_a_name_is_its_number(channel: Channel) -> None:
    knock(channel, whatsapp(SAYING["cards"]))
    assert Message.objects.get().text == "Eva Roe: +1 650 555 1234, eva@example.com\nAcme\n+1"


def test_a_reaction_and_its_end_in_one_second_end_the_same(channel: Channel) -> None:
    given = [
        message("reaction", name=f"r{emoji}", reaction={"message_id": "wamid.1", "emoji": emoji})
        for emoji in ("👍", "")
    ]
    other = twin_of(channel)
    for door, order in ((channel, given), (other, given[::-1])):
        for one in (message(), *order):
            knock(door, whatsapp(one))
    assert [(one.extra or {}).get("reactions") for one in Message.objects.order_by("pk")] == [{}, {}]
