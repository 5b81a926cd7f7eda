"""Sending, and what can still be done with a reply until it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.tickets.actions import Content, note, refuse_obstacles
from escalera.core.tickets.actions.content import checked
from escalera.core.tickets.leaving import Leaving, reply_channel, why_not_leave
from escalera.core.tickets.models import Message, Ticket
from escalera.core.writing import policies
from escalera.core.writing.actions.drafts import refuse_strangers
from escalera.core.writing.actions.leaving import come_back, leave
from escalera.core.writing.actions.uploads import carried
from escalera.core.writing.facts import ReplyScheduled, ReplyUnscheduled
from escalera.core.writing.models import Draft, DraftKind, HeldReply, HeldState, Then, Upload

UNDO_S = 15


class CannotTakeBack(Refusal):
    """The reply has left, or it is a draft again already."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent. `wait_until`: with `then` "wait", when to look at the ticket again at the latest;
    `unless_answered`: a reply for later comes back if the customer writes first; `channel` "": the ticket's;
    `extra`: the door, the template, the message that it answers; `call_id`: the call of the language model whose words
    are in it."""

    text: str
    then: str = ""
    wait_until: datetime | None = None
    unless_answered: bool = False
    signature: str = ""
    language: str = ""
    channel: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    call_id: int | None = None


@together()
def send(
    *,
    ticket_id: int,
    reply: Reply,
    by: Agent,
    at: datetime,
    key: str,
    send_at: datetime | None = None,
    at_once: bool = False,
) -> HeldReply:
    """Send a reply with the files of the agent's draft; it leaves 15 seconds later, at `send_at`, or at once.

    The draft is gone with it. With a `key` already used, return what was sent then, whatever became of it.
    Raises: NotAllowed, BadInput, what keeps the ticket from being resolved, Ticket.DoesNotExist; at once also what
    `tickets.reply` raises."""
    if known := HeldReply.objects.filter(key=key).first():
        return known
    ticket = Ticket.objects.lock(ticket_id)
    if known := HeldReply.objects.filter(key=key).first():  # the twin of a double click waited for the lock
        return known
    refuse_strangers(by, ticket, DraftKind.REPLY)
    draft = Draft.objects.filter(ticket=ticket, agent=by, kind=DraftKind.REPLY).first()
    uploads = list(Upload.objects.filter(draft=draft)) if draft else []
    _check(reply, uploads, send_at, at)
    _refuse_what_cannot_leave(ticket, reply, uploads, send_at or at)
    if reply.then == Then.RESOLVE and ticket.is_open:
        refuse_obstacles(ticket, anyway=False)  # said now, while somebody is there to mend it
    held = HeldReply.objects.create(
        ticket=ticket,
        agent=by,
        text=reply.text.replace("\x00", ""),
        signature=reply.signature,
        language=reply.language[:10],
        channel=reply.channel,
        extra=dict(reply.extra) or None,
        then=reply.then,
        wait_until=reply.wait_until,
        held_at=at,
        send_at=send_at or at + timedelta(seconds=UNDO_S),
        is_scheduled=send_at is not None,
        unless_answered=reply.unless_answered and send_at is not None,
        call_id=reply.call_id,
        key=key,
    )
    _take_over(draft, uploads, held)
    if at_once:
        leave(held, at)
    elif send_at is not None:
        _announce(held, by, at)
    else:
        _whisper(held)
    return held


@together()
def write_note(*, ticket_id: int, text: str, by: Agent, at: datetime, key: str) -> Message:
    """Leave an internal note with the files of the agent's draft of one. Raises: as `tickets.note`."""
    if known := Message.objects.filter(key=key).first():
        return known
    draft = Draft.objects.filter(ticket=ticket_id, agent=by, kind=DraftKind.NOTE).first()
    uploads = list(Upload.objects.filter(draft=draft).order_by("pk")) if draft else []
    content = Content(text, files=carried(uploads))
    message = note(ticket_id=ticket_id, content=content, by=by, at=at, key=key)
    if draft is not None:
        Upload.objects.filter(draft=draft).delete()
        draft.delete()
    return message


