"""What our side says: replies, internal notes, and the product's own automatic words."""

from __future__ import annotations

from datetime import datetime

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets import policies
from escalera.core.tickets.actions import states
from escalera.core.tickets.actions.content import Content, checked, write_message
from escalera.core.tickets.actions.covering import without_personal_data
from escalera.core.tickets.facts import NoteWritten, ReplyWritten
from escalera.core.tickets.leaving import Leaving, reply_channel, why_not_leave
from escalera.core.tickets.models import STATUS_FIELDS, Message, MessageKind, Status, Ticket


@together()
def reply(
    *,
    ticket_id: int,
    content: Content,
    by: Agent,
    at: datetime,
    then: str = "",
    key: str | None = None,
    channel: str = "",
    has_left: bool = False,
) -> Message:
    """Answer the customer in their channel; the channel's room queues the delivery in this same transaction.

    `then`: "" leaves the ticket open, "wait" waits for the customer, "resolve" resolves it. A ticket that nobody
    holds becomes the writer's if they are of its team. With a `key` already used, return the first message.
    `has_left`: the customer has it already (it was written where they are), so nothing is sent.
    Raises: NotAllowed, BadInput (also what its channel can't carry now), Ticket.DoesNotExist."""
    if key and (known := Message.objects.filter(key=key).first()):
        return known
    ticket = Ticket.objects.lock(ticket_id)
    _refuse_strangers(by, ticket)
    channel = channel or reply_channel(ticket)
    if not has_left:
        refuse_what_cannot_leave(ticket, channel, content, at)
    message = write_message(
        ticket, checked(content), kind=MessageKind.MESSAGE, channel=channel, at=at, author=by, key=key
    )
    if ticket.assignee_id is None and ticket.is_open and policies.is_in_team(by, ticket):
        states.hold(ticket, by, at)
    if ticket.status == Status.NEW:
        ticket.move_to_status(Status.OPEN)
    ticket.customer_waits_since = None
    ticket.snippet = content.snippet()
    ticket.touch(at)
    ticket.save(update_fields=[*STATUS_FIELDS, "customer_waits_since", "snippet", "updated_at", "assignee", "owner"])
    fact = ReplyWritten(ticket_id=ticket.pk, message_id=message.pk, channel=channel, has_left=has_left)
    record(fact, actor=by.actor, at=at)
    if then == "resolve" and ticket.is_open:
        states.resolve(ticket_id=ticket.pk, by=by, at=at, message_id=message.pk)
    elif then == "wait" and ticket.is_open:
        states.wait_for(ticket_id=ticket.pk, status=Status.WAITING_CUSTOMER, by=by, at=at)
    return message


@together()
def note(*, ticket_id: int, content: Content, by: Agent, at: datetime, key: str | None = None) -> Message:
    """Leave words that only our side reads. Raises: NotAllowed, BadInput, Ticket.DoesNotExist."""
    if key and (known := Message.objects.filter(key=key).first()):
        return known
    ticket = Ticket.objects.lock(ticket_id)
    if refusal := policies.why_not_note(by, ticket):
        raise NotAllowed(refusal)
    content = without_personal_data(checked(content), ticket.segment_id)
    message = write_message(ticket, content, kind=MessageKind.NOTE, channel="", at=at, author=by, key=key)
    ticket.touch(at)
    ticket.save(update_fields=["updated_at"])
    record(NoteWritten(ticket_id=ticket.pk, message_id=message.pk), actor=by.actor, at=at)
    return message


def refuse_what_cannot_leave(ticket: Ticket, channel: str, content: Content, at: datetime) -> None:
    """Raises: BadInput in words for an answer that its channel can't carry now."""
    files = [(one.name, one.content_type, len(one.content)) for one in content.files]
    if words := why_not_leave(ticket, Leaving(channel, content.text, files, content.extra or {}), at):
        raise BadInput(words)


def _refuse_strangers(by: Agent, ticket: Ticket) -> None:
    if refusal := policies.why_not_work(by, ticket):
        raise NotAllowed(refusal)
