"""How others ask for a new lesson; the task registers itself here, so that actions know no tasks."""

from __future__ import annotations

from collections.abc import Callable

_ASKED: list[Callable[[], object]] = []


def answer_with(enqueue: Callable[[], object]) -> None:
    """Let a lesson that is asked for be one call of this."""
    _ASKED[:] = [enqueue]


def ask() -> None:
    """Ask for a lesson; the worker gives it."""
    for enqueue in _ASKED:
        enqueue()
