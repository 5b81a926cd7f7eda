"""What is told to open pages: that something about a ticket changed, never what. Pages fetch their part again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from escalera.base.log.models import Event
from escalera.base.log.tail import Position
from escalera.core.ladder.models import Stay
from escalera.core.tickets.models import Ticket

# Facts that a customer's page shows something of; notes and deliveries are ours alone.
PUBLIC = frozenset(
    {
        "ticket.opened", "message.received", "reply.written", "ticket.taken", "ticket.released", "ticket.waits",
        "ticket.resolved", "ticket.reopened", "ticket.returned", "escalation.offered", "escalation.accepted",
        "escalation.rejected", "escalation.expired", "escalation.asked",
    }
)  # fmt: skip
_MOVES = ("escalation.", "ticket.returned")


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: an agent with their teams, or the customer of one ticket. `session`: what the stay depends on."""

    agent_id: int | None = None
    sees_all: bool = False
    teams: frozenset[int] = frozenset()
    ticket_id: int | None = None
    session: str = ""
    session_hash: str = ""

    @property
    def who(self) -> str:
        return f"agent {self.agent_id}" if self.agent_id is not None else f"ticket {self.ticket_id}"


@dataclass(slots=True)
class Hint:
    """Everything that happened to one ticket in one batch, as of its last event."""

    position: Position
    ticket_id: int | None
    topics: list[str]
    public: bool = False
    moved: bool = False
    teams: set[int] = field(default_factory=set)
    agents: set[int] = field(default_factory=set)

    def concerns(self, listener: Listener) -> bool:
        if listener.ticket_id is not None:
            return self.public and listener.ticket_id == self.ticket_id
        return listener.sees_all or listener.agent_id in self.agents or not self.teams.isdisjoint(listener.teams)

    def frame(self, *, to_customer: bool) -> bytes:
        """Return the hint as it goes over the wire."""
        topics = self.topics[:1] if to_customer else self.topics
        data = json.dumps({"ticket": self.ticket_id, "topics": topics})
        return f"event: hint\nid: {mark_of(self.position)}\ndata: {data}\n\n".encode()


def mark_of(position: Position) -> str:
    return f"{position.xid}.{position.event_id}"


def read_mark(mark: str) -> Position | None:
    """Return the position that a `Last-Event-ID` stands for, or None if we never wrote it."""
    xid, dot, number = mark.partition(".")
    if dot and len(mark) <= 40 and xid.isascii() and number.isascii() and xid.isdigit() and number.isdigit():
        return Position(min(int(xid), 2**62), min(int(number), 2**62))
    return None


def hints_of(events: Sequence[Event]) -> list[Hint]:
    """Return one hint a ticket, in the log's order, with those whom it concerns: two queries for any number."""
    hints: dict[int | str, Hint] = {}
    for event in events:
        hint = _merged(hints.pop(_subject(event), None), event)
        hints[_subject(event)] = hint  # put back at the end: a hint stands where its last event stood
    _address(hints.values())
    return list(hints.values())


def _subject(event: Event) -> int | str:
    return event.ticket_id if event.ticket_id is not None else event.name.partition(".")[0]


def _merged(hint: Hint | None, event: Event) -> Hint:
    position = Position(int(getattr(event, "xid_number", 0)), event.pk)
    if hint is None:
        topics = [str(_subject(event))] if event.ticket_id is None else [f"ticket-{event.ticket_id}", "queue"]
        hint = Hint(position, event.ticket_id, topics)
    hint.position = position
    hint.public = hint.public or event.name in PUBLIC
    hint.moved = hint.moved or event.name.startswith(_MOVES)
    if isinstance(before := event.data.get("from_agent_id"), int):
        hint.agents.add(before)
    return hint


def _address(hints: Iterable[Hint]) -> None:
    """Find the teams and agents who may see each ticket now; of a move, also the teams it has been with."""
    by_ticket = {hint.ticket_id: hint for hint in hints if hint.ticket_id is not None}
    if not by_ticket:
        return
    rows = Ticket.objects.filter(pk__in=by_ticket).values_list("pk", "team_id", "owner_id", "assignee_id")
    for number, team_id, *agents in rows:
        by_ticket[number].teams.add(team_id)
        by_ticket[number].agents.update(agent for agent in agents if agent is not None)
    moved = [hint.ticket_id for hint in by_ticket.values() if hint.moved]
    if moved:
        for number, team_id in Stay.objects.filter(ticket__in=moved).values_list("ticket_id", "team_id"):
            by_ticket[number].teams.add(team_id)
