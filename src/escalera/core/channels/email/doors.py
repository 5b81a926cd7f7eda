"""Which addresses are ours: asked for every recipient, so the answer is kept for a few seconds."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from escalera.core.channels.email import tokens
from escalera.core.channels.email.settings import addresses_of
from escalera.core.channels.models import Channel

FRESH_S = 5.0


@dataclass(frozen=True, slots=True)
class Door:
    """What an address of ours leads to; `channel` is None for postmaster and for a desk without any channel."""

    channel: Channel | None
    is_open: bool


class _Doors:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._by_address: dict[str, Channel] = {}

    def all(self) -> dict[str, Channel]:
        with self._lock:
            if time.monotonic() - self._read_at > FRESH_S:
                self._by_address = _read()
                self._read_at = time.monotonic()
            return self._by_address

    def are_fresh(self) -> bool:
        return time.monotonic() - self._read_at < FRESH_S - 1.0  # still fresh when the question is asked

    def forget(self) -> None:
        with self._lock:
            self._read_at = float("-inf")


def _read() -> dict[str, Channel]:
    """Map every address and alias to its channel; an active channel goes before one that is switched off."""
    channels = Channel.objects.filter(kind="email").order_by("is_active", "-pk")
    return {address: channel for channel in channels for address in addresses_of(channel)}


_DOORS = _Doors()


def find_door(address: str) -> Door | None:
    """Return where an envelope recipient leads: None if it is not ours."""
    key = address.strip().strip("<>").lower()
    known = _DOORS.all()
    if key == "postmaster" or key.startswith("postmaster@"):
        if not known or key == "postmaster" or key[11:] in {one.rpartition("@")[2] for one in known}:
            return Door(known.get(key), is_open=True)
        return None
    if not known:
        return Door(None, is_open=False)
    plain = tokens.strip_tag(key)
    channel = known.get(key) or known.get(plain) or known.get("@" + key.rpartition("@")[2])
    return Door(channel, channel.is_active) if channel else None


def doors_are_fresh() -> bool:
    """Say whether the next question needs no database: an event loop may then ask it itself."""
    return _DOORS.are_fresh()


def forget_doors() -> None:
    """Read the channels again at the next question: called when one was added or changed."""
    _DOORS.forget()
