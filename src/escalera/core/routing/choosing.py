"""Who of the people gets a ticket: a pure choice, and everything that is needed to say it in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from escalera.core.routing.choices import Mode

MOST_OTHERS = 12  # people that a decision names besides the one who was chosen
_NEVER = datetime.min.replace(tzinfo=UTC)


class No(StrEnum):
    """Why somebody does not get a ticket."""

    ABSENT = "absent"
    CLOSED = "closed"  # outside their working hours
    AWAY = "away"
    OFFLINE = "offline"
    UNSAID = "unsaid"  # never said whether they are available
    ROLE = "role"
    REFUSED = "refused"  # declined it, or let the offer pass
    SKILL = "skill"
    FULL = "full"
    CHANNEL_FULL = "channel_full"
    ASKED = "asked"  # has another offer to answer first
    LATER = "later"  # would do, but somebody else comes first


class Because(StrEnum):
    """What decided for the one who was chosen."""

    ONLY = "only"
    KNOWN = "known"  # worked on it, or helped this customer, last
    SKILLS = "skills"
    TURN = "turn"
    LOAD = "load"
    IDLE = "idle"


@dataclass(slots=True)
class Person:
    """Somebody of the team as the choice sees them. Points are hundredths. `obstacle`: why they get nothing now at all;
    `is_asked`: an offer waits for their answer."""

    key: int
    name: str
    obstacle: No | None
    capacity: int
    limits: dict[str, int] = field(default_factory=dict)
    load: int = 0
    by_channel: Counter[str] = field(default_factory=Counter)
    skills: dict[int, int] = field(default_factory=dict)
    given_at: datetime | None = None
    idle_since: datetime | None = None
    is_asked: bool = False

    @property
    def is_full(self) -> bool:
        return self.load >= self.capacity

    def load_up(self, channel: str, points: int, at: datetime) -> None:
        """Take one more ticket on."""
        self.load += points
        self.by_channel[channel] += points
        self.given_at = self.idle_since = at


@dataclass(frozen=True, slots=True)
class Asked:
    """A need as one ticket has it now. `relaxed`: it has waited so long that this is let go."""

    skill: int
    grade: int
    mandatory: bool
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Wanting:
    """A ticket that waits. `known`: whom it should go to if they are available; `refused`: who did not want it."""

    number: int
    channel: str
    points: int
    mode: Mode
    needs: tuple[Asked, ...] = ()
    known: int | None = None
    refused: frozenset[int] = frozenset()


@dataclass(slots=True)
class Choice:
    """`others`: who did not get it and why, [key, reason, …]; those that would have been next come first."""

    person: Person | None
    because: Because | None = None
    others: list[list[Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def choose(ticket: Wanting, people: Sequence[Person]) -> Choice:
    """Return who gets the ticket; nobody if nobody can take it now."""
    able: list[Person] = []
    unable: list[list[Any]] = []
    for person in people:
        why = why_not(ticket, person)
        if why is None:
            able.append(person)
        else:
            unable.append(why)
    ranked = sorted(able, key=lambda person: _rank(ticket, person))
    first = ranked[0] if ranked else None
    others = [_later(ticket, person) for person in ranked[1:]] + sorted(unable, key=lambda row: _order(ticket, row))
    counts = dict(Counter(str(row[1]) for row in others))
    because = _because(ticket, ranked) if first else None
    return Choice(first, because, others[:MOST_OTHERS], counts)


def why_not(ticket: Wanting, person: Person) -> list[Any] | None:
    """Return [key, reason, …] if the person can't get the ticket now. What no hour changes is said first."""
    if person.obstacle is not None:
        return [person.key, person.obstacle]
    if person.key in ticket.refused:
        return [person.key, No.REFUSED]
    if ticket.mode == Mode.OFFER and person.is_asked:
        return [person.key, No.ASKED]
    for need in ticket.needs:
        if need.mandatory and not need.relaxed and person.skills.get(need.skill, 0) < need.grade:
            return [person.key, No.SKILL, need.skill, need.grade]
    return _no_room(ticket, person)


def _no_room(ticket: Wanting, person: Person) -> list[Any] | None:
    """Whoever has nothing at all takes one ticket, however much it takes up: else it would wait for ever."""
    if person.load == 0 and person.capacity > 0:
        return None
    if person.load + ticket.points > person.capacity:
        return [person.key, No.FULL, person.load, person.capacity]
    limit = person.limits.get(ticket.channel)
    if limit is not None and person.by_channel[ticket.channel] + ticket.points > limit:
        return [person.key, No.CHANNEL_FULL, person.by_channel[ticket.channel], limit, ticket.channel]
    return None


def _rank(ticket: Wanting, person: Person) -> tuple[Any, ...]:
    return (person.key != ticket.known, -_liked(ticket, person), *_by_mode(ticket.mode, person), person.key)


def _liked(ticket: Wanting, person: Person) -> int:
    """Count the wishes that somebody fulfils; what was mandatory and let go is a wish still."""
    return sum(person.skills.get(need.skill, 0) >= need.grade for need in ticket.needs)


def _by_mode(mode: Mode, person: Person) -> tuple[Any, ...]:
    given = _or_never(person.given_at)
    if mode == Mode.LEAST_LOADED:
        return (person.load / person.capacity if person.capacity else 1.0, given)
    if mode == Mode.ROUND_ROBIN:
        return (given,)
    return (_or_never(person.idle_since), given)


def _or_never(moment: datetime | None) -> datetime:
    return moment or _NEVER


def _because(ticket: Wanting, ranked: Sequence[Person]) -> Because:
    first = ranked[0]
    if first.key == ticket.known:
        return Because.KNOWN
    if len(ranked) == 1:
        return Because.ONLY
    if _liked(ticket, first) > _liked(ticket, ranked[1]):
        return Because.SKILLS
    return {Mode.LEAST_LOADED: Because.LOAD, Mode.ROUND_ROBIN: Because.TURN}.get(ticket.mode, Because.IDLE)


def _later(ticket: Wanting, person: Person) -> list[Any]:
    """Say of somebody who would have done what they came second by."""
    if ticket.mode == Mode.LEAST_LOADED:
        return [person.key, No.LATER, person.load, person.capacity]
    moment = person.given_at if ticket.mode == Mode.ROUND_ROBIN else person.idle_since
    return [person.key, No.LATER, moment.isoformat(timespec="seconds") if moment else ""]


_CLOSE = (No.ASKED, No.REFUSED, No.CHANNEL_FULL, No.FULL, No.SKILL, No.AWAY)


def _order(ticket: Wanting, row: list[Any]) -> tuple[Any, ...]:
    """Name first whom one asks about: who knows the customer, then those who nearly could."""
    place = _CLOSE.index(row[1]) if row[1] in _CLOSE else len(_CLOSE)
    return (row[0] != ticket.known, place, row[0])
