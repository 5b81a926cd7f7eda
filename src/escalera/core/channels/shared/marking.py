"""Statuses, edits, reactions and what was taken back: found by the provider's name of the message, in whatever order
they come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.core.channels.facts import DeliveryFailed, MessageMarked
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Mark, Thread
from escalera.core.channels.shared.finding_again import find_again
from escalera.core.channels.shared.heard import Edited, Reacted, SeenUntil, StatusChanged, TakenBack
from escalera.core.tickets.actions import edit, take_back
from escalera.core.tickets.models import Message

RANK = {"": 0, "sent": 1, "delivered": 2, "read": 3}
SEEN = "seen"  # in a conversation's data: until when they have read, or received, what we said
QUOTED = 200  # characters of a message that another one answers


def note_status(channel: Channel, event: StatusChanged, at: datetime) -> str:
    """Move a message of ours to its furthest state; one that is not known yet is remembered by its name."""
    mark, _made = Mark.objects.select_for_update(of=("self",)).get_or_create(
        channel=channel, external_id=event.external_id[:200], defaults={"is_outgoing": True}
    )
    when = min(event.at or at, at)
    if event.key:
        find_again(channel, mark, event.key, at, failed=event.state == "failed")
    if mark.state == "deleted":
        return f"status {event.state} of what was taken back"
    if event.state == "failed":
        if mark.state not in ("delivered", "read", "failed"):
            words = f"{event.words} ({event.code})" if event.code else event.words
            mark.state, mark.state_at = "failed", when
            mark.early = {**(mark.early or {}), "failed": words[:2000]}
            mark.save(update_fields=["state", "state_at", "early"])
            reach(mark)
    elif RANK.get(event.state, 0) > RANK.get(mark.state, 0) and not (
        mark.state == "failed" and event.state == "sent"
    ):
        if mark.state == "failed":
            _revive(mark)
        mark.state, mark.state_at = event.state, when
        mark.save(update_fields=["state", "state_at"])
        reach(mark)
    return f"status {event.state}"


def reach(mark: Mark) -> None:
    """Let the delivery say how far its message came, whatever came first: the status or our own note of its name."""
    if mark.message_id is None:
        return
    if early := (mark.early or {}).get("reactions"):
        _lay_reactions(mark, early)
    if mark.state == "failed":
        _fail(mark, str((mark.early or {}).get("failed", "")))
    if mark.state not in ("delivered", "read"):
        return
    rows = Delivery.objects.filter(message=mark.message_id)
    rows.filter(delivered_at=None).update(delivered_at=mark.state_at)
    if mark.state == "read":
        rows.filter(read_at=None).update(read_at=mark.state_at)
    tell(mark.message_id, mark.state, mark.state_at)


def tell(message_id: int, what: str, at: datetime | None) -> None:
    """Record that something about a message changed, so that open pages show it."""
    ticket_id = Message.objects.filter(pk=message_id).values_list("ticket", flat=True).first()
    if ticket_id is not None and at is not None:
        record(MessageMarked(ticket_id=ticket_id, message_id=message_id, what=what), actor=SYSTEM, at=at)


def _fail(mark: Mark, answer: str) -> None:
    """The provider took it and could not bring it: the delivery has failed after all, in its words."""
    delivery = Delivery.objects.filter(message=mark.message_id, delivered_at=None).first()
    if delivery is None or delivery.state == DeliveryState.FAILED:
        return
    delivery.state, delivery.answer = DeliveryState.FAILED, answer
    delivery.save(update_fields=["state", "answer"])
    fact = DeliveryFailed(
        ticket_id=delivery.message.ticket_id, delivery_id=delivery.pk, message_id=delivery.message_id,
        answer=answer[:300],
    )  # fmt: skip
    record(fact, actor=SYSTEM, at=mark.state_at or delivery.queued_at)


def _revive(mark: Mark) -> None:
    """It arrived after all: what the provider said of it before does not count."""
    answer = (mark.early or {}).get("failed")
    if mark.message_id is None or answer is None:
        return
    rows = Delivery.objects.filter(message=mark.message_id, state=DeliveryState.FAILED, answer=answer)
    rows.update(state=DeliveryState.SENT, answer="", sent_at=mark.state_at)


def note_seen(channel: Channel, event: SeenUntil, at: datetime) -> str:
    """Mark as read (or as delivered) what they have seen of ours, and what we said before then but have no name of yet."""
    threads = Thread.objects.select_for_update(of=("self",)).filter(channel=channel, address=event.thread[:200])
    thread = threads.first()
    if thread is None:
        return f"status {event.state} of a conversation that is not known"
    until = min(event.at, at)
    known = dict(thread.data.get(SEEN) or {})
    if str(known.get(event.state, "")) < until.isoformat():
        thread.data = {**thread.data, SEEN: {**known, event.state: until.isoformat()}}
        thread.save(update_fields=["data"])
    below = [state for state, rank in RANK.items() if rank < RANK[event.state]]
    marks = Mark.objects.filter(
        Q(state_at=None) | Q(state_at__lte=until),
        channel=channel, thread=thread, is_outgoing=True, message__isnull=False, state__in=below,
    )  # fmt: skip
    for mark in marks.order_by("-pk")[:50]:
        mark.state, mark.state_at = event.state, until
        mark.save(update_fields=["state", "state_at"])
        reach(mark)
    return f"status {event.state}"


def seen_already(mark: Mark, since: datetime) -> None:
    """Let a message of ours whose name came late be as far as they had seen our words by then. `since`: when we
    began to hand it over. The caller holds the conversation's row."""
    data = Thread.objects.filter(pk=mark.thread_id or 0).values_list("data", flat=True).first() or {}
    for state in ("read", "delivered"):
        until = str((data.get(SEEN) or {}).get(state, ""))
        if until and until >= since.isoformat() and mark.state in ("", "sent", "delivered")[: RANK[state]]:
            mark.state, mark.state_at = state, datetime.fromisoformat(until)
            mark.save(update_fields=["state", "state_at"])
            reach(mark)
            return


