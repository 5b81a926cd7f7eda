"""The port of the assistant: upper rooms answer in a conversation that is no ticket yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalera.base.people.models import Contact
from escalera.base.storage.wake import ring
from escalera.core.channels.models import Saying, Thread
from escalera.core.channels.shared.heard import Said
from escalera.core.tickets.models import Message


@dataclass(frozen=True, slots=True)
class Answered:
    """The assistant heard it. `message`: the first of the ticket that it handed over to, if it did."""

    reason: str
    message: Message | None = None


Robot = Callable[[Thread, Said, Contact, datetime], Answered | None]
_ROBOT: list[Robot] = []


def register_robot(robot: Robot) -> None:
    """Let this one be asked first. It returns None where it does not speak: a ticket is then opened as ever."""
    _ROBOT[:] = [robot]


def ask(thread: Thread, said: Said, contact: Contact, at: datetime) -> Answered | None:
    """Return what the assistant made of it; None where a person is meant to hear it."""
    if not _ROBOT or not thread.channel.settings.get("assistant") or said.files:
        return None
    if thread.ticket_id is not None and thread.ticket is not None and thread.ticket.is_open:
        return None
    return _ROBOT[0](thread, said, contact, at)


def say(thread: Thread, text: str, at: datetime, *, buttons: Sequence[str] = (), key: str | None = None) -> Saying:
    """Put words of the product on their way into the conversation; the same `key` again is one saying."""
    payload: dict[str, Any] = {"text": text}
    if buttons:
        payload["buttons"] = list(buttons)
    saying = Saying(thread=thread, payload=payload, key=key, queued_at=at, next_try_at=at)
    if key is not None:
        known, _made = Saying.objects.get_or_create(
            key=key, defaults={"thread": thread, "payload": payload, "queued_at": at, "next_try_at": at}
        )
        ring()
        return known
    saying.save(force_insert=True)
    ring()
    return saying
