"""Since when a ticket is in the situation that a step asks for, read from its facts. Pure: the same facts, the same answer.

An episode is one unbroken stretch of a situation; its key names what began it, so a ticket that leaves a situation and
comes back begins another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalera.core.oncall.choices import Situation

WAITS, SNOOZED = "ticket.waits", "ticket.snoozed"
ENDINGS = ("ticket.resolved", "ticket.closed", "ticket.cancelled", "ticket.marked_spam", "ticket.merged")
# What can turn a ticket to "open"; which of them did is the first after whatever held it elsewhere.
OPENERS = (
    "ticket.taken", "ticket.assigned", "reply.written", "message.received", "ticket.woken", "ticket.reopened",
    "ticket.no_spam", "escalation.accepted", "escalation.offered", "escalation.declined", "ticket.opened",
)  # fmt: skip
HANDS = (
    "ticket.opened", "ticket.taken", "ticket.released", "ticket.assigned", "ticket.returned", "escalation.offered",
    "escalation.accepted", "escalation.rejected", "escalation.expired",
)  # fmt: skip
TAKEN = ("ticket.taken", "ticket.assigned", "page.acknowledged", "escalation.accepted", "offer.accepted")
CLOCKS = ("clock.warned", "clock.breached")
# Everything that can begin or end an episode: only these wake the reader.
STIRRING = frozenset({WAITS, SNOOZED, *ENDINGS, *OPENERS, *HANDS, *TAKEN, *CLOCKS, "ticket.classified", "tags.changed",
                      "fields.set", "ticket.due_changed", "ticket.requester_changed", "ticket.unmerged"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact as far as situations need it."""

    id: int
    name: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClockState:
    """A live clock: its key, kind, the highest share said so far, and since when it is late."""

    id: int
    kind: str
    warned: int
    late_since: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket as steps see it. `stay`, `offer`: key and instant of the present one. `facts`: oldest first."""

    ticket_id: int
    status: str
    is_open: bool
    level_id: int
    assignee_id: int | None
    waits_since: datetime | None
    stay: tuple[int, datetime] | None = None
    offer: tuple[int, datetime] | None = None
    clocks: Sequence[ClockState] = ()
    facts: Sequence[Happened] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """`key`: at most sixty characters."""

    key: str
    since: datetime


def episodes(situation: str, only: Mapping[str, Any], case: Case) -> list[Episode]:
    """Return the present episodes of a situation: none if it is not so; several only of clocks."""
    if not case.is_open:
        return []
    if situation == Situation.CLOCK_AT:
        return [one for clock in _clocks(only, case) for one in _reached(clock, int(only.get("percent", 100)), case)]
    if situation == Situation.CLOCK_OVER:
        return [Episode(f"clock:{one.id}", one.late_since) for one in _clocks(only, case) if one.late_since]
    one = _ONE[Situation(situation)](only, case)
    return [one] if one is not None else []


def taken_after(case: Case, at: datetime) -> bool:
    """Say whether somebody took it, or answered a page, after an instant."""
    return any(one.at > at and _is_hand(one) for one in case.facts if one.name in TAKEN)


def _is_hand(fact: Happened) -> bool:
    return fact.name != "ticket.assigned" or fact.data.get("agent_id") is not None


def _state(only: Mapping[str, Any], case: Case) -> Episode | None:
    if case.status != only.get("status"):
        return None
    begun = _entered(case)
    return Episode(f"state:{begun.id}", begun.at) if begun is not None else None


def _entered(case: Case) -> Happened | None:
    """Return the fact with which the ticket came into its status."""
    if case.status == "scheduled":
        return _last(case, lambda one: one.name == SNOOZED and one.data.get("from_status") != "scheduled")
    if case.status.startswith("waiting"):
        return _last(case, lambda one: _waits(one, case.status) and one.data.get("from_status") != case.status)
    if case.status == "new":
        return _last(case, lambda one: one.name in ("ticket.opened", "ticket.no_spam"))
    held = [n for n, one in enumerate(case.facts) if _holds_elsewhere(one)]
    after = case.facts[held[-1] + 1 :] if held else case.facts
    return next((one for one in after if one.name in OPENERS or _waits(one, "open")), _last(case, _is_opening))


def _last(case: Case, test: Any) -> Happened | None:
    return next((one for one in reversed(case.facts) if test(one)), None)


def _is_opening(fact: Happened) -> bool:
    return fact.name == "ticket.opened"


def _waits(fact: Happened, status: str) -> bool:
    return fact.name == WAITS and fact.data.get("status") == status


def _holds_elsewhere(fact: Happened) -> bool:
    waits = fact.name == WAITS and fact.data.get("status") != "open"
    return waits or fact.name == SNOOZED or fact.name in ENDINGS or fact.name == "ticket.opened"


def _stay(only: Mapping[str, Any], case: Case) -> Episode | None:
    level = only.get("level")
    if case.stay is None or (level and int(level) != case.level_id):
        return None
    return Episode(f"stay:{case.stay[0]}", case.stay[1])


def _offer(only: Mapping[str, Any], case: Case) -> Episode | None:
    return Episode(f"offer:{case.offer[0]}", case.offer[1]) if case.offer is not None else None


def _not_answered(only: Mapping[str, Any], case: Case) -> Episode | None:
    """The oldest word without an answer begins it; more words of the customer go on with it."""
    since = case.waits_since
    return Episode(f"waits:{since.timestamp():.6f}", since) if since is not None else None


def _unassigned(only: Mapping[str, Any], case: Case) -> Episode | None:
    if case.assignee_id is not None:
        return None
    begun = _last(case, lambda one: one.name in HANDS)
    return Episode(f"hands:{begun.id}", begun.at) if begun is not None else None


def _clocks(only: Mapping[str, Any], case: Case) -> list[ClockState]:
    return [one for one in case.clocks if not only.get("clock") or one.kind == only["clock"]]


def _reached(clock: ClockState, percent: int, case: Case) -> list[Episode]:
    """The warning in which the clock first said this share or more, or its end, begins it."""
    if clock.warned < percent and clock.late_since is None:
        return []
    mine = (one for one in case.facts if one.name in CLOCKS and one.data.get("clock_id") == clock.id)
    said = (one.at for one in mine if one.name == "clock.breached" or int(one.data.get("percent", 0)) >= percent)
    since = next(said, clock.late_since)
    return [Episode(f"clock:{clock.id}", since)] if since is not None else []


_ONE = {
    Situation.STATE: _state,
    Situation.STAY: _stay,
    Situation.NOT_ACCEPTED: _offer,
    Situation.NOT_ANSWERED: _not_answered,
    Situation.UNASSIGNED: _unassigned,
}
