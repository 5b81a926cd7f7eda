"""A reply on the whole that goes to its parts too."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.base.storage.together import together
from escalera.core.tickets import policies
from escalera.core.tickets.actions.content import Content
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.actions.writing import reply
from escalera.core.tickets.models import Attachment, Link, LinkKind, Message, MessageKind


@together()
def pass_on(*, ticket_id: int, message_id: int, by: Agent, at: datetime) -> list[Message]:
    """Send a reply of the ticket to the customers of its open parts too, each on their own ticket; once each.

    Parts that the agent may not work on are left out.
    Raises: NotAllowed, BadInput (no reply, no open part), Message.DoesNotExist."""
    ticket = locked(ticket_id, by)
    message = Message.objects.get(pk=message_id, ticket=ticket)
    if message.kind != MessageKind.MESSAGE or message.agent_id is None:
        raise BadInput(_("Only a reply to the customer can go to the parts."))
    links = Link.objects.filter(to=ticket, kind=LinkKind.PARENT, ticket__is_open=True).select_related("ticket__team")
    parts = [link.ticket for link in links.order_by("ticket_id") if not policies.why_not_work(by, link.ticket)]
    if not parts:
        raise BadInput(_("No part of this ticket is open."))
    return [_said_again(message, part.pk, by, at) for part in parts]


def _said_again(message: Message, ticket_id: int, by: Agent, at: datetime) -> Message:
    key = f"passed-on:{message.pk}:{ticket_id}"
    if known := Message.objects.filter(key=key).first():
        return known
    content = Content(message.text, html=message.html, extra={"passed_on": message.pk})
    said = reply(ticket_id=ticket_id, content=content, by=by, at=at, key=key)
    Attachment.objects.bulk_create([_same(file, said) for file in message.attachments.order_by("pk")])
    return said


def _same(file: Attachment, message: Message) -> Attachment:
    file.pk, file.message = None, message
    file._state.adding = True
    return file
