"""Two tickets that are one need become one, and two again if that was wrong.

Nothing is deleted. Messages, checklists and times go over by key, and the merge keeps the keys; tags, participants and
values of fields that the survivor lacks are added to it and stay on the absorbed ticket too (see `carrying.py`). Rooms
above that have something to carry over do it in a reaction to `TicketMerged` or `TicketAbsorbed`, note it with
`remember`, and put it back in a reaction to `MergeUndone` with `remembered`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.tickets import policies
from escalera.core.tickets.actions.carrying import carry, carry_back
from escalera.core.tickets.actions.locking import locked_pair
from escalera.core.tickets.actions.sleeping import end_sleep, woken_status
from escalera.core.tickets.facts import MergeUndone, TicketAbsorbed, TicketMerged, TicketUnmerged
from escalera.core.tickets.indexing import moved
from escalera.core.tickets.models import STATUS_FIELDS, Merge, Message, Snooze, Status, Ticket, Woken

MOMENTS = ("customer_waits_since", "resolved_at", "promised_at", "due_at", "snoozed_until")
KEPT = (
    "status",
    "is_open",
    "wait_reason_id",
    "snippet",
    "customer_waits_since",
    "resolved_at",
    "promised_at",
    "due_at",
    "snoozed_until",
    "assignee_id",
)
CHANGED = (
    "status", "is_open", "wait_reason_id", "snippet", "customer_waits_since", "promised_at", "due_at", "snoozed_until",
)  # fmt: skip
_COLUMNS = [
    *STATUS_FIELDS,
    "snippet",
    "customer_waits_since",
    "promised_at",
    "due_at",
    "snoozed_until",
    "updated_at",
]


class CannotMerge(Refusal):
    """These two can't become one as they stand."""


class CannotUndoMerge(Refusal):
    """The merge was undone already, or another one stands on it."""


@together()
def merge(*, survivor_id: int, absorbed_id: int, by: Agent, at: datetime) -> Merge:
    """Let the absorbed ticket's conversation go on in the survivor; the absorbed one ends and points there.

    Raises: NotAllowed, CannotMerge, Ticket.DoesNotExist."""
    if survivor_id == absorbed_id:
        raise CannotMerge(_("A ticket can't be merged with itself."))
    survivor, absorbed = locked_pair(survivor_id, absorbed_id, by)
    if refusal := policies.why_not_merge(survivor, absorbed):
        raise CannotMerge(refusal)
    before = {"survivor": _state(survivor), "absorbed": _state(absorbed)}
    moved = {
        "messages": list(Message.objects.filter(ticket=absorbed).order_by("pk").values_list("pk", flat=True)),
        **carry(survivor, absorbed, by, at),
        "sleeps": _sleeps_of(survivor, absorbed),
    }
    move_messages(moved["messages"], survivor.pk)
    from_status = absorbed.status
    _gain(survivor, absorbed, at)
    _end(absorbed, survivor, at)
    before["after"] = _state(survivor)
    made = Merge.objects.create(survivor=survivor, absorbed=absorbed, at=at, by=by, moved=moved, before=before)
    ended = TicketMerged(ticket_id=absorbed.pk, into_id=survivor.pk, merge_id=made.pk, from_status=from_status)
    record(ended, actor=by.actor, at=at)
    gained = TicketAbsorbed(
        ticket_id=survivor.pk, absorbed_id=absorbed.pk, merge_id=made.pk, messages=len(moved["messages"]),
        waits_since=survivor.customer_waits_since.isoformat() if survivor.customer_waits_since else "",
    )  # fmt: skip
    record(gained, actor=by.actor, at=at)
    return made


@together()
def undo_merge(*, merge_id: int, by: Agent, at: datetime) -> Merge:
    """Take two merged tickets apart again; what came since the merge stays with the survivor.

    Raises: NotAllowed, CannotUndoMerge, Merge.DoesNotExist."""
    known = Merge.objects.get(pk=merge_id)
    survivor, absorbed = _locked_for_undo(known, by)
    made = Merge.objects.get(pk=merge_id)
    if made.undone_at is not None:
        raise CannotUndoMerge(_("This merge was undone already."))
    if survivor.merged_into_id is not None:
        raise CannotUndoMerge(
            _("#%(one)d was merged into #%(other)d since: undo that first.")
            % {"one": survivor.pk, "other": survivor.merged_into_id}
        )
    back = list(
        Message.objects.filter(pk__in=made.moved["messages"], ticket=survivor).values_list("pk", flat=True)
    )  # fmt: skip
    newer = Message.objects.filter(ticket=survivor, pk__gt=max(made.moved["messages"], default=0), at__gt=made.at)
    stayed = newer.exclude(pk__in=back).count()
    move_messages(back, absorbed.pk)
    carry_back(made)
    _stand_alone(absorbed, made, at)
    _lose(survivor, made, at)
    made.undone_at, made.undone_by = at, by
    made.save(update_fields=["undone_at", "undone_by"])
    apart = TicketUnmerged(
        ticket_id=absorbed.pk, from_id=survivor.pk, merge_id=made.pk, status=absorbed.status
    )  # fmt: skip
    record(apart, actor=by.actor, at=at)
    undone = MergeUndone(ticket_id=survivor.pk, absorbed_id=absorbed.pk, merge_id=made.pk, stayed=stayed)
    record(undone, actor=by.actor, at=at)
    return made


