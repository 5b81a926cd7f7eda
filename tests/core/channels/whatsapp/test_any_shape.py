"""Whatever stands in a webhook where something else was meant: one outcome, no quarantine, never an error."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from escalera.core.channels.models import Channel, InboundItem, Outcome
from tests.core.channels.meta_doors import knock, make_door, message, status, talk, whatsapp

STRANGE: list[Any] = [
    None, True, -1, 1e308, 10**30, "", "\x00", "\ud800", "9" * 400, "NaN", "2021-99-99", [], {}, [[]], [{}], {"id": {}},
]  # fmt: skip
WHATSAPP = [
    whatsapp(message(), message("image", name="wamid.2", image={"id": "1", "mime_type": "image/png", "sha256": "x"})),
    whatsapp(message("contacts", contacts=[{"name": {"formatted_name": "Eva"}, "phones": [{"phone": "+1"}]}])),
    whatsapp(message("location", location={"latitude": 1.0, "longitude": 2.0})),
    whatsapp(
        message("edit", edit={"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "x"}}})
    ),
    whatsapp(message("system", system={"type": "user_changed_number", "wa_id": "972912345678"})),
    status("wamid.1", "failed", errors=[{"code": 131026, "error_data": {"details": "x"}}]),
]
TALK = [
    talk(
        {"message": {"mid": "m_1", "text": "x", "attachments": [{"type": "image", "payload": {"url": "https://a"}}]}}
    ),
    talk({"reaction": {"mid": "m_1", "action": "react", "emoji": "x"}}, {"read": {"watermark": 1}}),
    talk({"postback": {"title": "x", "payload": "y", "referral": {"ref": "z"}}}, {"delivery": {"mids": ["m_1"]}}),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything that stands in a payload."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from places(one, (*path, key))


def spoilt(payload: Any, chance: Random) -> Any:
    found = copy.deepcopy(payload)
    *path, last = chance.choice(list(places(found)))
    inner = found
    for key in path:
        inner = inner[key]
    inner[last] = copy.deepcopy(chance.choice(STRANGE))
    return found


@pytest.mark.parametrize(("kind", "payloads"), [("whatsapp", WHATSAPP), ("messenger", TALK), ("instagram", TALK)])
def test_any_shape_ends_in_one_outcome(desk: object, kind: str, payloads: list[Any]) -> None:
    channel: Channel = make_door(kind)
    chance = Random(7)
    for _number in range(60):
        assert knock(channel, spoilt(chance.choice(payloads), chance)) == 200
    ended = InboundItem.objects.exclude(outcome__in=[Outcome.WAITING, Outcome.QUARANTINE])
    assert (ended.count(), InboundItem.objects.exclude(pk__in=ended).count()) == (InboundItem.objects.count(), 0)
