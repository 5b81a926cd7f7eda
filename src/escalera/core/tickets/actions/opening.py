"""What comes from the customer's side: a new ticket, or one more message on it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Contact, Team
from escalera.base.people.queries import entrance
from escalera.base.storage.ready import insert, update
from escalera.base.storage.together import together
from escalera.core.tickets.actions.classifying import check_choices
from escalera.core.tickets.actions.content import Content, checked, write_message
from escalera.core.tickets.actions.sleeping import end_sleep
from escalera.core.tickets.facts import MessageReceived, TicketOpened, TicketReopened, TicketWoken
from escalera.core.tickets.models import Kind, Message, MessageKind, Priority, Status, Ticket, Woken


@together()
def open_ticket(
    *,
    requester: Contact,
    subject: str,
    content: Content,
    channel: str,
    at: datetime,
    team: Team | None = None,
    kind: str = Kind.INCIDENT,
    priority: int = Priority.NORMAL,
    by: Agent | None = None,
    key: str | None = None,
) -> Message:
    """Open a ticket with its first message, in the given team's queue or at the entrance; return that message.

    `by` is the agent who writes it down for the customer. With a `key` already used, return the first message.
    Raises: BadInput (empty, unknown kind or priority, no team at all)."""
    if key and (known := Message.objects.filter(key=key).first()):
        return known
    check_choices(kind, priority)
    content = checked(content)
    team = team or entrance()
    ticket = Ticket(
        kind=kind,
        priority=priority,
        channel=channel,
        subject=subject_of(subject, content),
        snippet=content.snippet(),
        requester=requester,
        organization_id=requester.organization_id,
        segment_id=requester.segment_id,
        team=team,
        level_id=team.level_id,
        opened_at=at,
        updated_at=at,
        customer_waits_since=at,
    )
    insert(ticket)
    message = write_message(
        ticket, content, kind=MessageKind.MESSAGE, channel=channel, at=at, author=requester, key=key
    )
    fact = TicketOpened(
        ticket_id=ticket.pk, message_id=message.pk, channel=channel, team_id=team.pk, level_id=team.level_id
    )
    record(fact, actor=(by or requester).actor, at=at)
    return message


@together()
def receive_message(
    *,
    ticket_id: int,
    contact: Contact,
    content: Content,
    channel: str,
    at: datetime,
    automatic: bool = False,
    key: str | None = None,
) -> Message:
    """Add what the customer's side said to a ticket, or to the one that it was merged into; return the message.

    A person's word reopens an ended ticket, ends a wait and a sleep; an automatic one (out of office…) does neither.
    Raises: BadInput, Ticket.DoesNotExist."""
    if key and (known := Message.objects.filter(key=key).first()):
        return known
    ticket = Ticket.objects.lock_standing(ticket_id)
    kind = MessageKind.BOT if automatic else MessageKind.MESSAGE
    message = write_message(ticket, checked(content), kind=kind, channel=channel, at=at, author=contact, key=key)
    slept = not automatic and ticket.status == Status.SCHEDULED and bool(end_sleep(ticket, Woken.REPLY, at))
    reopens_from = "" if automatic else _heed(ticket, at, slept)
    ticket.snippet = content.snippet()
    ticket.touch(at)
    update(
        ticket, "status", "is_open", "customer_waits_since", "snippet", "updated_at", "resolved_at", "reopened",
        "snoozed_until",
    )  # fmt: skip
    record(MessageReceived(ticket_id=ticket.pk, message_id=message.pk, channel=channel), actor=contact.actor, at=at)
    if slept:
        record(TicketWoken(ticket_id=ticket.pk, because=Woken.REPLY), actor=contact.actor, at=at)
    if reopens_from:
        fact = TicketReopened(ticket_id=ticket.pk, from_status=reopens_from, message_id=message.pk)
        record(fact, actor=contact.actor, at=at)
    return message


def subject_of(subject: str, content: Content) -> str:
    """Return a subject that is never empty."""
    return " ".join(subject.replace("\x00", "").split())[:250] or content.snippet()[:80] or _("(no subject)")


def _heed(ticket: Ticket, at: datetime, slept: bool) -> str:
    """Let a person's word count; return the status that the ticket was reopened from, or ""."""
    ticket.customer_waits_since = ticket.customer_waits_since or at
    reopens_from = ""
    if not ticket.is_open:
        reopens_from = ticket.status
        ticket.resolved_at = None
        ticket.reopened += 1
    if reopens_from or slept or ticket.status == Status.WAITING_CUSTOMER:
        ticket.move_to_status(Status.OPEN)
    return reopens_from
