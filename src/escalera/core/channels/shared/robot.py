"""The port of the assistant: upper rooms answer in a conversation that is no ticket yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from escalera.base.people.models import Contact
from escalera.base.storage.wake import ring
from escalera.core.channels.models import Saying, Thread
from escalera.core.channels.shared.heard import Said
from escalera.core.tickets.actions import NewFile
from escalera.core.tickets.models import Message


@dataclass(frozen=True, slots=True)
class Answered:
    """The assistant heard it. `message`: the first of the ticket that it handed over to, if it did; `wants_person`: it
    leads a person in and must be told first who is asking (see `hand_over`)."""

    reason: str
    message: Message | None = None
    wants_person: bool = False


class Robot(Protocol):
    """Who answers first. `contact`: None where nobody knows yet who is asking."""

    def hear(self, thread: Thread, said: Said, contact: Contact | None, at: datetime) -> Answered | None:
        """Answer, or return None where it does not speak: a ticket is then opened as ever."""
        ...

    def hand_over(
        self,
        thread: Thread,
        contact: Contact,
        at: datetime,
        *,
        more: str = "",
        files: Sequence[NewFile] = (),
        extra: dict[str, Any] | None = None,
    ) -> Message | None:
        """Open a ticket with what was said so far; None if nothing was."""
        ...


Heard = Callable[[Saying, datetime], None]
_ROBOT: list[Robot] = []
_HEARD: dict[str, Heard] = {}


def register_robot(robot: Robot) -> None:
    """Let this one be asked first."""
    _ROBOT[:] = [robot]


def register_hearer(kind: str, heard: Heard) -> None:
    """Call `heard` in the transaction that puts words of the product into a conversation of this kind."""
    _HEARD[kind] = heard


def speaks_in(thread: Thread) -> bool:
    """Say whether the assistant is the one who answers there now."""
    if not _ROBOT or not thread.channel.settings.get("assistant"):
        return False
    return thread.ticket_id is None or thread.ticket is None or not thread.ticket.is_open


def ask(thread: Thread, said: Said, contact: Contact | None, at: datetime) -> Answered | None:
    """Return what the assistant made of it; None where a person is meant to hear it."""
    return _ROBOT[0].hear(thread, said, contact, at) if speaks_in(thread) else None


def hand_over(
    thread: Thread,
    contact: Contact,
    at: datetime,
    *,
    more: str = "",
    files: Sequence[NewFile] = (),
    extra: dict[str, Any] | None = None,
) -> Message | None:
    """Open a ticket with what was said to the assistant so far; None if nothing was, or if it does not speak there."""
    if not speaks_in(thread):
        return None
    return _ROBOT[0].hand_over(thread, contact, at, more=more, files=files, extra=extra)


def say(thread: Thread, text: str, at: datetime, *, buttons: Sequence[str] = (), key: str | None = None) -> Saying:
    """Put words of the product on their way into the conversation; the same `key` again is one saying."""
    payload: dict[str, Any] = {"text": text}
    if buttons:
        payload["buttons"] = list(buttons)
    if key is not None and (known := Saying.objects.filter(key=key).first()):
        return known
    saying = Saying(thread=thread, payload=payload, key=key, queued_at=at, next_try_at=at)
    saying.save(force_insert=True)
    if heard := _HEARD.get(thread.channel.kind):
        heard(saying, at)
    ring()
    return saying
