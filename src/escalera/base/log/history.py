"""History: what happened elsewhere, long ago, and is only written down now.

A desk's past is brought in through the same actions as everything else, so the same facts are recorded. Nobody may get
a mail, a page or a task because of them. So facts recorded inside `as_history()` say so, and readers are deaf to them
unless they ask (`@reader(…, history=True)`): those that count and index do; whoever writes to people or acts does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_NOW: ContextVar[bool] = ContextVar("history", default=False)


@contextmanager
def as_history() -> Iterator[None]:
    """Mark every fact that is recorded inside as history."""
    token = _NOW.set(True)
    try:
        yield
    finally:
        _NOW.reset(token)


def is_history() -> bool:
    """Say whether what is recorded now is history; for reactions that would reach somebody outside."""
    return _NOW.get()
