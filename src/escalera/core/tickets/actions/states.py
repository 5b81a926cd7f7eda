"""Who holds a ticket, and in which state it is."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Contact
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.ready import update
from escalera.base.storage.together import together
from escalera.core.tickets import policies
from escalera.core.tickets.actions.content import Content
from escalera.core.tickets.actions.linking import duplicates_to_resolve
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.actions.said import write_automatic
from escalera.core.tickets.actions.sleeping import end_sleep, reason_for
from escalera.core.tickets.facts import TicketReleased, TicketReopened, TicketResolved, TicketTaken, TicketWaits
from escalera.core.tickets.leaving import reply_channel
from escalera.core.tickets.models import ENDED, STATUS_FIELDS, WAITING, Status, Ticket, Woken
from escalera.core.tickets.obstacles import obstacles_of


class CannotResolve(Refusal):
    """The ticket has already ended."""


class MissingFields(CannotResolve):
    """The company wants to know more first; `keys` are the fields."""

    def __init__(self, text: str, keys: list[str]) -> None:
        super().__init__(text)
        self.keys = keys


class StillOpen(CannotResolve):
    """Parts or steps of it are open; saying `anyway` resolves it all the same."""


class CannotWait(Refusal):
    """Only an open ticket can wait."""


@together()
def take(*, ticket_id: int, by: Agent, at: datetime) -> Ticket:
    """Make the agent the one who works on it (and, if nobody answers to the customer yet, its owner).

    Taking what one already holds changes nothing. Raises: NotAllowed, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if refusal := policies.why_not_take(by, ticket):
        raise NotAllowed(refusal)
    if ticket.assignee_id == by.pk:
        return ticket
    hold(ticket, by, at)
    if ticket.status == Status.NEW:
        ticket.move_to_status(Status.OPEN)
    ticket.touch(at)
    update(ticket, "assignee", "owner", *STATUS_FIELDS, "updated_at")
    return ticket


def hold(ticket: Ticket, by: Agent, at: datetime) -> None:
    """Set the assignee on a locked ticket and record it; the caller saves."""
    before = ticket.assignee_id
    ticket.assignee = by
    if ticket.owner_id is None:
        ticket.owner = by
    record(TicketTaken(ticket_id=ticket.pk, agent_id=by.pk, from_agent_id=before), actor=by.actor, at=at)


@together()
def release(*, ticket_id: int, by: Agent, at: datetime) -> Ticket:
    """Put the ticket back into its team's queue. Raises: NotAllowed, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if ticket.assignee_id is None:
        return ticket
    before = ticket.assignee_id
    ticket.assignee = None
    ticket.touch(at)
    update(ticket, "assignee", "updated_at")
    record(TicketReleased(ticket_id=ticket.pk, from_agent_id=before), actor=by.actor, at=at)
    return ticket


@together()
def wait_for(*, ticket_id: int, status: str, by: Agent, at: datetime, reason: str = "") -> Ticket:
    """Say for whom the ticket waits, or, with `open`, that the wait is over.

    `reason`: the code of a reason of that status, else the status's own.
    Raises: NotAllowed, CannotWait, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if status not in (*WAITING, Status.OPEN):
        raise BadInput(_("A ticket can wait for the customer, for colleagues or for a vendor."))
    if refusal := policies.why_not_wait(ticket):
        raise CannotWait(refusal)
    why = reason_for(status, reason)
    before = ticket.status
    if before == status and (not reason or ticket.wait_reason_id == (why.pk if why else None)):
        return ticket
    end_sleep(ticket, Woken.AGENT, at)
    ticket.move_to_status(Status(status), why)
    ticket.touch(at)
    update(ticket, *STATUS_FIELDS, "snoozed_until", "updated_at")
    fact = TicketWaits(
        ticket_id=ticket.pk, status=status, from_status=before,
        reason=why.code if why else "", words=why.name if why else "",
        pauses=tuple(why.pauses) if why else (),
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return ticket


@together()
def resolve(
    *, ticket_id: int, by: Agent | Contact, at: datetime, message_id: int | None = None, anyway: bool = False
) -> Ticket:
    """Say that the need is met; `message_id` is the answer that met it. Open duplicates of it are resolved too.

    An agent must have filled in what the company asks; open parts and steps want `anyway`.
    Raises: NotAllowed, CannotResolve (MissingFields, StillOpen), Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if refusal := policies.why_not_resolve(ticket):
        raise CannotResolve(refusal)
    if isinstance(by, Agent):
        refuse_obstacles(ticket, anyway)
    before = end_sleep(ticket, Woken.ENDED, at) or ticket.status
    if isinstance(by, Agent) and not by.is_robot and ticket.assignee_id is None:
        hold(ticket, by, at)
    ticket.move_to_status(Status.RESOLVED)
    ticket.resolved_at = at
    ticket.customer_waits_since = None
    ticket.touch(at)
    update(
        ticket,
        *STATUS_FIELDS,
        "resolved_at",
        "customer_waits_since",
        "snoozed_until",
        "updated_at",
        "assignee",
        "owner",
    )
    record(TicketResolved(ticket_id=ticket.pk, from_status=before, message_id=message_id), actor=by.actor, at=at)
    if isinstance(by, Agent):
        _resolve_duplicates(ticket, by, at)
    return ticket


def refuse_obstacles(ticket: Ticket, anyway: bool) -> None:
    """Raises: MissingFields; StillOpen unless `anyway`."""
    found = obstacles_of(ticket)
    if found.missing:
        raise MissingFields(found.blocks, [field.key for field in found.missing])
    if found.warns and not anyway:
        raise StillOpen(found.warns)


def _resolve_duplicates(original: Ticket, by: Agent, at: datetime) -> None:
    """End the duplicates with their original and tell their customers, who know nothing of the original."""
    for number in duplicates_to_resolve(original):
        ticket = Ticket.objects.lock(number)
        if not ticket.is_open:
            continue
        with override(ticket.requester.language or settings.LANGUAGE_CODE):
            text = _("Hello, %(name)s:\n\nYour request #%(number)d has been resolved. If it is not, just answer this.") % {
                "name": ticket.requester.name, "number": number,
            }  # fmt: skip
        message = write_automatic(
            ticket_id=number,
            content=Content(text),
            at=at,
            key=f"resolved-with:{original.pk}:{number}:{ticket.reopened}",
            channel=reply_channel(ticket),
        )
        ticket = Ticket.objects.lock(number)
        before = end_sleep(ticket, Woken.ENDED, at) or ticket.status
        ticket.move_to_status(Status.RESOLVED)
        ticket.resolved_at, ticket.customer_waits_since = at, None
        ticket.touch(at)
        update(ticket, *STATUS_FIELDS, "resolved_at", "customer_waits_since", "snoozed_until", "updated_at")
        fact = TicketResolved(ticket_id=number, from_status=before, message_id=message.pk, with_id=original.pk)
        record(fact, actor=by.actor, at=at)
        _resolve_duplicates(ticket, by, at)


@together()
def reopen(*, ticket_id: int, by: Agent | Contact, at: datetime) -> Ticket:
    """Open an ended ticket again; opening an open one changes nothing. Raises: NotAllowed, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if ticket.status not in ENDED:
        return ticket
    before = ticket.status
    ticket.move_to_status(Status.OPEN)
    ticket.resolved_at = None
    ticket.reopened += 1
    ticket.touch(at)
    update(ticket, *STATUS_FIELDS, "resolved_at", "reopened", "updated_at")
    record(TicketReopened(ticket_id=ticket.pk, from_status=before), actor=by.actor, at=at)
    return ticket
