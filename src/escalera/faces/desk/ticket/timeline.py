"""The conversation: messages, and between them what happened, in the order of the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from escalera.base.log.facts import UnknownFact
from escalera.base.log.models import Event
from escalera.core.channels.models import Delivery
from escalera.core.ladder.models import Escalation
from escalera.core.tickets.models import Message
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.ticket.said import Said, said

ICONS = {
    "ticket.taken": "hand", "ticket.released": "inbox", "ticket.waits": "clock", "ticket.resolved": "check",
    "ticket.reopened": "again", "escalation.offered": "up", "escalation.accepted": "check",
    "escalation.rejected": "down", "escalation.expired": "clock", "ticket.returned": "down",
}  # fmt: skip
SHOWN_ON_THE_MESSAGE = ("delivery.",)


@dataclass(frozen=True, slots=True)
class Happened:
    """A thin line between messages. `level` is "" where the line has no hue."""

    sentence: str
    icon: str
    level: str
    when: str
    full: str
    reason: str
    handover: Sequence[tuple[str, str]]
    is_event: bool = True


def timeline(
    events: Sequence[Event],
    messages: Sequence[Message],
    deliveries: dict[int, Delivery],
    escalations: Sequence[Escalation],
    moments: Moments,
    labels: tuple[str, str, str],
) -> list[Said | Happened]:
    """Return the conversation, oldest first. `labels` name the parts of a hand-over.

    A message stands where the log recorded it; one that the log doesn't know stands at the end."""
    left = {message.pk: message for message in messages}
    offers = {one.pk: one for one in escalations}
    lines: list[Said | Happened] = []
    for event in events:
        message = left.pop(event.data.get("message_id", 0), None) if _says(event) else None
        if message is not None:
            lines.append(said(message, deliveries.get(message.pk), moments))
        elif not _says(event) and (line := _happened(event, offers, moments, labels)):
            lines.append(line)
    return [*lines, *(said(message, deliveries.get(message.pk), moments) for message in left.values())]


def _says(event: Event) -> bool:
    return event.name in ("ticket.opened", "message.received", "reply.written", "note.written")


def _happened(
    event: Event, offers: dict[int, Escalation], moments: Moments, labels: tuple[str, str, str]
) -> Happened | None:
    if event.name.startswith(SHOWN_ON_THE_MESSAGE):
        return None
    try:
        sentence = event.fact.sentence(event.actor_name)
    except (UnknownFact, TypeError):  # a room that left, or an older form of the fact: the line is lost, not the page
        return None
    climbs = event.name in ("escalation.offered", "escalation.accepted", "ticket.returned", "escalation.rejected")
    level = event.data.get("to_level" if event.name != "escalation.rejected" else "from_level", 0) if climbs else 0
    return Happened(
        sentence=sentence,
        icon=ICONS.get(event.name, "info"),
        level=str(glyph(int(level))) if level else "",
        when=moments.clock(event.at),
        full=moments.full(event.at),
        reason=str(event.data.get("reason", "")),
        handover=_handover(event, offers, labels),
    )


def _handover(event: Event, offers: dict[int, Escalation], labels: tuple[str, str, str]) -> Sequence[tuple[str, str]]:
    if event.name != "escalation.offered":
        return ()
    offer = offers.get(event.data.get("escalation_id", 0))
    packet: dict[str, Any] = offer.handover if offer else {}
    parts = zip(labels, ("summary", "tried", "question"), strict=True)
    return [(label, str(packet[key])) for label, key in parts if packet.get(key)]
