"""What comes from the customer's side: a new ticket, or one more message on it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Contact, Team
from escalera.base.people.queries import entrance, segment_of
from escalera.base.settings.queries import company
from escalera.base.storage.ready import Ready, insert, update
from escalera.base.storage.together import together
from escalera.base.text.thanks import is_only_thanks
from escalera.core.tickets.actions.classifying import LONGEST_LANGUAGE, check_choices, check_classes
from escalera.core.tickets.actions.content import Content, checked, write_message
from escalera.core.tickets.actions.covering import without_personal_data, words_without_personal_data
from escalera.core.tickets.actions.sleeping import end_sleep
from escalera.core.tickets.classes import MOST_DEEP, priority_of
from escalera.core.tickets.entering import entered
from escalera.core.tickets.facts import MessageReceived, TicketOpened, TicketReopened, TicketWoken
from escalera.core.tickets.models import (
    STATUS_FIELDS,
    Category,
    Kind,
    Message,
    MessageKind,
    Priority,
    Status,
    Ticket,
    Woken,
)

_KNOWN = Ready(lambda key: Message.objects.filter(key=key))


@together()
def open_ticket(  # noqa: PLR0913 (what a form may say of a ticket)
    *,
    requester: Contact,
    subject: str,
    content: Content,
    channel: str,
    at: datetime,
    team: Team | None = None,
    kind: str = "",
    priority: int | None = None,
    by: Agent | None = None,
    key: str | None = None,
    category: Category | None = None,
    impact: int | None = None,
    urgency: int | None = None,
    language: str = "",
) -> Message:
    """Open a ticket with its first message, in the given team's queue, the category's, or at the entrance; return
    that message. Without a priority it is what the matrix makes of impact and urgency; without a kind, the category's.

    `by` is the agent who writes it down for the customer. With a `key` already used, return the first message.
    Raises: BadInput (empty, unknown kind or priority, no team at all)."""
    if key and (known := _KNOWN.first(key)):
        return known
    kind = kind or (category.kind if category else "") or Kind.INCIDENT
    priority = priority or priority_of(impact, urgency) or Priority.NORMAL
    check_choices(kind, priority)
    check_classes(category, impact, urgency)
    segment = segment_of(requester)
    content = without_personal_data(checked(content), segment)
    subject = words_without_personal_data(subject, segment)
    if team is None or by is None:  # where an agent writes it down on purpose, it stays
        team = entered(team or _team_of(category) or entrance(), segment)
    ticket = Ticket(
        kind=kind,
        priority=priority,
        impact=impact,
        urgency=urgency,
        category=category,
        language=(language or requester.language)[:LONGEST_LANGUAGE],
        channel=channel,
        subject=subject_of(subject, content),
        snippet=content.snippet(),
        requester=requester,
        organization_id=requester.organization_id,
        segment_id=segment,
        team=team,
        level_id=team.level_id,
        opened_at=at,
        updated_at=at,
        customer_waits_since=at,
    )
    insert(ticket)
    message = write_message(
        ticket, content, kind=MessageKind.MESSAGE, channel=channel, at=at, author=requester, key=key, opens=True
    )
    fact = TicketOpened(
        ticket_id=ticket.pk, message_id=message.pk, channel=channel, team_id=team.pk, level_id=team.level_id,
        kind=kind, priority=priority, category_id=ticket.category_id, impact=impact, urgency=urgency,
    )  # fmt: skip
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

    A person's word reopens an ended ticket, ends a wait and a sleep; an automatic one (out of office…) does neither,
    nor does one that only thanks for what has ended, where the company wants that.
    Raises: BadInput, Ticket.DoesNotExist."""
    if key and (known := _KNOWN.first(key)):
        return known
    ticket = Ticket.objects.lock_standing(ticket_id)
    kind = MessageKind.BOT if automatic else MessageKind.MESSAGE
    content = without_personal_data(checked(content), ticket.segment_id)
    message = write_message(ticket, content, kind=kind, channel=channel, at=at, author=contact, key=key)
    slept = not automatic and ticket.status == Status.SCHEDULED and bool(end_sleep(ticket, Woken.REPLY, at))
    thanks = not automatic and not ticket.is_open and _only_thanks(message)
    reopens_from = "" if automatic or thanks else _heed(ticket, at, slept)
    ticket.snippet = content.snippet()
    ticket.touch(at)
    update(
        ticket, *STATUS_FIELDS, "customer_waits_since", "snippet", "updated_at", "resolved_at", "reopened",
        "snoozed_until",
    )  # fmt: skip
    heard = MessageReceived(
        ticket_id=ticket.pk, message_id=message.pk, channel=channel, automatic=automatic, thanks=thanks
    )
    record(heard, actor=contact.actor, at=at)
    if slept:
        record(TicketWoken(ticket_id=ticket.pk, because=Woken.REPLY), actor=contact.actor, at=at)
    if reopens_from:
        fact = TicketReopened(ticket_id=ticket.pk, from_status=reopens_from, message_id=message.pk)
        record(fact, actor=contact.actor, at=at)
    return message


def subject_of(subject: str, content: Content) -> str:
    """Return a subject that is never empty."""
    return " ".join(subject.replace("\x00", "").split())[:250] or content.snippet()[:80] or _("(no subject)")


def _team_of(category: Category | None) -> Team | None:
    """Return where the category's tickets go, or those of the nearest one above it that says so."""
    for _step in range(MOST_DEEP):
        if category is None:
            return None
        if category.team is not None and category.team.archived_at is None:
            return category.team
        category = category.parent
    return None


def _only_thanks(message: Message) -> bool:
    """Say whether it says nothing but thanks, and the company lets such words rest."""
    return is_only_thanks(message.text) and not company().thanks_reopen


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
