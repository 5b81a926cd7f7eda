"""What the ticket page reads, in plain values: an instance for each of them would cost more than the query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalera.base.log.models import Event
from escalera.base.people.models import Identity
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


_SAID = ("pk", "kind", "channel", "at", "text", "folded", "html", "extra", "contact__name", "agent__name")


def events_of(ticket_id: int) -> list[Happening]:
    """Return what happened to a ticket, oldest first."""
    events = Event.objects.filter(ticket_id=ticket_id).order_by("id")
    return [Happening(*row) for row in events.values_list("id", "at", "name", "actor_name", "data")[:MOST_EVENTS]]


def words_of(ticket_id: int) -> list[Words]:
    """Return what was said on a ticket, oldest first."""
    said = Message.objects.filter(ticket=ticket_id).order_by("id")
    return [Words(*row) for row in said.values_list(*_SAID)[:MOST_MESSAGES]]


def files_of(ticket_id: int) -> dict[int, list[File]]:
    """Return the files of a ticket's messages, by message."""
    found: dict[int, list[File]] = defaultdict(list)
    files = Attachment.objects.filter(message__ticket=ticket_id).order_by("pk")
    columns = ("message_id", "pk", "name", "content_type", "size", "content_id", "is_inline")
    for message_id, *file in files.values_list(*columns):
        found[message_id].append(File(*file))
    return found


def sendings_of(ticket_id: int) -> dict[int, Sending]:
    """Return the deliveries of a ticket's messages, by message."""
    rows = Delivery.objects.filter(message__ticket=ticket_id).values_list(
        "message_id", "pk", "state", "attempts", "answer", "to", "cc"
    )
    return {row[0]: Sending(*row[1:]) for row in rows}


def identities_of(contact_id: int) -> Sequence[Identity]:
    return list(Identity.objects.filter(contact=contact_id).order_by("channel", "pk")[:20])
