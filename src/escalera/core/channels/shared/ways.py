"""The ways in which one person can be answered: conversations, addresses and doors, and why one of them is closed now.

Desk, API, rules, macros and replies that leave later all ask here (see `tickets.leaving`), so that all give one answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from escalera.base.people.models import Identity
from escalera.base.storage.ready import Ready
from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared.capabilities import (
    Capabilities,
    Starts,
    capabilities_of,
    why_not_content,
    why_not_now,
    window_ends,
)
from escalera.core.channels.shared.templates import find_template
from escalera.core.tickets.leaving import ANSWERED_BY_MAIL, Leaving, register_ways_out
from escalera.core.tickets.models import Message, Ticket
from escalera.core.workflows.queries import flow_for

MAIL = "email"
SOON = timedelta(hours=2)  # a window that closes within this is worth a warning
MOST = 20
LATEST = 8  # words of theirs that are read: those before are asked for where they matter


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the person. `door` is None where mail leaves by the desk's own server; `thread` None before the first
    word; `why_not`: why free words can't leave there now, "" if they can; `ends_at`: until when they can; `by_template`:
    an approved template can be sent all the same."""

    can: Capabilities
    door: Channel | None
    address: str
    thread: Thread | None = None
    is_tickets: bool = False
    why_not: str = ""
    ends_at: datetime | None = None
    by_template: bool = False

    @property
    def kind(self) -> str:
        return self.can.kind

    @property
    def key(self) -> str:
        """Return what names it in a form."""
        return f"{self.kind}:{self.door.pk if self.door else ''}:{self.address}"

    @property
    def is_open(self) -> bool:
        return not self.why_not

    @property
    def extra(self) -> dict[str, object]:
        """Return what of it goes with a message, so that it leaves by just this way."""
        if self.kind == MAIL:
            return {}
        return {"door": self.door.pk if self.door else None, "to": self.address}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The way that stands ready, and why it is not the ticket's own ("" if it is)."""

    way: Way | None
    why: str = ""


_CHANNELS = Ready(lambda: Channel.objects.order_by("pk"))
_THREADS = Ready(
    lambda contact, ticket: Thread.objects.filter(
        Q(contact=contact) | Q(ticket=ticket), channel__is_active=True
    ).order_by(F("last_in_at").desc(nulls_last=True), "-pk")[:MOST]
)
_SAID = Ready(
    lambda ticket, who: (
        Message.objects.filter(ticket=ticket, contact=who).order_by("-pk").values_list("channel", "extra")[:LATEST]
    )
)

Words = tuple[str, dict[str, Any] | None]  # by which kind of channel something was said, and what came with it
Reach = Callable[[Ticket, Sequence[Channel], Sequence[Words]], tuple[Channel | None, str]]
_REACHES: dict[str, Reach] = {}


def register_reach(kind: str, reach: Reach) -> None:
    """Let a kind that keeps no conversations of its own (mail) say by which door and at what address one is reached; it
    gets all channels, and the requester's latest words on the ticket, the last first (`LATEST` of them)."""
    _REACHES[kind] = reach


def ways_of(ticket: Ticket, at: datetime) -> list[Way]:
    """Return every way to the requester, the ticket's own first, then by their last word there."""
    channels = _CHANNELS.all()
    doors = {one.pk: one for one in channels if one.is_active}
    talks = any(one.kind not in _REACHES for one in doors.values())  # who has mail alone has no conversations to read
    known = _THREADS.all(ticket.requester_id, ticket.pk) if talks else []
    threads = [one for one in known if one.channel_id in doors]
    for thread in threads:
        thread.channel = doors[thread.channel_id]
    found = [
        _of_thread(thread, can, at) for thread in threads
        if (can := capabilities_of(thread.channel.kind)) is not None and can.carries_replies
    ]  # fmt: skip
    found += _first_words(ticket, list(doors.values()), found, at)
    said = [(kind, extra) for kind, extra in _SAID.rows(ticket.pk, ticket.requester_id)]
    found += [_by_reach(kind, reach(ticket, channels, said)) for kind, reach in _REACHES.items()]
    own = own_key(ticket, found, said)
    return sorted(_marked(ticket, found, own), key=lambda way: not way.is_tickets)


def _marked(ticket: Ticket, found: Sequence[Way], own: str) -> list[Way]:
    """Return those with an address, the ticket's own marked, and closed what its segment's workflow does not offer."""
    ways = [way for way in found if way.address]
    if all(way.key == own for way in ways):
        return [replace(way, is_tickets=True) for way in ways]
    flow = flow_for(ticket.segment_id)
    return [
        replace(way, is_tickets=way.key == own) if way.key == own or flow.offers_channel(way.kind) else _not_offered(way)
        for way in ways
    ]  # fmt: skip


def own_key(ticket: Ticket, ways: Sequence[Way], said: Sequence[Words]) -> str:
    """Return the key of the way by which the customer wrote last on this ticket, else of how it is answered."""
    kind, extra = said[0] if said else (ticket.channel, None)
    door = (extra or {}).get("door")
    address = (extra or {}).get("from")
    near = [
        (way.kind == kind, door is not None and way.door is not None and way.door.pk == door,
         address is not None and way.address == address,
         way.thread is not None and way.thread.ticket_id == ticket.pk, way)
        for way in ways if way.kind == kind
    ]  # fmt: skip
    if near:
        return max(near, key=lambda one: one[:4])[4].key
    return next((way.key for way in ways if way.kind == MAIL), "")


