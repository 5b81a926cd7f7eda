"""Statuses, edits, reactions and what was taken back: found by the provider's name of the message, in whatever order
they come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.core.channels.facts import DeliveryFailed, MessageMarked
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Mark
from escalera.core.channels.shared.heard import Edited, Reacted, SeenUntil, StatusChanged, TakenBack
from escalera.core.tickets.models import Message

RANK = {"": 0, "sent": 1, "delivered": 2, "read": 3}
QUOTED = 200  # characters of a message that another one answers


def note_status(channel: Channel, event: StatusChanged, at: datetime) -> str:
    """Move a message of ours to its furthest state; one that is not known yet is remembered by its name."""
    mark, _made = Mark.objects.select_for_update(of=("self",)).get_or_create(
        channel=channel, external_id=event.external_id[:200], defaults={"is_outgoing": True}
    )
    when = min(event.at or at, at)
    if event.state == "failed":
        if mark.state not in ("delivered", "read"):
            mark.state, mark.state_at = "failed", when
            mark.save(update_fields=["state", "state_at"])
            _fail(mark, event, at)
    elif RANK.get(event.state, 0) > RANK.get(mark.state, 0):
        mark.state, mark.state_at = event.state, when
        mark.save(update_fields=["state", "state_at"])
        reach(mark)
    return f"status {event.state}"


def reach(mark: Mark) -> None:
    """Let the delivery say how far its message came."""
    if mark.message_id is None or mark.state not in ("delivered", "read"):
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


def _fail(mark: Mark, event: StatusChanged, at: datetime) -> None:
    """The provider took it and could not bring it: the delivery has failed after all, in its words."""
    if mark.message_id is None:
        return
    delivery = Delivery.objects.filter(message=mark.message_id, delivered_at=None).first()
    if delivery is None or delivery.state == DeliveryState.FAILED:
        return
    answer = f"{event.words} ({event.code})" if event.code else event.words
    delivery.state, delivery.answer = DeliveryState.FAILED, answer
    delivery.save(update_fields=["state", "answer"])
    fact = DeliveryFailed(
        ticket_id=delivery.message.ticket_id, delivery_id=delivery.pk, message_id=delivery.message_id,
        answer=answer[:300],
    )  # fmt: skip
    record(fact, actor=SYSTEM, at=at)


def note_seen(channel: Channel, event: SeenUntil) -> str:
    """Mark as read what they have seen of ours."""
    marks = Mark.objects.filter(
        Q(state_at=None) | Q(state_at__lte=event.at),
        channel=channel, thread__address=event.thread[:200], is_outgoing=True, message__isnull=False,
    ).exclude(state__in=["read", "failed"])  # fmt: skip
    for mark in marks.order_by("-pk")[:50]:
        mark.state, mark.state_at = "read", event.at
        mark.save(update_fields=["state", "state_at"])
        reach(mark)
    return "status read"


def note_edit(channel: Channel, event: Edited, at: datetime) -> str:
    """Write the newest words beside the first ones, which stay; an older edit that comes later changes nothing."""
    mark = _of_theirs(channel, event.external_id)
    when = (event.at or at).isoformat()
    if mark.message is None:
        _remember(mark, {"edited": {"text": event.text, "at": when}})
        return "edited"
    _apply_edit(mark.message, {"text": event.text, "at": when})
    tell(mark.message.pk, "edited", at)
    return "edited"


def note_taken_back(channel: Channel, event: TakenBack, at: datetime) -> str:
    mark = _of_theirs(channel, event.external_id)
    mark.state = "deleted"
    mark.save(update_fields=["state"])
    when = (event.at or at).isoformat()
    if mark.message is not None:
        _lay(mark.message, {"taken_back": when})
        tell(mark.message.pk, "taken back", at)
    return "taken back"


def note_reaction(channel: Channel, event: Reacted, at: datetime) -> str:
    """Set or take off one person's emoji; a reaction is no message."""
    mark = Mark.objects.filter(channel=channel, external_id=event.external_id[:200]).select_related("message").first()
    if mark is None or mark.message is None:
        return "reaction to a message that is not known"
    reactions = dict((mark.message.extra or {}).get("reactions") or {})
    if event.emoji:
        reactions[event.who[:80]] = event.emoji[:16]
    else:
        reactions.pop(event.who[:80], None)
    _lay(mark.message, {"reactions": reactions})
    tell(mark.message.pk, "reaction", at)
    return "reaction"


def catch_up(mark: Mark, message: Message) -> None:
    """Do to a message what came before it did: an edit or a deletion that overtook it."""
    if mark.state == "deleted":
        _lay(message, {"taken_back": (mark.state_at or message.at).isoformat()})
    if edit := (mark.early or {}).get("edited"):
        _apply_edit(message, edit)


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
    if "edited" in what and kept.get("edited", {}).get("at", "") > what["edited"]["at"]:
        return
    mark.early = {**kept, **what}
    mark.save(update_fields=["early"])


def _apply_edit(message: Message, edit: dict[str, str]) -> None:
    """Let the message say its newest words; what it said first is kept in `extra`."""
    extra = message.extra or {}
    if extra.get("edited", {}).get("at", "") >= edit["at"]:
        return
    first = extra.get("edited", {}).get("first", message.text)
    message.text = edit["text"].replace("\x00", "")
    message.extra = {**extra, "edited": {"at": edit["at"], "first": first}}
    message.save(update_fields=["text", "extra"])


def _lay(message: Message, more: dict[str, Any]) -> None:
    message.extra = {**(message.extra or {}), **more}
    message.save(update_fields=["extra"])
