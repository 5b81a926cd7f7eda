"""What a customer writes on their own page of a request: on it while it is open; once it has ended, as the rule says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from escalera.base.people.models import Contact
from escalera.base.storage.together import together
from escalera.core.channels.shared import placing
from escalera.core.channels.shared.conversation_rule import PAGE, rule_for
from escalera.core.tickets.actions import Content, open_ticket, receive_message
from escalera.core.tickets.first_words import subject_from
from escalera.core.tickets.models import Message, Ticket


@together()
def say_on_page(
    *, ticket_id: int, contact: Contact, content: Content, channel: str, at: datetime, key: str | None = None
) -> Message:
    """Put a customer's words on the request on whose page they wrote them, or on a new one that is linked with it;
    return their message. The same `key` again is one message. Who is in a conversation without having asked for it
    always stays in it. Raises: as `tickets.receive_message`."""
    if key and (known := Message.objects.filter(key=key).first()):
        return known
    ticket = Ticket.objects.lock_standing(ticket_id)
    place = _place(ticket, contact, content.text, at)
    content = replace(content, extra={**(content.extra or {}), **({"placed": place.words} if place.words else {})})
    if place.ticket_id is not None:
        return receive_message(ticket_id=ticket.pk, contact=contact, content=content, channel=channel, at=at, key=key)
    message = open_ticket(
        requester=contact, subject=subject_from(content.text), content=content, channel=PAGE, at=at, key=key,
        language=ticket.language,
    )  # fmt: skip
    placing.begin_after(place, message, at)
    return message


def goes_on(ticket: Ticket, contact: Contact, at: datetime) -> bool:
    """Say whether what they would write now goes on in this request, not in a new one."""
    return ticket.is_open or _place(ticket, contact, "", at).ticket_id is not None


def _place(ticket: Ticket, contact: Contact, text: str, at: datetime) -> placing.Place:
    if contact.pk != ticket.requester_id:
        return placing.Place(ticket.pk, "append")
    return placing.decide(ticket, rule_for(ticket.segment_id, PAGE), text, at, answers=True)
