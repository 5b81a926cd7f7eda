"""Putting a ticket aside until a moment or a reply, and bringing it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM, Actor
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.base.storage.ready import Ready, update
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked, locked_open
from escalera.core.tickets.classes import find_reason, reason_of
from escalera.core.tickets.facts import TicketSnoozed, TicketWoken
from escalera.core.tickets.models import STATUS_FIELDS, Snooze, Status, Ticket, WaitReason, Woken

LONGEST = timedelta(days=366)
BATCH = 100
_ASLEEP = Ready(lambda ticket: Snooze.objects.filter(ticket=ticket, woken_at__isnull=True).order_by("id")[:1])


@together()
def snooze(*, ticket_id: int, until: datetime | None, by: Agent, at: datetime, reason: str = "") -> Ticket:
    """Put the ticket aside until a moment or, with None, until the customer writes (which wakes it in any case).

    `reason`: the code of a reason of this status, else its own.
    Raises: NotAllowed, HasEnded, BadInput, Ticket.DoesNotExist."""
    ticket = locked_open(ticket_id, by)
    if until is not None and not at < until <= at + LONGEST:
        raise BadInput(_("Choose a moment between now and a year from now."))
    why = reason_for(Status.SCHEDULED, reason)
    before = end_sleep(ticket, Woken.AGENT, at) or ticket.status
    Snooze.objects.create(ticket=ticket, until=until, from_status=before, at=at, by=by)
    ticket.move_to_status(Status.SCHEDULED, why)
    ticket.snoozed_until = until
    ticket.touch(at)
    update(ticket, *STATUS_FIELDS, "snoozed_until", "updated_at")
    fact = TicketSnoozed(
        ticket_id=ticket.pk, from_status=before, until=until.isoformat() if until else "",
        reason=why.code if why else "", words=why.name if why else "",
        pauses=tuple(why.pauses) if why else (),
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return ticket


@together()
def wake(*, ticket_id: int, by: Agent, at: datetime) -> Ticket:
    """Bring the ticket back now; one that is awake stays as it is. Raises: NotAllowed, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if ticket.status == Status.SCHEDULED:
        _wake(ticket, Woken.AGENT, by.actor, at)
    return ticket


def wake_due(*, at: datetime) -> int:
    """Bring back every ticket whose time has come, each in its own transaction; return how many."""
    due = Ticket.objects.filter(is_open=True, snoozed_until__isnull=False, snoozed_until__lte=at)
    numbers = list(due.order_by("snoozed_until").values_list("pk", flat=True)[:BATCH])
    return sum(_wake_if_due(number, at) for number in numbers)


@together()
def _wake_if_due(ticket_id: int, at: datetime) -> int:
    ticket = Ticket.objects.lock(ticket_id)
    if ticket.status != Status.SCHEDULED or ticket.snoozed_until is None or ticket.snoozed_until > at:
        return 0
    _wake(ticket, Woken.TIME, SYSTEM, at)
    return 1


def reason_for(status: str, code: str) -> WaitReason | None:
    """Return the reason with that code, or the status's own for "". Raises: BadInput if it is none of this status."""
    if not code:
        return reason_of(status)
    reason = find_reason(code)
    if reason is None or reason.status != status or reason.archived_at is not None:
        raise BadInput(_("Choose one of the reasons for this wait."))
    return reason


def _wake(ticket: Ticket, because: Woken, actor: Actor, at: datetime) -> None:
    ticket.move_to_status(woken_status(end_sleep(ticket, because, at)))
    ticket.touch(at)
    update(ticket, *STATUS_FIELDS, "snoozed_until", "updated_at")
    record(TicketWoken(ticket_id=ticket.pk, because=because), actor=actor, at=at)


def woken_status(before: str) -> Status:
    """Return how a ticket stands after its sleep: as before, but who waited for the customer has waited enough."""
    return Status.NEW if before == Status.NEW else Status.OPEN


def end_sleep(ticket: Ticket, because: Woken, at: datetime) -> str:
    """Close the open sleep of a locked ticket, if there is one; return the status from before it, or "".

    The caller saves `snoozed_until`."""
    ticket.snoozed_until = None
    sleep = _ASLEEP.first(ticket.pk)
    if sleep is None:
        return ""
    sleep.woken_at, sleep.woken = at, because
    update(sleep, "woken_at", "woken")
    return sleep.from_status
