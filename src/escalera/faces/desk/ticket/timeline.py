"""The conversation: messages, and between them what happened, in the order of the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from django.utils.translation import gettext as _

from escalera.base.log.facts import UnknownFact, fact_class
from escalera.core.ladder.models import Escalation
from escalera.core.ladder.packets import STANDARD, label_of_own, packet_lines
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.ticket.reading import Coming, File, Happening, Sending, Words
from escalera.faces.desk.ticket.said import Said, said

ICONS = {
    "ticket.taken": "hand", "ticket.released": "inbox", "ticket.waits": "clock", "ticket.resolved": "check",
    "ticket.reopened": "again", "escalation.offered": "up", "escalation.accepted": "check",
    "escalation.rejected": "down", "escalation.expired": "clock", "ticket.returned": "down",
    "consultation.asked": "people", "consultation.closed": "people",
    "escalation.asked": "up", "escalation.declined": "down",
    "ticket.absorbed": "merge", "ticket.merged": "merge", "merge.undone": "again",
    "ticket.unmerged": "again", "ticket.split": "split", "ticket.split_off": "split", "ticket.linked": "link",
    "ticket.unlinked": "link", "ticket.snoozed": "clock", "ticket.woken": "clock", "ticket.due_changed": "calendar",
    "ticket.marked_spam": "warn", "ticket.no_spam": "again", "ticket.assigned": "hand", "tags.changed": "tag",
    "fields.set": "note", "checklist.added": "check", "checklist.ticked": "check", "time.spent": "clock",
    "participants.joined": "person", "participant.left": "person", "ticket.renamed": "note", "rule.run": "gear",
    "ticket.requester_changed": "person", "ticket.rerouted": "down", "ticket.closed": "check",
    "ticket.cancelled": "cross", "ticket.classified": "tag", "escalation.called": "people", "escalation.joined": "hand",
    "escalation.ended": "check", "vendor.asked": "out", "vendor.changed": "note", "vendor.answered": "get",
    "procedure.started": "book", "procedure.answered": "check", "procedure.went_back": "back", "procedure.paused": "clock",
    "callback.asked": "phone", "callback.ended": "phone",
    "procedure.handed_on": "person", "procedure.ended": "check", "procedure.timer_over": "clock",
    "identity.checked": "badge", "diagnostic.asked": "pulse", "diagnostic.answered": "pulse",
}  # fmt: skip
# or stands in the sentence
REASON_IS_CODE = frozenset(
    {"ticket.waits", "ticket.snoozed", "ticket.cancelled", "procedure.ended", "assistant.handed_over"}
)
SUMS_UP = frozenset({"rule.run", "procedure.ended"})  # what came before it, step by step, is folded behind it
NAMES_TICKET = ("into_id", "absorbed_id", "from_id", "other_id", "with_id")
CLIMBS = frozenset(
    {"escalation.offered", "escalation.accepted", "ticket.returned", "escalation.rejected", "ticket.rerouted"}
)
HAND_OVER = frozenset({"escalation.offered", "escalation.called", "vendor.asked"})
SAYS = frozenset({"ticket.opened", "message.received", "reply.written", "note.written"})
SHOWN_ELSEWHERE = ("delivery.", "call.",
                   "mention.", "ticket.followed", "ticket.unfollowed", "consultation.answered", "time.started",
                   "checklist.changed", "triage.read", "message.marked")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tongues:
    """What was put into the reader's language ({message: words}), and whether more of it can be."""

    offered: bool = False
    words: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said, with the files and deliveries of each message."""

    words: Sequence[Words]
    files: dict[int, list[File]]
    sendings: dict[int, Sending]
    tongues: Tongues = Tongues()
    coming: Mapping[int, Sequence[Coming]] = field(default_factory=dict)
    doors: Mapping[int, str] = field(default_factory=dict)

    def line(self, message: Words, moments: Moments) -> Said:
        other = self.tongues.words.get(message.id, "")
        asks = self.tongues.offered and not other and message.contact is not None
        files, sending = self.files.get(message.id, ()), self.sendings.get(message.id)
        door = self.doors.get((message.extra or {}).get("door") or 0, "")
        return said(
            message, files, sending, moments, translated=other, may_translate=asks, door=door,
            coming=self.coming.get(message.id, ()),
        )  # fmt: skip


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
    numbers: Sequence[int] = ()  # other tickets that the sentence names
    undo: int = 0  # the merge that can be undone
    is_event: bool = True
    id: int = 0  # of the event
    who: str = ""
    sums_up: bool = False  # it says in one line what a rule did in those before

    @property
    def is_small(self) -> bool:
        """Say whether it is one sentence and nothing hangs on it."""
        return bool(self.who) and not (self.level or self.reason or self.handover or self.numbers or self.undo)


def timeline(
    events: Sequence[Happening],
    said_here: Conversation,
    escalations: Sequence[Escalation],
    moments: Moments,
    merges: Sequence[tuple[int, int, str]] = (),
) -> list[Said | Happened]:
    """Return the conversation, oldest first.

    A message stands where the log of this ticket recorded it; one that came over from another ticket stands where its
    own time puts it. `merges`: those that can still be undone."""
    left = {message.id: message for message in said_here.words}
    offers = {one.pk: one for one in escalations}
    undoable = {key for key, _number, _subject in merges}
    lines: list[tuple[datetime, Said | Happened]] = []
    for event in events:
        message = left.pop(event.data.get("message_id", 0), None) if event.name in SAYS else None
        if message is not None:
            lines.append((message.at, said_here.line(message, moments)))
        elif event.name not in SAYS and (line := _happened(event, offers, moments, undoable)):
            lines.append((event.at, line))
    if left:
        lines += [(message.at, said_here.line(message, moments)) for message in left.values()]
        lines.sort(key=itemgetter(0))
    return [line for _at, line in lines]


def _happened(
    event: Happening,
    offers: dict[int, Escalation],
    moments: Moments,
    undoable: set[int],
) -> Happened | None:
    if event.name.startswith(SHOWN_ELSEWHERE):
        return None
    try:
        sentence = fact_class(event.name).from_payload(None, event.data).sentence(event.who)
    except (UnknownFact, TypeError):  # a room that left, or an older form of the fact: the line is lost, not the page
        return None
    climbs = event.name in CLIMBS
    level = event.data.get("to_level" if event.name != "escalation.rejected" else "from_level", 0) if climbs else 0
    return Happened(
        sentence=sentence,
        icon=ICONS.get(event.name, "info"),
        level=str(glyph(int(level))) if level else "",
        when=moments.clock(event.at),
        full=moments.full(event.at),
        reason=_reason(event),
        handover=_handover(event, offers),
        numbers=[event.data[key] for key in NAMES_TICKET if event.data.get(key)],
        undo=event.data["merge_id"]
        if event.name == "ticket.absorbed" and event.data.get("merge_id") in undoable
        else 0,
        id=event.id,
        who=event.who,
        sums_up=event.name in SUMS_UP,
    )


def _reason(event: Happening) -> str:
    """Return the words that somebody gave with it; what was missing in a hand-over is named."""
    words = "" if event.name in REASON_IS_CODE else str(event.data.get("reason", "") or event.data.get("outcome", ""))
    missing = [str(STANDARD.get(key) or label_of_own(key)) for key in event.data.get("missing") or ()]
    if not missing:
        return words
    said = _("Missing: %(fields)s.") % {"fields": ", ".join(missing)}
    return f"{said} {words}".strip()


def _handover(event: Happening, offers: dict[int, Escalation]) -> Sequence[tuple[str, str]]:
    if event.name not in HAND_OVER:
        return ()
    offer = offers.get(event.data.get("escalation_id", 0))
    return packet_lines(offer.handover) if offer else ()
