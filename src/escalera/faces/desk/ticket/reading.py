"""What the ticket page reads, in plain values: an instance for each of them would cost more than the query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalera.base.log.models import Event
from escalera.base.people.models import Identity
from escalera.base.storage.ready import Ready
from escalera.core.channels.models import Delivery
from escalera.core.tickets.models import Attachment, Message

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
    """How far one of our mails got."""

    id: int
    state: str
    attempts: int
    answer: str
    to: list[str]
    cc: list[str]


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
_FILES = Ready(
    lambda ticket: (
        Attachment.objects.filter(message__ticket=ticket)
        .order_by("pk")
        .values_list("message_id", "pk", "name", "content_type", "size", "content_id", "is_inline")
    )
)
_SENDINGS = Ready(
    lambda ticket: Delivery.objects.filter(message__ticket=ticket).values_list(
        "message_id", "pk", "state", "attempts", "answer", "to", "cc"
    )
)
_IDENTITIES = Ready(lambda contact: Identity.objects.filter(contact=contact).order_by("channel", "pk")[:20])


def events_of(ticket_id: int) -> list[Happening]:
    """Return what happened to a ticket, oldest first."""
    return [Happening(*row) for row in _EVENTS.rows(ticket_id)]


def words_of(ticket_id: int) -> list[Words]:
    """Return what was said on a ticket, oldest first."""
    return [Words(*row) for row in _WORDS.rows(ticket_id)]


def files_of(ticket_id: int) -> dict[int, list[File]]:
    """Return the files of a ticket's messages, by message."""
    found: dict[int, list[File]] = defaultdict(list)
    for message_id, *file in _FILES.rows(ticket_id):
        found[message_id].append(File(*file))
    return found


def sendings_of(ticket_id: int) -> dict[int, Sending]:
    """Return the deliveries of a ticket's messages, by message."""
    return {row[0]: Sending(*row[1:]) for row in _SENDINGS.rows(ticket_id)}


def identities_of(contact_id: int) -> Sequence[Identity]:
    return _IDENTITIES.all(contact_id)
