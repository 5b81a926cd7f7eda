"""A person of the desk who writes where customers do, outside of the desk: their words are the desk's own.

Who they are is said by the kind of channel (`Said.colleague`), which lets in only an address that its provider has
verified. What they may on the ticket is what they may on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from escalera.base.people.models import Agent, Identity
from escalera.base.people.queries import address_key
from escalera.base.storage.ready import update
from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared import robot
from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.channels.shared.files import files_of
from escalera.core.channels.shared.heard import Said
from escalera.core.channels.shared.lookups import locked_thread
from escalera.core.tickets import policies
from escalera.core.tickets.actions import Content, note, reply
from escalera.core.tickets.models import Message, Ticket

SETTING = "colleagues"
REPLY, NOTE, HEARD = "reply", "note", "heard"  # what their words are: an answer, a note, or anybody's
NOTHING_SAID = "(…)"


@dataclass(frozen=True, slots=True)
class Written:
    """What came of their words; `reason` stands in the ledger."""

    thread: Thread
    message: Message
    reason: str


def write(channel: Channel, said: Said, at: datetime) -> Written | None:
    """Write what one of us said to a customer on their ticket, as an answer or a note. Nothing leaves: it stands there.

    None where they are heard as everybody is: by the channel's setting, where there is no ticket, on one of their own,
    and where they may not even leave a note. Part of the caller's transaction."""
    way = channel.settings.get(SETTING) or REPLY
    agent = _agent(said.colleague) if way != HEARD else None
    thread = locked_thread(channel.pk, said.thread[:200]) if agent is not None else None
    if agent is None or thread is None:
        return None
    thread.channel = channel
    own = _own(channel, said, agent)
    ticket = _ticket(thread, own, at)
    if (
        ticket is None or own.filter(contact=ticket.requester_id).exists()
    ):  # on a ticket of theirs they are the customer
        return None
    content = _content(channel, said)
    why_not = policies.why_not_work(agent, ticket)
    if way == REPLY and not why_not:
        message = reply(ticket_id=ticket.pk, content=content, by=agent, at=at, channel=channel.kind, has_left=True)
        thread.last_out_at = max(at, thread.last_out_at or at)
        update(thread, "last_out_at")
        return Written(thread, message, "a colleague's answer")
    if policies.why_not_note(agent, ticket):
        return None
    message = note(ticket_id=ticket.pk, content=content, by=agent, at=at)
    return Written(thread, message, f"a colleague's note: {why_not}" if why_not else "a colleague's note")


def _agent(email: str) -> Agent | None:
    """Return the active agent who has this address."""
    key = email.strip().lower()
    return Agent.objects.filter(email=key, is_active=True, is_robot=False).first() if key else None


def _own(channel: Channel, said: Said, agent: Agent) -> QuerySet[Identity]:
    """Return the addresses by which they are known as a customer."""
    can = capabilities_of(channel.kind)
    kind = can.identity if can else channel.kind
    here = Q(channel=kind, address=address_key(kind, said.person.address))
    return Identity.objects.filter(here | Q(channel="email", address=agent.email))


def _ticket(thread: Thread, own: QuerySet[Identity], at: datetime) -> Ticket | None:
    """Return the ticket of a conversation, locked; where the assistant was speaking to somebody it hands over first."""
    if thread.contact is not None and not own.filter(contact=thread.contact_id).exists():
        robot.hand_over(thread, thread.contact, at)
    return Ticket.objects.lock_standing(thread.ticket_id) if thread.ticket_id is not None else None


def _content(channel: Channel, said: Said) -> Content:
    extra: dict[str, Any] = {
        **said.extra, "from": said.person.address[:254], "door": channel.pk, "written_in": channel.kind,
    }  # fmt: skip
    return Content(said.text.strip() or NOTHING_SAID, html=said.html, files=files_of(said.files), extra=extra)
