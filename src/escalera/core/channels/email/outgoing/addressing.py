"""Whom an answer goes to, and from which of our doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import F, Subquery

from escalera.base.people.models import Identity
from escalera.base.people.queries import address_of
from escalera.base.storage.ready import Ready
from escalera.core.channels.email import tokens
from escalera.core.channels.email.settings import addresses_of
from escalera.core.channels.models import Channel, InboundItem
from escalera.core.tickets.models import Message, Ticket

MOST_COPIES = 50
WITH_ADDRESS = ("email", "portal", "form", "chat")  # what is said there may name where its writer wants the answer


@dataclass(frozen=True, slots=True)
class OurDoors:
    """The mail channels, active ones first, and all their addresses: mail never goes to ourselves."""

    channels: tuple[Channel, ...]
    addresses: frozenset[str]

    @classmethod
    def read(cls) -> Self:
        channels = tuple(Channel.objects.filter(kind="email").order_by("-is_active", "pk"))
        return cls(channels, frozenset(address for channel in channels for address in addresses_of(channel)))

    def are_reached_at(self, address: str) -> bool:
        key = address.strip().lower()
        return key in self.addresses or tokens.strip_tag(key) in self.addresses


_LAST_WITH_ADDRESS = Ready(
    lambda ticket, who: Message.objects.filter(ticket=ticket, contact=who, channel__in=WITH_ADDRESS).order_by("-id")[
        :1
    ]
)


def requester_address(ticket: Ticket, ours: OurDoors, said: dict[str, Any] | None = None) -> str:
    """Return where the requester wants the answer: their last mail's Reply-To (or what they typed in the portal or
    the chat), else their address. `said`: what came with the last such words, from who has read them already."""
    if said is None:
        last = _LAST_WITH_ADDRESS.first(ticket.pk, ticket.requester_id)
        said = (last.extra if last is not None else None) or {}
    wanted = str(said.get("reply_to") or "")
    if _may_be_written_to(wanted, ours):
        return wanted
    address = address_of(ticket.requester_id, "email") or ""
    return address if _may_be_written_to(address, ours) else ""


def copy_addresses(ticket: Ticket, ours: OurDoors, to: list[str]) -> list[str]:
    """Return one address of each other person in the conversation, in the order in which they joined."""
    rows = (
        Identity.objects.filter(
            channel="email", contact__participant__ticket=ticket, undeliverable_since__isnull=True
        )
        .exclude(contact=ticket.requester_id)
        .order_by(F("contact__participant__id"), "id")
        .values_list("contact_id", "address")
    )
    first: dict[int, str] = {}
    for contact_id, address in rows:
        first.setdefault(contact_id, address)
    taken = {address.lower() for address in to}
    wanted = [a for a in dict.fromkeys(first.values()) if a.lower() not in taken]
    return [a for a in wanted if _may_be_written_to(a, ours)][:MOST_COPIES]


def door_of(ticket: Ticket, ours: OurDoors) -> Channel | None:
    """Return the channel that the ticket came in by, if it still works; else the first that does."""
    active = [channel for channel in ours.channels if channel.is_active]
    if len(active) < 2:  # nothing to choose from
        return active[0] if active else None
    first = Message.objects.filter(ticket=ticket).order_by("id").values_list("pk", flat=True)[:1]
    came_by = InboundItem.objects.filter(message=Subquery(first)).values_list("channel_id", flat=True).first()
    return next((channel for channel in active if channel.pk == came_by), active[0] if active else None)


def _may_be_written_to(address: str, ours: OurDoors) -> bool:
    return "@" in address and not address.endswith("@invalid") and not ours.are_reached_at(address)