def note_edit(channel: Channel, event: Edited, at: datetime) -> str:
    """Write the newest words beside the first ones, which stay; an older edit that comes later changes nothing."""
    mark = _of_theirs(channel, event.external_id)
    when = event.at or at
    if mark.message is None:
        _remember(mark, {"edited": {"text": event.text, "at": when.isoformat()}})
        return "edited"
    edit(message_id=mark.message.pk, text=event.text, edited_at=when, at=at)
    tell(mark.message.pk, "edited", at)
    return "edited"


def is_covered(channel: Channel, external_id: str) -> bool:
    """Say whether something of a message was covered, so that what brought it is not kept as it came."""
    mark = Mark.objects.filter(channel=channel, external_id=external_id[:200]).select_related("message").first()
    return mark is not None and mark.message is not None and "covered" in (mark.message.extra or {})


def note_taken_back(channel: Channel, event: TakenBack, at: datetime) -> str:
    mark = _of_theirs(channel, event.external_id)
    mark.state = "deleted"
    when = event.at or at
    if mark.message is None:
        mark.state_at = when
    mark.save(update_fields=["state", "state_at"])
    if mark.message is not None:
        take_back(message_id=mark.message.pk, taken_back_at=when)
        tell(mark.message.pk, "taken back", at)
    return "taken back"


def note_reaction(channel: Channel, event: Reacted, at: datetime) -> str:
    """Set or take off one person's emoji; a reaction is no message. The latest counts, in whatever order they come."""
    mark = _of_theirs(channel, event.external_id)
    when, who = (event.at or at).isoformat(), event.who[:80]
    given = dict((mark.early or {}).get("reactions") or {})
    if who in given and _order_of(given[who]) > _order_of([event.emoji[:16], when]):
        return "reaction"
    given[who] = [event.emoji[:16], when]
    mark.early = {**(mark.early or {}), "reactions": given}
    mark.save(update_fields=["early"])
    if mark.message is None:
        return "reaction to a message that is not known"
    _lay_reactions(mark, given)
    tell(mark.message.pk, "reaction", at)
    return "reaction"


def _order_of(reaction: list[str]) -> tuple[str, bool, str]:
    """Order reactions by their time; of the same second, taking it off was the last."""
    emoji, when = reaction
    return when, not emoji, emoji


def _lay_reactions(mark: Mark, given: dict[str, list[str]]) -> None:
    if mark.message is not None:
        _lay(mark.message, {"reactions": {who: emoji for who, (emoji, _at) in given.items() if emoji}})


def catch_up(mark: Mark, message: Message) -> None:
    """Do to a message what came before it did: an edit or a deletion that overtook it."""
    early = mark.early or {}
    if mark.state == "deleted":
        take_back(message_id=message.pk, taken_back_at=mark.state_at or message.at)
    if last := early.get("edited"):
        edited_at = datetime.fromisoformat(last["at"])
        edit(message_id=message.pk, text=last["text"], edited_at=edited_at, at=message.at)
        mark.early = {name: one for name, one in early.items() if name != "edited"}
        mark.save(update_fields=["early"])
    if mark.state == "deleted" or "edited" in early:
        message.refresh_from_db(fields=["text", "html", "extra"])
    if given := early.get("reactions"):
        _lay_reactions(mark, given)


def quoted(channel: Channel, external_id: str) -> dict[str, Any] | None:
    """Return what is shown of the message that another one answers; None if it is not known."""
    mark = Mark.objects.filter(channel=channel, external_id=external_id[:200]).select_related("message").first()
    if mark is None or mark.message is None:
        return None
    return {"message": mark.message.pk, "text": mark.message.text[:QUOTED]}


def _of_theirs(channel: Channel, external_id: str) -> Mark:
    mark, _made = (
        Mark.objects.select_for_update(of=("self",))
        .select_related("message")
        .get_or_create(channel=channel, external_id=external_id[:200])
    )
    return mark


def _remember(mark: Mark, what: dict[str, Any]) -> None:
    kept = dict(mark.early or {})
    if "edited" in what and _version_of(kept.get("edited")) > _version_of(what["edited"]):
        return
    mark.early = {**kept, **what}
    mark.save(update_fields=["early"])


def _version_of(edit: dict[str, str] | None) -> tuple[str, str]:
    """Order edits by their time. Nobody can say which of one second was the last, but it is always the same one."""
    return ((edit or {}).get("at", ""), (edit or {}).get("text", ""))


def _lay(message: Message, more: dict[str, Any]) -> None:
    message.extra = {**(message.extra or {}), **more}
    message.save(update_fields=["extra"])
