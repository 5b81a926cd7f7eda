"""What is told to open pages: that something about a ticket changed, never what. Pages fetch their part again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from escalera.base.log.models import Event
from escalera.base.log.tail import START, Position
from escalera.base.people.staffing import substitutes
from escalera.base.storage.whispers import Whisper
from escalera.core.ladder.models import Stay
from escalera.core.tickets.models import Sight, Ticket

# Facts that a customer's page shows something of; notes and deliveries are ours alone.
PUBLIC = frozenset(
    {
        "ticket.opened", "message.received", "reply.written", "ticket.taken", "ticket.released", "ticket.waits",
        "ticket.resolved", "ticket.reopened", "ticket.returned", "escalation.offered", "escalation.accepted",
        "escalation.rejected", "escalation.expired", "escalation.asked",
        "escalation.declined",
    }
)  # fmt: skip
_MOVES = ("escalation.", "ticket.returned")
_FOLLOWED = frozenset({"ticket.followed", "ticket.unfollowed", "mention.made", "reply.written"})
# Facts about no ticket concern every agent (articles, settings, people); what came in, only its keepers.
KEPT_BY_THE_GATE = frozenset({"item", "channel", "delivery", "assistant"})
_UNSHOWN = frozenset({"chat.spoke"})  # no page of ours shows it; a visitor's stream is told by the chat's own hub
_ALSO = {"history.imported": ("queue", "counts")}  # many tickets at once that had no hint of their own
SPREAD_MS = 0.5  # for each page that a hint goes to: a few hundred must not ask in the same instant
LONGEST_SPREAD_MS = 500


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: an agent with their teams, or the customer of one ticket. `session`: what the stay depends on."""

    agent_id: int | None = None
    sees_all: bool = False
    keeps_gate: bool = False
    teams: frozenset[int] = frozenset()
    ticket_id: int | None = None
    session: str = ""
    session_hash: str = ""

    @property
    def who(self) -> str:
        return f"agent {self.agent_id}" if self.agent_id is not None else f"ticket {self.ticket_id}"


@dataclass(slots=True)
class Hint:
    """Everything that happened to one ticket, or to one thing that is none, in one batch, as of its last event."""

    position: Position
    ticket_id: int | None
    topics: list[str]
    public: bool = False
    moved: bool = False
    for_all: bool = False
    for_gate: bool = False
    teams: set[int] = field(default_factory=set)
    agents: set[int] = field(default_factory=set)

    def concerns(self, listener: Listener) -> bool:
        if listener.ticket_id is not None:
            return self.public and listener.ticket_id == self.ticket_id
        if self.for_all or listener.agent_id in self.agents:
            return True
        if self.ticket_id is None:
            return self.for_gate and (listener.keeps_gate or listener.sees_all)
        return listener.sees_all or not self.teams.isdisjoint(listener.teams)

    def frame(self, *, to_customer: bool, listeners: int = 1) -> bytes:
        """Return the hint as it goes over the wire; `listeners`: how many pages will ask at the same time."""
        topics = self.topics[:1] if to_customer else self.topics
        return hint_frame(self.ticket_id, topics, listeners, mark_of(self.position))


def hint_frame(ticket_id: int | None, topics: Sequence[str], listeners: int, mark: str = "") -> bytes:
    """Return a hint for the wire. Without a mark it leaves the place in the log as it was."""
    spread = min(LONGEST_SPREAD_MS, round(listeners * SPREAD_MS))
    data = json.dumps({"ticket": ticket_id, "topics": list(topics), "spread": spread})
    place = f"id: {mark}\n" if mark else ""
    return f"event: hint\n{place}data: {data}\n\n".encode()


def mark_of(position: Position) -> str:
    return f"{position.xid}.{position.event_id}"


def read_mark(mark: str) -> Position | None:
    """Return the position that a `Last-Event-ID` stands for, or None if we never wrote it."""
    xid, dot, number = mark.partition(".")
    if dot and len(mark) <= 40 and xid.isascii() and number.isascii() and xid.isdigit() and number.isdigit():
        return Position(min(int(xid), 2**62), min(int(number), 2**62))
    return None