@together()
def undo(*, held_id: int, by: Agent, at: datetime) -> Draft:
    """Give a reply that has not left back as a draft, with its files. Raises: NotAllowed, CannotTakeBack,
    HeldReply.DoesNotExist."""
    held = _locked(held_id, by)
    draft = come_back(held, HeldState.TAKEN_BACK, "", at)
    if held.is_scheduled:
        fact = ReplyUnscheduled(ticket_id=held.ticket_id, held_id=held.pk, agent_id=held.agent_id)
        record(fact, actor=by.actor, at=at)
    else:
        _whisper(held)
    return draft


@together()
def reschedule(*, held_id: int, send_at: datetime, by: Agent, at: datetime) -> HeldReply:
    """Let a reply leave at another time. Raises: NotAllowed, BadInput, CannotTakeBack, HeldReply.DoesNotExist."""
    held = _locked(held_id, by)
    if refusal := policies.why_not_then(send_at, at):
        raise BadInput(refusal)
    held.send_at, held.is_scheduled = send_at, True
    held.save(update_fields=["send_at", "is_scheduled"])
    _announce(held, by, at)
    return held


@together()
def send_now(*, held_id: int, by: Agent, at: datetime) -> HeldReply:
    """Let a reply leave now. Raises: NotAllowed, CannotTakeBack, HeldReply.DoesNotExist; what `tickets.reply` raises."""
    held = _locked(held_id, by)
    if held.agent_id != by.pk:
        raise NotAllowed(_("Only who wrote it can do that."))
    leave(held, at)
    return held


def _locked(held_id: int, by: Agent) -> HeldReply:
    """Lock the ticket first, as everywhere, then the reply."""
    Ticket.objects.lock(HeldReply.objects.values_list("ticket_id", flat=True).get(pk=held_id))
    held = HeldReply.objects.select_for_update(of=("self",)).select_related("agent").get(pk=held_id)
    if refusal := policies.why_not_take_back(held, by):
        raise CannotTakeBack(refusal) if held.state != HeldState.WAITING else NotAllowed(refusal)
    return held


def _check(reply: Reply, uploads: list[Upload], send_at: datetime | None, at: datetime) -> None:
    if reply.text.strip() or not uploads:
        checked(Content(reply.text))
    if reply.then not in Then.values:
        raise BadInput(_("After a reply a ticket stays open, waits or is resolved."))
    for moment in (send_at, reply.wait_until):
        if moment is not None and (refusal := policies.why_not_then(moment, at)):
            raise BadInput(refusal)


def _refuse_what_cannot_leave(ticket: Ticket, reply: Reply, uploads: list[Upload], leaves_at: datetime) -> None:
    """Say it now, while somebody is there to choose another way. Raises: BadInput."""
    files = [(one.name, one.content_type, one.size) for one in uploads]
    leaving = Leaving(reply.channel or reply_channel(ticket), reply.text, files, reply.extra)
    if words := why_not_leave(ticket, leaving, leaves_at):
        raise BadInput(words)


def _take_over(draft: Draft | None, uploads: list[Upload], held: HeldReply) -> None:
    """The files of the draft go with the reply; the draft has done its duty."""
    if draft is None:
        return
    Upload.objects.filter(pk__in=[one.pk for one in uploads]).update(held=held, draft=None)
    draft.delete()


def _whisper(held: HeldReply) -> None:
    """Tell the author's other windows; the seconds of undo are no history."""
    whisper(Whisper((f"held-{held.ticket_id}",), agents=(held.agent_id,)))


def _announce(held: HeldReply, by: Agent, at: datetime) -> None:
    fact = ReplyScheduled(
        ticket_id=held.ticket_id, held_id=held.pk, agent_id=held.agent_id, send_at=held.send_at.isoformat()
    )
    record(fact, actor=by.actor, at=at)