def move_messages(keys: list[int], ticket_id: int) -> None:
    """Put messages on another ticket, with their place in the search."""
    if keys:
        Message.objects.filter(pk__in=keys).update(ticket=ticket_id)
        moved(keys, ticket_id)


def remember(merge_id: int, what: str, keys: list[int]) -> None:
    """Note what a room above carried over with a merge, for the day when it is undone."""
    made = Merge.objects.get(pk=merge_id)
    made.moved[what] = keys
    made.save(update_fields=["moved"])


def remembered(merge_id: int, what: str) -> list[int]:
    """Return what a room above noted with `remember`."""
    return list(Merge.objects.get(pk=merge_id).moved.get(what, []))


def _locked_for_undo(made: Merge, by: Agent) -> tuple[Ticket, Ticket]:
    """Lock both in the order of their numbers; the right is asked of the survivor, where the work goes on."""
    rows = {n: Ticket.objects.lock(n) for n in sorted((made.survivor_id, made.absorbed_id))}
    survivor, absorbed = rows[made.survivor_id], rows[made.absorbed_id]
    if survivor.merged_into_id is None and (refusal := policies.why_not_work(by, survivor)):
        raise NotAllowed(refusal)
    return survivor, absorbed


def _gain(survivor: Ticket, absorbed: Ticket, at: datetime) -> None:
    """Let the survivor take over what presses: who waits, the earlier promise, the last word."""
    waits = [t for t in (survivor.customer_waits_since, absorbed.customer_waits_since) if t]
    if absorbed.is_open and absorbed.customer_waits_since and survivor.status in (
        Status.WAITING_CUSTOMER, Status.SCHEDULED,
    ):  # fmt: skip
        end_sleep(survivor, Woken.REPLY, at)
        survivor.move_to_status(Status.OPEN)
    survivor.customer_waits_since = min(waits, default=None)
    survivor.promised_at = min((d for d in (survivor.promised_at, absorbed.promised_at) if d), default=None)
    survivor.due_at = min((d for d in (survivor.due_at, absorbed.due_at) if d), default=None)
    if absorbed.updated_at > survivor.updated_at:
        survivor.snippet = absorbed.snippet
    survivor.touch(at)
    survivor.save(update_fields=_COLUMNS)


def _end(absorbed: Ticket, survivor: Ticket, at: datetime) -> None:
    end_sleep(absorbed, Woken.ENDED, at)
    absorbed.move_to_status(Status.CLOSED)
    absorbed.customer_waits_since = None
    absorbed.merged_into = survivor
    absorbed.touch(at)
    absorbed.save(update_fields=[*_COLUMNS, "merged_into"])


def _stand_alone(absorbed: Ticket, made: Merge, at: datetime) -> None:
    """Give the absorbed ticket its own state back, and its sleep if that would still last."""
    before = made.before["absorbed"]
    for name in ("snippet", "customer_waits_since", "resolved_at", "promised_at", "due_at"):
        setattr(absorbed, name, _value(name, before[name]))
    absorbed.move_to_status(Status(before["status"]))
    absorbed.wait_reason_id = before.get("wait_reason_id")
    if absorbed.status == Status.SCHEDULED:
        _sleep_on(absorbed, made, at)
    absorbed.merged_into = None
    absorbed.touch(at)
    absorbed.save(update_fields=[*_COLUMNS, "resolved_at", "merged_into"])


def _lose(survivor: Ticket, made: Merge, at: datetime) -> None:
    """Take back from the survivor what the merge changed and nobody has changed since."""
    now, before, after = _state(survivor), made.before["survivor"], made.before["after"]
    for name in CHANGED:
        if now[name] == after.get(name) != before.get(name):
            setattr(survivor, name, _value(name, before.get(name)))
    if survivor.status == Status.SCHEDULED != now["status"]:
        _sleep_on(survivor, made, at)
    survivor.touch(at)
    survivor.save(update_fields=_COLUMNS)


def _sleeps_of(*tickets: Ticket) -> list[int]:
    """Return the open sleeps, which the merge is about to end; a sleep of the survivor may go on."""
    found = Snooze.objects.filter(ticket__in=tickets, woken_at__isnull=True)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _sleep_on(ticket: Ticket, made: Merge, at: datetime) -> None:
    """Let the ticket sleep again as before the merge, or wake it if its time or the customer came meanwhile; the caller
    saves."""
    asleep = Snooze.objects.filter(pk__in=made.moved.get("sleeps", []), ticket=ticket).first()
    came = Message.objects.filter(ticket=made.survivor_id, at__gt=made.at, contact__isnull=False).exists()
    if asleep is None or came or (asleep.until is not None and asleep.until <= at):
        ticket.move_to_status(woken_status(asleep.from_status if asleep else Status.OPEN))
        ticket.snoozed_until = None
        return
    if asleep.woken_at is not None:
        Snooze.objects.create(
            ticket=ticket, until=asleep.until, from_status=asleep.from_status, at=at, by_id=asleep.by_id
        )
    ticket.snoozed_until = asleep.until


def _state(ticket: Ticket) -> dict[str, Any]:
    values = {name: getattr(ticket, name) for name in KEPT}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _value(name: str, kept: Any) -> Any:
    return parse_datetime(kept) if kept and name in MOMENTS else kept