def hints_of(events: Sequence[Event]) -> list[Hint]:
    """Return one hint a ticket, in the log's order, with those whom it concerns: four queries for any number."""
    hints: dict[int | str, Hint] = {}
    for event in events:
        if event.is_history or event.name in _UNSHOWN:  # nobody looks at it as it comes
            continue
        hint = _merged(hints.pop(_subject(event), None), event)
        hints[_subject(event)] = hint  # put back at the end: a hint stands where its last event stood
    _address(hints.values())
    return list(hints.values())


def hints_of_whisper(words: Whisper) -> list[Hint]:
    """Return a whisper as hints for those whom it concerns; queries only if it is about tickets."""
    topics = list(words.topics)
    hints = [Hint(START, number, topics.copy(), moved=True) for number in words.tickets]
    _address(hints, with_customers=False)
    if words.agents or words.everybody:
        hints.append(Hint(START, None, topics, for_all=words.everybody, agents=set(words.agents)))
    return hints


def _subject(event: Event) -> int | str:
    if event.ticket_id is not None:
        return event.ticket_id
    return event.name.partition(".")[0]


def _merged(hint: Hint | None, event: Event) -> Hint:
    position = Position(int(getattr(event, "xid_number", 0)), event.pk)
    hint = hint or _begun(event, position)
    hint.position = position
    hint.public = hint.public or event.name in PUBLIC
    hint.moved = hint.moved or event.name.startswith(_MOVES)
    if isinstance(before := event.data.get("from_agent_id"), int):
        hint.agents.add(before)
    if event.name in _FOLLOWED and f"followers-{event.ticket_id}" not in hint.topics:
        hint.topics.append(f"followers-{event.ticket_id}")
    hint.agents.update(one for one in event.data.get("agent_ids", ()) if isinstance(one, int))
    if isinstance(contact := event.data.get("contact_id"), int) and f"customer-{contact}" not in hint.topics:
        hint.topics.append(f"customer-{contact}")
    return hint


def _begun(event: Event, position: Position) -> Hint:
    if event.ticket_id is not None:
        return Hint(position, event.ticket_id, [f"ticket-{event.ticket_id}", "queue"])
    word = event.name.partition(".")[0]
    topics, gate = [word, *_ALSO.get(event.name, ())], word in KEPT_BY_THE_GATE
    return Hint(position, None, topics, for_gate=gate, for_all=not gate)


def _address(hints: Iterable[Hint], *, with_customers: bool = True) -> None:
    """Find the teams and agents who may see each ticket now; of a move, also the teams it has been with."""
    by_ticket = {hint.ticket_id: hint for hint in hints if hint.ticket_id is not None}
    if not by_ticket:
        return
    rows = Ticket.objects.filter(pk__in=by_ticket).values_list(
        "pk", "team_id", "requester_id", "owner_id", "assignee_id"
    )
    for number, team_id, requester_id, *agents in rows:
        hint = by_ticket[number]
        hint.teams.add(team_id)
        hint.agents.update(agent for agent in agents if agent is not None)
        if with_customers and f"customer-{requester_id}" not in hint.topics:
            hint.topics.append(f"customer-{requester_id}")
    for number, agent_id, aside_team in Sight.objects.filter(ticket__in=by_ticket).values_list(
        "ticket_id", "agent_id", "team_id"
    ):
        by_ticket[number].agents.update([agent_id] if agent_id is not None else [])
        by_ticket[number].teams.update([aside_team] if aside_team is not None else [])
    _call_substitutes(by_ticket.values())
    moved = [hint.ticket_id for hint in by_ticket.values() if hint.moved]
    if moved:
        for number, team_id in Stay.objects.filter(ticket__in=moved).values_list("ticket_id", "team_id"):
            by_ticket[number].teams.add(team_id)


def _call_substitutes(hints: Iterable[Hint]) -> None:
    """What concerns somebody who is away concerns who stands in for them."""
    others = substitutes(timezone.now())
    for hint in hints:
        hint.agents.update([others[one] for one in hint.agents if one in others])
