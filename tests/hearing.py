"""Waiting for whispers by their order: on PostgreSQL they come by the bell's thread, once it listens."""

from __future__ import annotations

import time
from uuid import uuid4

from escalera.base.storage.whispers import Whisper, whisper

PATIENCE_S = 30


def until_heard(whispers: list[Whisper | None]) -> None:
    """Wait until whatever was whispered before has come into the list, with marks of its own after it."""
    first, last = (Whisper((f"mark-{uuid4().hex}",)) for _ in range(2))
    _wait(first, whispers, again_s=0.1)  # until somebody listens at all
    _wait(last, whispers, again_s=3.0)


def _wait(mark: Whisper, whispers: list[Whisper | None], *, again_s: float) -> None:
    end, said = time.monotonic() + PATIENCE_S, 0.0
    while time.monotonic() < end:
        if time.monotonic() - said > again_s:
            whisper(mark)
            said = time.monotonic()
        if mark in whispers:
            return
        time.sleep(0.01)
    raise AssertionError("nobody hears whispers")
