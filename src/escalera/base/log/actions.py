"""The one way to put something in the log, and the reactions that run with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar, overload

from django.db import connection

from escalera.base.log.facts import Actor, Fact
from escalera.base.log.history import is_history
from escalera.base.log.models import Event
from escalera.base.storage.ready import insert
from escalera.base.storage.wake import ring

F = TypeVar("F", bound=Fact)
G = TypeVar("G", bound=Fact)
Reaction = Callable[[Any, Event], None]
ReactionToMany = Callable[[Sequence[tuple[Any, Event]]], None]
_REACTIONS: dict[type[Fact], list[Reaction]] = defaultdict(list)
_TO_MANY: dict[Reaction, ReactionToMany] = {}


class NotInTransaction(RuntimeError):
    """A fact may only be recorded in the transaction that makes it true."""


@overload
def on(fact: type[F], /) -> Callable[[Callable[[F, Event], None]], Callable[[F, Event], None]]: ...
@overload
def on(
    fact: type[F], other: type[G], /
) -> Callable[[Callable[[F | G, Event], None]], Callable[[F | G, Event], None]]: ...
def on(*facts: type[Fact]) -> Callable[[Reaction], Reaction]:
    """Register a reaction to one fact or to either of two: it runs inside the recording transaction, in order of
    registration, on its room's own tables only; its errors undo the whole action."""

    def register(reaction: Reaction) -> Reaction:
        for fact in facts:
            if reaction not in _REACTIONS[fact]:
                _REACTIONS[fact].append(reaction)
        return reaction

    return register


def to_many(reaction: Reaction) -> Callable[[ReactionToMany], ReactionToMany]:
    """Register what does for many facts at once, in few statements, what the reaction does for each of them."""

    def register(many: ReactionToMany) -> ReactionToMany:
        _TO_MANY[reaction] = many
        return many

    return register


def record(fact: Fact, *, actor: Actor, at: datetime) -> Event:
    """Write one fact to the log and run its reactions.

    Raises: NotInTransaction outside `transaction.atomic`."""
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{fact.name} was recorded outside a transaction")
    event = _event(fact, actor, at)
    insert(event)
    for reaction in _REACTIONS[type(fact)]:
        reaction(fact, event)
    ring()
    return event


def record_many(facts: Sequence[Fact], *, actor: Actor, at: datetime) -> list[Event]:
    """Write several facts of one kind to the log in one statement, and run the reactions to them.

    Raises: NotInTransaction outside `transaction.atomic`."""
    if not facts:
        return []
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{facts[0].name} was recorded outside a transaction")
    events = Event.objects.bulk_create([_event(fact, actor, at) for fact in facts])
    pairs = list(zip(facts, events, strict=True))
    for reaction in _REACTIONS[type(facts[0])]:
        if many := _TO_MANY.get(reaction):
            many(pairs)
            continue
        for fact, event in pairs:
            reaction(fact, event)
    ring()
    return events


def _event(fact: Fact, actor: Actor, at: datetime) -> Event:
    return Event(
        at=at,
        name=fact.name,
        ticket_id=fact.ticket_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:120],
        data=fact.payload(),
        is_history=is_history(),
    )
