"""The conversation: messages, and between them what happened, in the order of the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.log.facts import UnknownFact, fact_class
from escalera.core.ladder.models import Escalation
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.ticket.reading import File, Happening, Sending, Words
from escalera.faces.desk.ticket.said import Said, said

ICONS = {
    "ticket.taken": "hand", "ticket.released": "inbox", "ticket.waits": "clock", "ticket.resolved": "check",
    "ticket.reopened": "again", "escalation.offered": "up", "escalation.accepted": "check",
    "escalation.rejected": "down", "escalation.expired": "clock", "ticket.returned": "down",
    "consultation.asked": "people", "consultation.closed": "people",
    "escalation.asked": "up",
}  # fmt: skip
SAYS = frozenset({"ticket.opened", "message.received", "reply.written", "note.written"})
SHOWN_ELSEWHERE = ("delivery.", "mention.", "ticket.followed", "ticket.unfollowed", "consultation.answered")


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said, with the files and deliveries of each message."""

    words: Sequence[Words]
    files: dict[int, list[File]]
    sendings: dict[int, Sending]

    def line(self, message: Words, moments: Moments) -> Said:
        return said(message, self.files.get(message.id, ()), self.sendings.get(message.id), moments)


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
    events: Sequence[Happening], said_here: Conversation, escalations: Sequence[Escalation], moments: Moments
) -> list[Said | Happened]:
    """Return the conversation, oldest first.

    A message stands where the log recorded it; one that the log doesn't know stands at the end."""
    left = {message.id: message for message in said_here.words}
    offers = {one.pk: one for one in escalations}
    labels = handover_labels() if escalations else ()
    lines: list[Said | Happened] = []
    for event in events:
        message = left.pop(event.data.get("message_id", 0), None) if event.name in SAYS else None
        if message is not None:
            lines.append(said_here.line(message, moments))
        elif event.name not in SAYS and (line := _happened(event, offers, moments, labels)):
            lines.append(line)
    return [*lines, *(said_here.line(message, moments) for message in left.values())]


def handover_labels() -> tuple[str, str, str]:
    """Return what the parts of a hand-over are called: summary, tried, question."""
    return _("What is wrong"), _("What was tried"), _("What is asked")


def _happened(
    event: Happening, offers: dict[int, Escalation], moments: Moments, labels: Sequence[str]
) -> Happened | None:
    if event.name.startswith(SHOWN_ELSEWHERE):
        return None
    try:
        sentence = fact_class(event.name).from_payload(None, event.data).sentence(event.who)
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


def _handover(event: Happening, offers: dict[int, Escalation], labels: Sequence[str]) -> Sequence[tuple[str, str]]:
    if event.name != "escalation.offered":
        return ()
    offer = offers.get(event.data.get("escalation_id", 0))
    packet: dict[str, Any] = offer.handover if offer else {}
    parts = zip(labels, ("summary", "tried", "question"), strict=True)
    return [(label, str(packet[key])) for label, key in parts if packet.get(key)]
