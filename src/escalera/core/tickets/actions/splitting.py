"""One ticket that holds two needs becomes two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.base.storage.ready import insert
from escalera.base.storage.together import together
from escalera.core.tickets.actions.content import Content
from escalera.core.tickets.actions.linking import write_link
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.actions.merging import move_messages
from escalera.core.tickets.actions.opening import subject_of
from escalera.core.tickets.facts import SplitOff, TicketOpened, TicketSplit
from escalera.core.tickets.indexing import index, opens_ticket
from escalera.core.tickets.models import Attachment, LinkKind, Message, MessageKind, Participant, Ticket

MOST = 200  # messages at once


@together()
def split(
    *, ticket_id: int, message_ids: Sequence[int], by: Agent, at: datetime, subject: str = "", copy: bool = False
) -> Ticket:
    """Open a new ticket in the same team's queue with these messages, linked to the old one; return it.

    The messages go over, or with `copy` stand on both: one mail may hold two needs. Nobody outside is told.
    Raises: NotAllowed, BadInput, Ticket.DoesNotExist."""
    old = locked(ticket_id, by)
    wanted = sorted(set(message_ids))[:MOST]
    messages = list(Message.objects.filter(ticket=old, pk__in=wanted).select_related("contact").order_by("pk"))
    _check(old, messages, wanted, copy)
    new = _new_ticket(old, messages, subject)
    if copy:
        keys = [_copy(message, new) for message in messages]
    else:
        keys = [message.pk for message in messages]
        move_messages(keys, new.pk)
    _people(old, new, messages, at)
    opened = TicketOpened(
        ticket_id=new.pk, message_id=keys[0], channel=new.channel, team_id=new.team_id, level_id=new.level_id
    )
    record(opened, actor=by.actor, at=at)
    record(SplitOff(ticket_id=new.pk, from_id=old.pk), actor=by.actor, at=at)
    write_link(LinkKind.RELATED, old.pk, new.pk, by=by, at=at)
    say_again(old, at)
    fact = TicketSplit(ticket_id=old.pk, into_id=new.pk, message_ids=tuple(m.pk for m in messages), copied=copy)
    record(fact, actor=by.actor, at=at)
    return new


def _check(old: Ticket, messages: Sequence[Message], wanted: Sequence[int], copy: bool) -> None:
    if not messages or len(messages) != len(wanted):
        raise BadInput(_("Choose messages of this ticket."))
    if not copy and not Message.objects.filter(ticket=old).exclude(pk__in=wanted).exists():
        raise BadInput(_("Something has to stay on the ticket: copy the message, or leave one here."))


def _new_ticket(old: Ticket, messages: Sequence[Message], subject: str) -> Ticket:
    asked = [m for m in messages if m.contact_id and m.kind == MessageKind.MESSAGE]
    first = messages[0]
    requester = (asked[0].contact if asked else None) or old.requester
    answered = any(m.agent_id and m.kind == MessageKind.MESSAGE and m.pk > asked[-1].pk for m in messages if asked)
    content = Content(first.text)
    ticket = Ticket(
        kind=old.kind,
        priority=old.priority,
        impact=old.impact,
        urgency=old.urgency,
        category_id=old.category_id,
        language=old.language,
        channel=old.channel,
        subject=subject_of(subject or old.subject, content),
        snippet=Content(messages[-1].text).snippet(),
        requester=requester,
        organization_id=requester.organization_id,
        segment_id=requester.segment_id,
        team=old.team,
        level_id=old.level_id,
        opened_at=first.at,
        updated_at=max(m.at for m in messages),
        customer_waits_since=asked[0].at if asked and not answered else None,
    )
    insert(ticket)
    return ticket


def _copy(message: Message, ticket: Ticket) -> int:
    extra = {**(message.extra or {}), "copied_from": message.pk}
    copied = Message(
        ticket=ticket,
        kind=message.kind,
        channel=message.channel,
        contact_id=message.contact_id,
        agent_id=message.agent_id,
        at=message.at,
        text=message.text,
        folded=message.folded,
        html=message.html,
        extra=extra,
    )
    insert(copied)
    files = Attachment.objects.filter(message=message).order_by("pk")
    Attachment.objects.bulk_create([_same_file(file, copied) for file in files])
    index(copied, ticket, opens=opens_ticket(copied, ticket))
    return copied.pk


def _same_file(file: Attachment, message: Message) -> Attachment:
    file.pk, file.message = None, message
    file._state.adding = True
    return file


def _people(old: Ticket, new: Ticket, messages: Sequence[Message], at: datetime) -> None:
    """Bring in who wrote the messages that went over."""
    wrote = dict.fromkeys(m.contact_id for m in messages if m.contact_id and m.contact_id != new.requester_id)
    Participant.objects.bulk_create([Participant(ticket=new, contact_id=one, since=at) for one in wrote])


def say_again(old: Ticket, at: datetime) -> None:
    """Say again of a locked ticket what its messages say: its last words, and whether the customer waits."""
    said = old.messages.exclude(kind=MessageKind.NOTE).order_by("-id")
    if (last := said.first()) is not None:
        old.snippet = Content(last.text).snippet()
    answered = said.filter(agent__isnull=False, kind=MessageKind.MESSAGE).values_list("pk", flat=True).first() or 0
    asked = old.messages.filter(kind=MessageKind.MESSAGE, contact__isnull=False, pk__gt=answered).order_by("id")
    waits = asked.values_list("at", flat=True).first()
    old.customer_waits_since = waits if old.is_open else None
    old.touch(at)
    old.save(update_fields=["snippet", "customer_waits_since", "updated_at"])
