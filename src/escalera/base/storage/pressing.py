"""What presses: a write for which somebody outside waits (a provider at the door), and which takes a millisecond.

It stands before all others in the line of SQLite's writers. It changes who is next, never who may."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_HERE = threading.local()


@contextmanager
def pressing() -> Iterator[None]:
    """Let this thread's writes press while the block runs."""
    before = is_pressing()
    _HERE.on = True
    try:
        yield
    finally:
        _HERE.on = before


def is_pressing() -> bool:
    """Say whether this thread's writes press."""
    return bool(getattr(_HERE, "on", False))
