"""A kind of channel that is nothing but the port: for the tests of what all kinds stand on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from escalera.core.channels.models import Channel, InboundItem, Thread
from escalera.core.channels.shared import capabilities, doors, sending
from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts
from escalera.core.channels.shared.doors import Door, Knock, Refused, register_door
from escalera.core.channels.shared.heard import Edited, Event, Person, Said, StatusChanged, TakenBack
from escalera.core.channels.shared.sending import Part, register_sender

KIND = "plain"


@dataclass
class Provider:
    """What was sent, and what it shall answer next: a name, or an exception."""

    sent: list[Part] = field(default_factory=list)
    answers: list[Exception] = field(default_factory=list)

    def __call__(self, channel: Channel, thread: Thread | None, part: Part) -> str:
        if self.answers:
            raise self.answers.pop(0)
        self.sent.append(part)
        return f"out-{len(self.sent)}"


def _check(channel: Channel, knock: Knock) -> Refused | None:
    return None if knock.headers.get("x-signature") == "good" else Refused("wrong signature")


def _read(item: InboundItem, raw: bytes) -> Sequence[Event]:
    return [_event(one) for one in json.loads(raw)]


def _event(one: dict[str, str]) -> Event:
    match one["type"]:
        case "status":
            return StatusChanged(one["id"], one["state"], code=one.get("code", ""), words=one.get("words", ""))
        case "edit":
            return Edited(one["id"], one["text"])
        case "delete":
            return TakenBack(one["id"])
    return Said(Person(one["from"], one.get("name", "")), one["id"], one["text"], reply_to=one.get("reply_to", ""))


@contextmanager
def plain_kind(*, idempotent: bool = False, longest: int = 40, window: timedelta | None = None) -> Iterator[Provider]:
    """Have the kind while the block runs."""
    provider = Provider()
    capabilities.register(
        Capabilities(
            KIND, "Plain", "chat", KIND, starts=Starts.CUSTOMER, longest=longest, files=[FileRule("image/", 1000)],
            window=window, idempotent=idempotent, per_second=1000,
        )  # fmt: skip
    )
    register_door(Door(KIND, check=_check, read=_read))
    register_sender(KIND, provider)
    try:
        yield provider
    finally:
        capabilities._KINDS.pop(KIND)
        doors._DOORS.pop(KIND)
        sending._SENDERS.pop(KIND)
