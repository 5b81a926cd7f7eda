"""Conversations go where their people and their tickets go, and come back when that is undone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.base.people.actions.merging import remember_moved
from escalera.base.people.facts import ContactsMerged, ContactsParted, IdentityParted
from escalera.base.people.models import Contact, ContactMerge
from escalera.base.people.queries import address_key
from escalera.core.channels.models import Call, Callback, Mark, Thread
from escalera.core.channels.shared.capabilities import all_capabilities
from escalera.core.tickets.actions import hand_over_words, remember, remembered
from escalera.core.tickets.facts import MergeUndone, MessagesMoved, TicketAbsorbed, TicketSplit
from escalera.core.tickets.models import Merge, Message

STEP = 500  # keys in one statement
_THEIRS: tuple[tuple[str, type[Model]], ...] = (("threads", Thread), ("calls", Call), ("callbacks", Callback))


@on(ContactsMerged)
def move_threads(fact: ContactsMerged, event: Event) -> None:
    """Give the survivor the conversations and calls of the absorbed."""
    moved: dict[str, Sequence[int]] = {}
    for what, model in _THEIRS:
        rows = model.objects.filter(contact=fact.absorbed_id).order_by("pk")  # type: ignore[attr-defined]
        keys = list(rows.values_list("pk", flat=True))
        _give(model, keys, fact.absorbed_id, fact.contact_id)
        moved[what] = keys
    remember_moved(fact.merge_id, moved)


@on(ContactsParted)
def move_threads_back(fact: ContactsParted, event: Event) -> None:
    moved = ContactMerge.objects.values_list("moved", flat=True).get(pk=fact.merge_id)
    for what, model in _THEIRS:
        _give(model, moved.get(what, []), fact.contact_id, fact.absorbed_id)


@on(IdentityParted)
def part_words(fact: IdentityParted, event: Event) -> None:
    """Give whoever has the address now its conversations, what came from it, and the tickets that begin with that."""
    kinds = {can.kind for can in all_capabilities() if can.identity == fact.channel} | {fact.channel}
    said = _said_from(fact, kinds)
    spoken_in = Mark.objects.filter(message__in=said, thread__contact=fact.contact_id).values("thread")
    threads = Thread.objects.filter(contact=fact.contact_id, channel__kind__in=kinds)
    keys = {*threads.filter(address=fact.address).values_list("pk", flat=True),
            *threads.filter(pk__in=spoken_in).values_list("pk", flat=True)}  # fmt: skip
    _give(Thread, sorted(keys), fact.contact_id, fact.to_id)
    Call.objects.filter(thread__in=keys, contact=fact.contact_id).update(contact=fact.to_id)
    people = Contact.objects.in_bulk([fact.contact_id, fact.to_id])
    old, new = people[fact.contact_id], people[fact.to_id]
    actor = event.actor
    for start in range(0, len(said), STEP):
        hand_over_words(message_ids=said[start : start + STEP], old=old, new=new, actor=actor, at=event.at)
    # the next word of theirs must not go on a stranger's ticket
    Thread.objects.filter(pk__in=keys, ticket__requester=old).update(ticket=None)


@on(TicketSplit)
def follow_split(fact: TicketSplit, event: Event) -> None:
    if not fact.copied:
        _follow(fact.message_ids, fact.ticket_id, fact.into_id)


@on(MessagesMoved)
def follow_moved(fact: MessagesMoved, event: Event) -> None:
    _follow(fact.message_ids, fact.ticket_id, fact.into_id)


@on(TicketAbsorbed)
def follow_merge(fact: TicketAbsorbed, event: Event) -> None:
    keys = list(Thread.objects.filter(ticket=fact.absorbed_id).order_by("pk").values_list("pk", flat=True))
    Thread.objects.filter(pk__in=keys).update(ticket=fact.ticket_id)
    remember(fact.merge_id, "threads", keys)


@on(MergeUndone)
def follow_apart(fact: MergeUndone, event: Event) -> None:
    """Let conversations go on where they did before the merge, but for those in which somebody spoke since."""
    merged_at = Merge.objects.values_list("at", flat=True).get(pk=fact.merge_id)
    keys = remembered(fact.merge_id, "threads")
    threads = Thread.objects.filter(pk__in=keys, ticket=fact.ticket_id)
    threads.exclude(last_in_at__gt=merged_at).update(ticket=fact.absorbed_id)


def _follow(message_ids: Sequence[int], old: int, new: int) -> None:
    """Let the conversations of moved messages go on at the new ticket, unless later words of theirs stayed behind."""
    spoken_in = Mark.objects.filter(message__in=message_ids).values("thread")
    for thread in Thread.objects.filter(pk__in=spoken_in, ticket=old).select_related("channel"):
        later = Message.objects.filter(
            ticket=old, contact=thread.contact_id, channel=thread.channel.kind, pk__gt=max(message_ids)
        )
        if not later.exists():
            thread.ticket_id = new
            thread.save(update_fields=["ticket"])


def _said_from(fact: IdentityParted, kinds: set[str]) -> list[int]:
    """Return the messages that came from the address; each says from where it came."""
    rows = Message.objects.filter(ticket__requester=fact.contact_id, contact=fact.contact_id, channel__in=kinds)
    also = Message.objects.filter(
        ticket__participants__contact=fact.contact_id, contact=fact.contact_id, channel__in=kinds
    )
    found = {
        key for some in (rows, also) for key, extra in some.values_list("pk", "extra").iterator(STEP)
        if extra and address_key(fact.channel, str(extra.get("from", ""))) == fact.address
    }  # fmt: skip
    return sorted(found)


def _give(model: type[Model], keys: list[int], old: int, new: int) -> None:
    for start in range(0, len(keys), STEP):
        rows = model.objects.filter(pk__in=keys[start : start + STEP], contact=old)  # type: ignore[attr-defined]
        rows.update(contact=new)
