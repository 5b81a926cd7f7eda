"""From what a provider's webhook said to what stands on tickets. Runs inside the gate's transaction.

Each message is known by the provider's name of it, so that the same one again, or a batch that comes twice in other
pieces, changes nothing. Statuses that come before or after their turn end in the furthest state."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalera.base.people.actions.joining import nearest_language
from escalera.base.storage.ready import insert, update
from escalera.core.channels.gate import Understood
from escalera.core.channels.models import Channel, InboundItem, Mark, Outcome, Thread
from escalera.core.channels.shared import colleagues, marking, meeting, moving, placing, robot
from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.channels.shared.files import expect, files_of
from escalera.core.channels.shared.heard import (
    Edited,
    Event,
    Moved,
    Reacted,
    Said,
    SeenUntil,
    StatusChanged,
    Stopped,
    TakenBack,
    Unheard,
)
from escalera.core.channels.shared.lookups import locked_thread, mark_of
from escalera.core.tickets.actions import Content, is_blocked, open_ticket, receive_message
from escalera.core.tickets.first_words import subject_from
from escalera.core.tickets.models import Message

NOBODY = "(…)"


@dataclass(frozen=True, slots=True)
class Ending:
    """How one event ended. `hides`: something of it was covered, though it made no message."""

    outcome: Outcome
    reason: str
    message: Message | None = None
    hides: bool = False


def hear_all(item: InboundItem, events: Sequence[Event], at: datetime) -> Understood:
    """Do what each event asks, in its order; the item ends as the weightiest of them did."""
    channel = item.channel
    if channel is None:
        return Understood(Outcome.IGNORED, "its channel was removed")
    endings = [_hear(channel, event, at) for event in events]
    if not endings:
        return Understood(Outcome.IGNORED, "nothing in it")
    chief = min(endings, key=lambda one: _WEIGHT[one.outcome])
    message = chief.message
    covered = any(one.hides or (one.message and "covered" in (one.message.extra or {})) for one in endings)
    return Understood(
        chief.outcome,
        _reasons(endings),
        message.ticket_id if message else None,
        message.pk if message else None,
        explanation={"events": [{"outcome": str(one.outcome), "reason": one.reason} for one in endings]},
        erases=covered,
    )


_WEIGHT = {Outcome.TICKET: 0, Outcome.MESSAGE: 1, Outcome.BOUNCE: 2, Outcome.IGNORED: 3}


def _reasons(endings: Sequence[Ending]) -> str:
    counted = Counter(one.reason for one in endings)
    return ", ".join(f"{reason} ×{count}" if count > 1 else reason for reason, count in counted.items())


def _hear(channel: Channel, event: Event, at: datetime) -> Ending:
    match event:
        case Said():
            return _said(channel, event, at)
        case StatusChanged():
            return Ending(Outcome.IGNORED, marking.note_status(channel, event, at))
        case SeenUntil():
            return Ending(Outcome.IGNORED, marking.note_seen(channel, event, at))
        case Edited():
            reason = marking.note_edit(channel, event, at)
            return Ending(Outcome.IGNORED, reason, hides=marking.is_covered(channel, event.external_id))
        case TakenBack():
            return Ending(Outcome.IGNORED, marking.note_taken_back(channel, event, at))
        case Reacted():
            return Ending(Outcome.IGNORED, marking.note_reaction(channel, event, at))
        case Stopped():
            return Ending(Outcome.IGNORED, _stop(channel, event, at))
        case Moved():
            return Ending(Outcome.IGNORED, moving.note_move(channel, event, at))
        case Unheard():
            return Ending(Outcome.IGNORED, event.reason)


def hear_said(channel: Channel, said: Said, at: datetime) -> Ending:
    """Hear one message that is meant for people, for a kind that takes its own requests. Part of the caller's
    transaction."""
    return _said(channel, said, at, to_people=True)


def _said(channel: Channel, said: Said, at: datetime, *, to_people: bool = False) -> Ending:
    known = mark_of(channel.pk, said.external_id)
    if known is not None and (known.message_id is not None or known.thread_id is not None):
        return Ending(Outcome.IGNORED, "known already", known.message)
    said = moving.as_known(channel, said, at)
    can = capabilities_of(channel.kind)
    identity = can.identity if can else channel.kind
    if is_blocked(identity, said.person.address):
        return Ending(Outcome.IGNORED, f"blocked sender: {said.person.address}"[:120])
    if said.colleague and (written := colleagues.write(channel, said, at)) is not None:
        return _keep_ours(channel, said, known, written, at)
    contact = meeting.meet_person(identity, said.person, at)
    thread = _thread(channel, said, contact.pk, at)
    early = known or Mark(channel=channel, external_id=said.external_id[:200])  # an edit may have come before it
    early.thread, early.is_outgoing = thread, False  # a status may have taken it for ours
    if not to_people and (answer := robot.ask(thread, said, contact, at)) is not None:
        _keep(early, answer.message, at)
        if answer.message is not None:
            expect(channel, answer.message, said.files, at)
        outcome = Outcome.MESSAGE if answer.message is not None else Outcome.IGNORED
        return Ending(outcome, answer.reason, answer.message)
    place = placing.place(thread, contact, said, at)
    message = _write(channel, thread, contact, said, place, at)
    _keep(early, message, at)
    expect(channel, message, said.files, at)
    if thread.ticket_id != message.ticket_id:
        thread.ticket_id = message.ticket_id
        update(thread, "ticket")
    marking.catch_up(early, message)
    return Ending(Outcome.MESSAGE if place.ticket_id else Outcome.TICKET, place.rule, message)


def _thread(channel: Channel, said: Said, contact_id: int, at: datetime) -> Thread:
    """Return the conversation, locked: two words of it at once come one after the other."""
    address = (said.thread or said.person.address)[:200]
    thread = locked_thread(channel.pk, address)
    if thread is None:
        thread, _made = Thread.objects.select_for_update(of=("self",)).get_or_create(
            channel=channel, address=address, defaults={"contact_id": contact_id, "begun_at": at}
        )
    thread.channel = channel
    heard_at = min(said.said_at or at, at)
    thread.last_in_at = max(heard_at, thread.last_in_at or heard_at)
    thread.contact_id = thread.contact_id or contact_id
    can = capabilities_of(channel.kind)
    is_newer = thread.stopped_at is not None and (said.said_at is None or heard_at > thread.stopped_at)
    if is_newer and (can is None or not can.stop_lasts):  # what was said before does not take it back
        thread.stopped_at = None
    thread.data = {**thread.data, **said.data}
    thread.also = (said.also or "")[:200] or thread.also
    update(thread, "last_in_at", "contact", "stopped_at", "data", "also")
    return thread


def _keep_ours(channel: Channel, said: Said, known: Mark | None, written: colleagues.Written, at: datetime) -> Ending:
    """Know a colleague's words by the provider's name of them, as those of a customer are."""
    mark = known or Mark(channel=channel, external_id=said.external_id[:200])
    mark.thread, mark.is_outgoing = written.thread, True
    _keep(mark, written.message, at)
    expect(channel, written.message, said.files, at)
    marking.catch_up(mark, written.message)
    return Ending(Outcome.MESSAGE, written.reason, written.message)


def _keep(mark: Mark, message: Message | None, at: datetime) -> None:
    mark.message = message
    mark.state_at = mark.state_at or at
    if mark._state.adding:
        insert(mark)
    else:
        update(mark, "message", "thread", "state_at", "is_outgoing")


def _write(channel: Channel, thread: Thread, contact: Any, said: Said, place: placing.Place, at: datetime) -> Message:
    content = Content(
        text=said.text.strip() or NOBODY,
        html=said.html,
        files=files_of(said.files),
        extra=_extra(channel, said, place),
    )
    if place.ticket_id is not None:
        return receive_message(
            ticket_id=place.ticket_id, contact=contact, content=content, channel=channel.kind, at=at
        )
    message = open_ticket(
        requester=contact,
        subject=said.subject or subject_from(said.text),
        content=content,
        channel=channel.kind,
        at=at,
        team=channel.team,
        language=nearest_language(said.person.language) or contact.language,
    )
    placing.begin_after(place, message, at)
    return message


def _extra(channel: Channel, said: Said, place: placing.Place) -> dict[str, Any]:
    extra: dict[str, Any] = {"rule": place.rule, "from": said.person.address[:254], "door": channel.pk, **said.extra}
    if place.words:
        extra["placed"] = place.words
    if said.reply_to:
        extra["answers"] = marking.quoted(channel, said.reply_to) or {"external_id": said.reply_to[:200]}
    return json.loads(json.dumps(extra).replace("\\u0000", ""))  # type: ignore[no-any-return]


def _stop(channel: Channel, event: Stopped, at: datetime) -> str:
    when = min(event.at or at, at)
    thread = (
        Thread.objects.select_for_update(of=("self",)).filter(channel=channel, address=event.thread[:200]).first()
    )
    if thread is None:  # they said it before anything else
        thread = Thread(channel=channel, address=event.thread[:200], begun_at=at)
    elif str(thread.data.get("wished_at", "")) > when.isoformat():
        return "a wish about messages that is older than the last"
    thread.stopped_at = when if event.stopped else None
    thread.data = {**thread.data, "wished_at": when.isoformat()}
    thread.save()
    return "they want no messages here" if event.stopped else "they want messages here again"
