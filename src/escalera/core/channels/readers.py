"""Readers of the log that belong to channels: the acknowledgement of a new ticket."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.base.settings.phrases import phrase
from escalera.base.settings.words import house
from escalera.base.storage.ready import Ready
from escalera.base.text.places import fill
from escalera.core.channels.models import AutomaticAnswer, Channel, InboundItem
from escalera.core.tickets.actions import Content, write_automatic
from escalera.core.tickets.facts import TicketOpened
from escalera.core.tickets.links import follow_url, tracking_key
from escalera.core.tickets.models import Message, Ticket
from escalera.core.workflows.queries import flow_for

BRAKE_WINDOW = timedelta(hours=24)
BRAKE = 5  # automatic answers to one address within the window
STALE = timedelta(hours=12)  # after an outage, nobody wants last week's "we got it"
_MESSAGE = Ready(lambda pk: Message.objects.select_related("ticket__requester").filter(pk=pk))
_ITEM = Ready(
    lambda pk: InboundItem.objects.select_related("channel").defer("raw").filter(message=pk).order_by("id")[:1]
)


Addition = Callable[[Message, datetime], str]
_ADDITIONS: list[Addition] = []


def add_to_acknowledgement(addition: Addition) -> None:
    """Register something that upper rooms say at the end of the acknowledgement of a new ticket: gets its first message
    and the time, returns words in the language that is active, or "". It runs in the reader's transaction, once."""
    if addition not in _ADDITIONS:
        _ADDITIONS.append(addition)


@reader("acknowledge", facts=(TicketOpened,))
def acknowledge_new_tickets(events: Sequence[Event]) -> None:
    """Answer each new ticket that a person opened by mail or in the portal, once: its number, its link, its key."""
    for event in events:
        fact = event.fact
        if (
            isinstance(fact, TicketOpened)
            and fact.channel in ("email", "portal", "form")
            and event.actor_kind == "contact"
        ):
            _acknowledge(fact, event.at)


def _acknowledge(fact: TicketOpened, at: datetime) -> None:
    acknowledge_by_mail(fact.message_id, at)


def acknowledge_by_mail(message_id: int, at: datetime) -> None:
    """Say by mail that the ticket of this first message is here, once, to the address that it names; if that is wanted."""
    message = _MESSAGE.first(message_id)
    if message is None or not _wanted(message, at):
        return
    address = str((message.extra or {}).get("reply_to") or (message.extra or {}).get("from") or "")
    if not may_answer_automatically(address, at=at):
        return
    ticket = message.ticket
    with override(ticket.requester.language or settings.LANGUAGE_CODE):
        name = plain_name(ticket.requester.name)
        text = _toned(phrase("received", name=name, number=ticket.pk, url=follow_url(ticket.pk)), name, ticket)
        text += "\n\n" + _("Your tracking key: %(key)s") % {"key": tracking_key(ticket.pk)}
        text += "".join(f"\n\n{more}" for addition in _ADDITIONS if (more := addition(message, at)))
    AutomaticAnswer.objects.create(address=address.lower()[:254], at=at)
    write_automatic(
        ticket_id=ticket.pk, content=Content(text), at=at, key=f"acknowledge:{ticket.pk}", channel="email"
    )


def _toned(text: str, name: str, ticket: Ticket) -> str:
    """Begin and end the text as the company speaks to the customer's segment, if it has said so."""
    flow = flow_for(ticket.segment_id)
    values = {
        "cliente": name, "cliente.nombre": name.split()[0], "ticket": str(ticket.pk), "asunto": ticket.subject,
        "empresa": house().name, "agente": house().name, "equipo": "",
    }  # fmt: skip
    if flow.greeting:
        text = fill(flow.greeting, values) + "\n\n" + text.partition("\n\n")[2]
    return text


def plain_name(name: str) -> str:
    """Return a name fit for an automatic answer: a sender may have written an advertisement there."""
    short = name.strip()[:60]
    return short if re.fullmatch(r"[^\W\d_][\w .,'’·()-]*", short) and "www" not in short.lower() else _("customer")


def may_answer_automatically(address: str, *, at: datetime) -> bool:
    """Say whether one more automatic answer may go to this address: the brake that ends every loop."""
    if not address or "@" not in address or address.endswith("@invalid"):
        return False
    recent = AutomaticAnswer.objects.filter(address=address.lower()[:254], at__gt=at - BRAKE_WINDOW, at__lte=at)
    return recent.count() < BRAKE


def _wanted(message: Message, at: datetime) -> bool:
    """Only a living door that acknowledges, only a person's fresh mail."""
    if (message.extra or {}).get("automatic"):
        return False
    item = _ITEM.first(message.pk)
    channel = item.channel if item and item.channel else Channel.objects.filter(kind="email", is_active=True).first()
    if channel is None or not channel.acknowledges:
        return False
    return item is None or item.understood_at is None or item.understood_at - item.arrived_at < STALE
