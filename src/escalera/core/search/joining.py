"""Proposing that two customers are one person: what only looks alike is asked about, never joined by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.base.people.actions import propose_join
from escalera.base.people.facts import ContactChanged, ContactMet, IdentityAdded
from escalera.base.people.models import Contact, Identity, JoinReason
from escalera.base.people.queries import NUMBERS, contact_at
from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared.capabilities import all_capabilities
from escalera.core.search.people import twins_of
from escalera.core.tickets.facts import MessageReceived, TicketOpened
from escalera.core.tickets.models import Message

READ = 4000  # characters of a message in which addresses are looked for
MOST_TYPED = 3
_DIGITS = re.compile(r"\D+")
_TYPED = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")


@reader("propose-joins", facts=(ContactMet, ContactChanged, IdentityAdded, TicketOpened, MessageReceived))
def propose_joins(events: Sequence[Event]) -> None:
    """Compare who is new or has changed with everybody, and what was typed with the addresses that are known."""
    newest: dict[int, datetime] = {}
    said: dict[int, datetime] = {}
    for event in events:
        if event.name in (TicketOpened.name, MessageReceived.name):
            if event.actor_kind == "contact" and event.data.get("channel") != "email":
                said[event.data["message_id"]] = event.at
        else:
            newest[event.data["contact_id"]] = event.at
    for key, at in newest.items():
        propose_alike(key, at)
    for message in Message.objects.filter(pk__in=said).select_related("contact").order_by("pk"):
        propose_typed(message, said[message.pk])


def propose_alike(contact_id: int, at: datetime) -> None:
    """Propose those with the same name in the same organization, or with the same number written in another way."""
    contact = Contact.objects.filter(pk=contact_id, merged_into__isnull=True).first()
    if contact is None:
        return
    ways = list(contact.identities.values_list("address", flat=True)[:50])
    for other, why in twins_of(contact, ways):
        if why == "name" and contact.organization_id is None:
            continue  # of two Marías García of nowhere, most are two
        reason = JoinReason.PHONE if why == "phone" else JoinReason.NAME
        evidence = {"phone": _number_of(other, ways)} if why == "phone" else {"name": other.name}
        propose_join(one=contact, other=other, reason=reason, evidence=evidence, at=at)


def propose_typed(message: Message, at: datetime) -> None:
    """Propose whose mail address somebody typed in a chat, and whose user name they have there."""
    if message.contact is None:
        return
    texts = [message.text[:READ], *_answers(message.extra or {})]
    found = list(dict.fromkeys(one.lower() for text in texts for one in _TYPED.findall(text)))[:MOST_TYPED]
    ours = set(Channel.objects.filter(kind="email", address__in=found).values_list("address", flat=True))
    for address in found:
        other = None if address in ours else contact_at("email", address)
        if other is not None and other.pk != message.contact.pk:
            evidence = {"address": address, "ticket": str(message.ticket_id)}
            propose_join(one=message.contact, other=other, reason=JoinReason.TYPED, evidence=evidence, at=at)
    _propose_username(message, message.contact, at)


def _number_of(other: Contact, ways: Sequence[str]) -> str:
    """Return the number of the other one that ends as one of these does."""
    ends = {_DIGITS.sub("", one)[-9:] for one in ways if "@" not in one}
    numbers = other.identities.filter(channel__in=NUMBERS).values_list("address", flat=True)[:50]
    return next((one for one in numbers if _DIGITS.sub("", one)[-9:] in ends), "")


def _answers(extra: dict[str, Any]) -> list[str]:
    """Return what they answered before the chat, if they were asked."""
    typed = extra.get("typed")
    return [str(one)[:200] for one in typed.values()][:10] if isinstance(typed, dict) else []


def _propose_username(message: Message, contact: Contact, at: datetime) -> None:
    """Compare the user name of their conversation with the addresses that colleagues wrote down."""
    rows = Thread.objects.filter(mark__message=message).values_list("data", flat=True)[:1]
    name = next((str(data.get("username") or "").lstrip("@")[:100] for data in rows), "")
    if len(name) < 4:
        return
    spelled = [name, f"@{name}", name.lower(), f"@{name.lower()}"]
    kinds = [can.identity for can in all_capabilities() if can.identity not in ("email", *NUMBERS)]
    known = Identity.objects.filter(channel__in=kinds, address__in=spelled).exclude(contact=contact)
    for identity in known.select_related("contact")[:MOST_TYPED]:
        evidence = {"username": name, "channel": identity.channel}
        propose_join(one=contact, other=identity.contact, reason=JoinReason.USERNAME, evidence=evidence, at=at)