def choose(ways: Sequence[Way]) -> Chosen:
    """Return the ticket's own way; if it is closed the best open one, and why."""
    if not ways:
        return Chosen(None, _("There is no way to this customer: note an address of theirs first."))
    own = ways[0]
    if own.is_open:
        why = "" if own.is_tickets else _("They can't be answered where they wrote.")
        return Chosen(own, why)
    other = next((way for way in ways if way.is_open), None)
    if other is not None:
        return Chosen(other, own.why_not)
    return Chosen(next((way for way in ways if way.by_template), own), own.why_not)


def find_way(ways: Sequence[Way], key: str) -> Way | None:
    return next((way for way in ways if way.key == key), None)


def reached_by(ticket: Ticket, kind: str, extra: Mapping[str, Any]) -> tuple[Thread | None, Channel | None, str]:
    """Return conversation, door and address of a reply: the ticket's own conversation on this kind, else the
    requester's latest there, else their address through the first living door of the kind. `extra`: "door" and "to"
    name one."""
    threads = Thread.objects.select_related("channel").filter(channel__kind=kind, channel__is_active=True)
    threads = threads.filter(Q(contact=ticket.requester_id) | Q(ticket=ticket))
    door, to = extra.get("door"), extra.get("to")
    if door:
        threads = threads.filter(channel=door)
    if to:
        threads = threads.filter(address=to)
    thread = threads.filter(ticket=ticket).order_by(F("last_in_at").desc(nulls_last=True), "-pk").first()
    thread = thread or threads.order_by(F("last_in_at").desc(nulls_last=True), "-pk").first()
    if thread is not None:
        return thread, thread.channel, thread.address
    can = capabilities_of(kind)
    known = Identity.objects.filter(contact=ticket.requester_id, channel=can.identity if can else kind)
    identity = (known.filter(address=to) if to else known).order_by("-is_primary", "pk").first()
    doors = Channel.objects.filter(kind=kind, is_active=True)
    channel = (doors.filter(pk=door) if door else doors).order_by("pk").first()
    return None, channel, identity.address if identity is not None and channel is not None else ""


def kind_for(ticket: Ticket) -> str:
    """Return the kind in which a ticket is answered when nobody chose one; mail where its own carries no answers."""
    can = capabilities_of(ticket.channel)
    if can is None or not can.carries_replies:
        return MAIL
    if ticket.channel in ANSWERED_BY_MAIL and not Thread.objects.filter(
        ticket=ticket, channel__kind=ticket.channel
    ).exists():  # fmt: skip
        return MAIL
    return ticket.channel


def why_not_reply(ticket: Ticket, leaving: Leaving, at: datetime) -> str:
    """Return why this answer can't leave by this kind of channel, in words; "" if it can.

    Mail to nobody is not refused here: its delivery says so, and somebody may write an address down."""
    can = capabilities_of(leaving.channel)
    if can is None:
        return ""
    if can.kind == MAIL:
        return " ".join(why_not_content(can, leaving.text, leaving.files))
    thread, door, address = reached_by(ticket, can.kind, leaving.extra)
    if door is None:
        return _("No channel of %(channel)s is open.") % {"channel": can.label}
    if not address:
        return _("The customer has no address on %(channel)s.") % {"channel": can.label}
    template = leaving.extra.get("template")
    if words := why_not_now(can, thread, at, template=bool(template)):
        return words
    if template:
        known = find_template(door, str(template.get("name")), str(template.get("language")))
        return "" if known else _("This template is not approved (any more): choose another.")
    return " ".join(why_not_content(can, leaving.text, leaving.files))


def _of_thread(thread: Thread, can: Capabilities, at: datetime) -> Way:
    why_not = why_not_now(can, thread, at)
    ends_at = window_ends(thread)
    template = bool(why_not) and can.templates and not why_not_now(can, thread, at, template=True)
    return Way(
        can, thread.channel, thread.address, thread, why_not=why_not,
        ends_at=ends_at if thread.last_in_at is not None else None, by_template=template,
    )  # fmt: skip


def _first_words(ticket: Ticket, channels: Sequence[Channel], found: Sequence[Way], at: datetime) -> list[Way]:
    """Return the doors where nothing was said yet, for addresses that the requester has: where we may begin."""
    doors = [
        (door, can) for door in channels
        if (can := capabilities_of(door.kind)) is not None and can.carries_replies and door.kind not in _REACHES
        and can.starts in (Starts.ANYBODY, Starts.TEMPLATE)
    ]  # fmt: skip
    if not doors:
        return []
    taken = {(way.door.pk, way.address.lstrip("+")) for way in found if way.door}
    ways = []
    identities = Identity.objects.filter(contact=ticket.requester_id).order_by("-is_primary", "pk")[:MOST]
    for identity in identities:
        for door, can in doors:
            if can.identity != identity.channel or (door.pk, identity.address.lstrip("+")) in taken:
                continue
            why_not = why_not_now(can, None, at)
            ways.append(
                Way(can, door, identity.address, why_not=why_not, by_template=bool(why_not) and can.templates)
            )
    return ways


def _by_reach(kind: str, reached: tuple[Channel | None, str]) -> Way:
    can = capabilities_of(kind)
    assert can is not None, "who registers how to reach somebody registers what can be sent there"
    return Way(can, *reached)


def _not_offered(way: Way) -> Way:
    words = _("%(channel)s is not offered to this customer's segment.") % {"channel": way.can.label}
    return replace(way, why_not=way.why_not or words, by_template=False)


def identities_of(kind: str) -> str:
    """Return whose identities this kind's addresses are."""
    can = capabilities_of(kind)
    return can.identity if can is not None else kind


register_ways_out(kind_for, why_not_reply, identities_of)
