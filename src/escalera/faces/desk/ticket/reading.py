"""What the ticket page reads, in plain values: an instance for each of them would cost more than the query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalera.base.log.models import Event
from escalera.base.storage.ready import Ready
from escalera.core.tickets.models import Message

MOST_EVENTS = 4000
MOST_MESSAGES = 2000


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a ticket."""

    id: int
    at: datetime
    name: str
    who: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """One attachment; `size` in bytes."""

    id: int
    name: str
    content_type: str
    size: int
    content_id: str
    is_inline: bool


@dataclass(frozen=True, slots=True)
class Sending:
    """How far one of our answers got."""

    id: int
    state: str
    attempts: int
    answer: str
    to: list[str]
    cc: list[str]
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A file that still lies with the provider, or did not come."""

    name: str
    error: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of a channel that leads to this ticket."""

    id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """One message. Neither `contact` nor `agent`: the product itself said it."""

    id: int
    kind: str
    channel: str
    at: datetime
    text: str
    folded: list[dict[str, str]] | None
    html: str | None
    extra: dict[str, Any] | None
    contact: str | None
    agent: str | None


_EVENTS = Ready(
    lambda ticket: (
        Event.objects.filter(ticket_id=ticket)
        .order_by("id")
        .values_list("id", "at", "name", "actor_name", "data")[:MOST_EVENTS]
    )
)
_WORDS = Ready(
    lambda ticket: (
        Message.objects.filter(ticket=ticket)
        .order_by("id")
        .values_list(
            "pk", "kind", "channel", "at", "text", "folded", "html", "extra", "contact__name", "agent__name"
        )[:MOST_MESSAGES]
    )
)


def events_of(ticket_id: int) -> list[Happening]:
    """Return what happened to a ticket, oldest first."""
    return [Happening(*row) for row in _EVENTS.rows(ticket_id)]


def words_of(ticket_id: int) -> list[Words]:
    """Return what was said on a ticket, oldest first."""
    return [Words(*row) for row in _WORDS.rows(ticket_id)]
