"""The port of a webhook: what a kind of channel says about what knocks, before anything is understood.

A kind registers a `Door`: how a signature is checked, what names the arrival, what is answered at once, and how the
stored body is read afterwards. The face `hooks` does the rest: size, ledger, answer."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from escalera.core.channels import gate
from escalera.core.channels.gate import Understood
from escalera.core.channels.models import Channel, InboundItem
from escalera.core.channels.shared.heard import Event
from escalera.core.channels.shared.payloads import cleaned
from escalera.core.channels.shared.understanding import hear_all

LOGGER = logging.getLogger(__name__)
FRESH_S = 300.0  # how old a signed timestamp may be, and how far ahead of our clock
PAUSED_S = 300  # when who knocks at a channel that is switched off may try again


@dataclass(frozen=True, slots=True)
class Knock:
    """One HTTP request as it came. `headers`: names in small letters; `url`: the address as the provider calls it."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered at once."""

    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """The knock is not the provider's, or too old; `reason` goes into our log, never to who knocked.

    `retry_after_s`: it is the provider's, and comes too early: it shall try again then."""

    reason: str
    status: int = 401
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """How a kind's webhooks are taken.

    `check(channel, knock)` returns why the knock is refused, or None; `greet(channel, knock)` answers one that brings
    nothing (a subscription's challenge), None for all others; `names(knock)` returns what the provider calls this
    delivery, "" for none: then its bytes name it; `answer(channel, knock, item)` is what the provider is told when the
    item is stored; `envelope(knock)` is what of the headers understanding will need; `read(item, raw)` makes events of
    what was stored, and may raise: the item then waits in quarantine; `understand(item, raw, at)` stands instead of
    `read` where a kind hears more than messages (calls)."""

    kind: str
    check: Callable[[Channel, Knock], Refused | None]
    read: Callable[[InboundItem, bytes], Sequence[Event]]
    names: Callable[[Knock], str] = lambda knock: ""
    greet: Callable[[Channel, Knock], Answer | Refused | None] = lambda channel, knock: None
    answer: Callable[[Channel, Knock, InboundItem], Answer] = lambda channel, knock, item: Answer()
    envelope: Callable[[Knock], dict[str, Any]] = lambda knock: {}
    methods: Sequence[str] = field(default=("GET", "POST"))
    understand: Callable[[InboundItem, bytes, datetime], Understood] | None = None


_DOORS: dict[str, Door] = {}


def register_door(door: Door) -> None:
    """Let this kind's webhooks in, and let the gate understand its items through `door.read`."""
    _DOORS[door.kind] = door

    @gate.understands(door.kind)
    def understand(item: InboundItem, raw: bytes, at: datetime) -> Understood:
        return door.understand(item, raw, at) if door.understand else hear_all(item, door.read(item, raw), at)


def door_of(kind: str) -> Door | None:
    return _DOORS.get(kind)


def take(door: Door, channel: Channel, knock: Knock) -> Answer | Refused:
    """Check one knock, store it, and return what is answered. The same delivery again is one item.

    While the channel is switched off nothing is stored, and the provider shall try again; a subscription's challenge is
    answered all the same, so that the address stays good."""
    if (greeting := door.greet(channel, knock)) is not None:
        return greeting
    if (refused := door.check(channel, knock)) is not None:
        return refused
    if not channel.is_active:
        return Refused("the channel is switched off", status=503, retry_after_s=PAUSED_S)
    item = gate.store(
        knock.body,
        kind=door.kind,
        source=f"hook:{channel.pk}",
        at=knock.at,
        channel=channel,
        source_key=arrival_key(channel.pk, _name_of(door, knock), knock.body),
        envelope=cleaned(door.envelope(knock)) or None,
    )
    try:
        return door.answer(channel, knock, item)
    except Exception:  # it is stored: an error would only bring it again
        LOGGER.exception("What %s is answered could not be said", door.kind)
        return Answer()


def _name_of(door: Door, knock: Knock) -> str:
    """Return what the provider calls this delivery. Where that can't be read its bytes name it: what is signed is kept."""
    try:
        return door.names(knock)
    except Exception:
        LOGGER.exception("The name that %s has for a delivery could not be read", door.kind)
        return ""


def arrival_key(channel_id: int, name: str, body: bytes) -> str:
    """Return what names a delivery in the ledger: the provider's own name of it, else its bytes."""
    hashed = hashlib.sha256(name.encode("utf-8", "backslashreplace") if name else body).hexdigest()[:48]
    return f"hook:{channel_id}:{'n' if name else 'b'}:{hashed}"


def same(one: str | bytes, other: str | bytes) -> bool:
    """Compare a signature in constant time; anything that is not ASCII is never the same."""
    left = one.encode("utf-8", "replace") if isinstance(one, str) else one
    right = other.encode("utf-8", "replace") if isinstance(other, str) else other
    return hmac.compare_digest(left, right)


def is_fresh(stamp: str | float, at: datetime, *, most_s: float = FRESH_S) -> bool:
    """Say whether a timestamp (seconds since 1970) is of these minutes; what is no number is not."""
    try:
        return abs(at.timestamp() - float(stamp)) <= most_s
    except (TypeError, ValueError, OverflowError):
        return False
