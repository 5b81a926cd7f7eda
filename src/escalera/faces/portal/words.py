"""What the customer reads of a ticket: its state in plain words, its place on the ladder, the open conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.people.models import Contact, Level
from escalera.core.ladder.queries import staircase
from escalera.core.tickets.models import Attachment, Message, MessageKind, Status, Ticket
from escalera.core.tickets.queries import messages_of
from escalera.core.workflows.flow import Flow

LINKS_UP_TO = 20_000  # characters; longer texts are shown without clickable links
SHOWN_UP_TO = 100_000
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder as the customer sees it. `state`: past, here or ahead; `glyph`: 1 to 4."""

    code: str
    name: str
    state: str
    words: str
    glyph: int


@dataclass(frozen=True, slots=True)
class SharedFile:
    number: int
    name: str
    size: int  # bytes
    is_image: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation. `side`: "you" or "us"."""

    number: int
    side: str
    who: str
    initials: str
    at: datetime
    text: str
    with_links: bool
    folded: list[str]
    files: list[SharedFile]
    by_model: bool  # a language model began it; who sent it had read it


def state_words(ticket: Ticket, flow: Flow) -> str:
    """Say how it is, in the words of the customer's segment, else without our own vocabulary."""
    if words := flow.words_for(ticket.status):
        return words
    return {
        Status.NEW: _("We have received it"),
        Status.OPEN: _("We are working on it"),
        Status.WAITING_CUSTOMER: _("We are waiting for your answer"),
        Status.WAITING_INTERNAL: _("We are working on it with colleagues"),
        Status.WAITING_VENDOR: _("We are waiting for another company"),
        Status.SCHEDULED: _("A date is set"),
        Status.RESOLVED: _("Solved"),
        Status.CLOSED: _("Closed"),
        Status.CANCELLED: _("Cancelled"),
    }[Status(flow.seen_as(ticket.status))]


def state_tone(ticket: Ticket, flow: Flow) -> str:
    """Return "ok", "warn" or "" for the colour beside the words."""
    if not ticket.is_open:
        return "ok"
    return "warn" if flow.seen_as(ticket.status) == Status.WAITING_CUSTOMER else ""


def ladder_steps(ticket: Ticket, at: datetime, flow: Flow) -> list[Step]:
    """Return every step of the customer's path, and those where it was; of people only the first name of who holds the
    ticket now."""
    steps = []
    path = set(Level.objects.filter(pk__in=flow.path).values_list("order", flat=True)) if flow.path else None
    for stair in staircase(ticket, at=at):
        if path is not None and stair.state == "ahead" and stair.level.order not in path:
            continue
        words = {"past": _("It was here"), "ahead": _("If it is needed"), "here": _("It is here now")}[stair.state]
        if stair.state == "here" and ticket.assignee is not None:
            words = _("With %(name)s") % {"name": first_name(ticket.assignee.name)}
        if stair.state == "here" and not ticket.is_open:
            words = _("It was solved here") if ticket.status == Status.RESOLVED else ""
        steps.append(Step(stair.level.code, stair.level.name, stair.state, words, min(stair.level.order, 4)))
    return steps


def conversation(ticket: Ticket, company: str, reader: Contact) -> list[Said]:
    """Return what was said between the customer's side and us: no notes, no calls."""
    said: Sequence[Message] = messages_of(ticket.pk, internal=False)
    return [_said(one, company, reader) for one in said if one.kind in (MessageKind.MESSAGE, MessageKind.BOT)]


def first_name(name: str) -> str:
    return (name.split() or [""])[0]


def is_safe_image(attachment: Attachment) -> bool:
    return attachment.content_type.lower() in _IMAGES


def _said(message: Message, company: str, reader: Contact) -> Said:
    from_customer = message.contact is not None
    if message.contact is not None:
        # one's own name is not said: whoever typed a known address in the form learns nothing about its owner
        who = _("You") if message.contact_id == reader.pk else message.contact.name
    else:
        who = first_name(message.agent.name) if message.agent is not None else company
    text = message.text[:SHOWN_UP_TO]
    return Said(
        number=message.pk,
        side="you" if from_customer else "us",
        who=who,
        initials="".join(word[0] for word in who.split()[:2]).upper(),
        at=message.at,
        text=text.strip(),
        with_links=len(text) <= LINKS_UP_TO,
        folded=[part.get("text", "")[:SHOWN_UP_TO] for part in message.folded or []],
        files=[_file(one) for one in message.attachments.all()],
        by_model=bool((message.extra or {}).get("call")),
    )


def _file(attachment: Attachment) -> SharedFile:
    return SharedFile(attachment.pk, attachment.name, attachment.size, is_safe_image(attachment))
