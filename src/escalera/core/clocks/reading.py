"""The log as clocks hear it: each event of a ticket as a turn, or as nothing to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from escalera.base.log.models import Event
from escalera.base.storage.ready import Ready
from escalera.core.clocks.models import Applied
from escalera.core.clocks.targets import Target
from escalera.core.clocks.turns import StayFacts, Turn, What
from escalera.core.ladder.models import Stay

Data = Mapping[str, Any]
NextStay = Callable[[datetime], StayFacts | None]  # the stay that began at an instant and was not heard of yet
MOST_LINKS = 100
# What may change which policies apply.
CHOOSES = frozenset({
    "ticket.opened", "ticket.classified", "ticket.requester_changed", "ticket.assigned", "ticket.reopened",
    "ticket.returned", "ticket.unmerged", "ticket.no_spam", "escalation.offered", "escalation.rejected",
    "escalation.expired", "policy.moved", "clocks.remeasured",
})  # fmt: skip
# The same, if a policy asks for these fields.
CHOOSES_IF_ASKED = {"tags.changed": "tags", "ticket.renamed": "subject", "fields.set": "custom."}
_ASKS = ("message.received", "escalation.asked")
_MOVES = ("escalation.offered", "escalation.rejected", "escalation.expired", "ticket.returned")
_ENDS = {
    "ticket.resolved": What.SOLVED, "ticket.closed": What.SOLVED, "ticket.cancelled": What.ENDED,
    "ticket.merged": What.ENDED, "ticket.marked_spam": What.ENDED,
}  # fmt: skip
_STAYS = Ready(lambda ticket: Stay.objects.filter(ticket=ticket).order_by("id"))
_NEXT_STAY = Ready(lambda ticket, after: Stay.objects.filter(ticket=ticket, id__gt=after).order_by("id")[:1])
_EVENTS = Ready(lambda ticket: Event.objects.filter(ticket_id=ticket).order_by("id"))
_APPLIED = Ready(lambda ticket: Applied.objects.filter(ticket=ticket).order_by("event_id"))


def turn_of(event: Event, next_stay: NextStay) -> Turn | None:
    """Return an event as clocks hear it; None if it is nothing to them."""
    heard = _read(event, next_stay)
    if heard is None:
        return None
    by = event.actor_id if event.actor_kind == "agent" else None
    return replace(heard, event_id=event.pk, at=event.at, by=by, who=event.actor_name)


def changed(event: Event) -> Turn:
    """Return an event that is heard only because other targets apply from it on."""
    return Turn(event_id=event.pk, at=event.at, what=What.CHANGED, who=event.actor_name)


def turns_of(ticket_id: int, *, before: int | None = None) -> list[Turn]:
    """Return all that clocks hear of a ticket, in the log's order, with the targets that applied; three queries."""
    applied = {row.event_id: tuple(map(Target.of, row.targets)) for row in _APPLIED.all(ticket_id)}
    events = _EVENTS.all(ticket_id)
    if before is not None:
        events = [event for event in events if event.pk < before]
    return turns_from(events, _STAYS.all(ticket_id), applied)


def turns_from(events: list[Event], stays: list[Stay], applied: Mapping[int, tuple[Target, ...]]) -> list[Turn]:
    """Return a ticket's turns out of its rows; `applied`: targets by the event from which on they apply."""
    next_stay = _in_order(stays)
    turns = []
    for event in events:
        targets = applied.get(event.pk)
        turn = turn_of(event, next_stay)
        if turn is None and targets is not None:
            turn = changed(event)
        if turn is not None:
            turns.append(turn if targets is None else replace(turn, targets=targets))
    return turns


def stay_finder(ticket_id: int, last: int | None) -> NextStay:
    """Return what finds a ticket's next stay after one that is known, in the database."""

    def find(at: datetime) -> StayFacts | None:
        stay = _NEXT_STAY.first(ticket_id, last or 0)
        if stay is None or stay.entered_at != at:
            return None
        return _facts_of(stay, lambda key: Stay.objects.get(pk=key))

    return find


def _in_order(stays: list[Stay]) -> NextStay:
    rest, known = list(stays), {stay.pk: stay for stay in stays}

    def find(at: datetime) -> StayFacts | None:
        return _facts_of(rest.pop(0), known.__getitem__) if rest and rest[0].entered_at == at else None

    return find


def _facts_of(stay: Stay, get: Callable[[int], Stay]) -> StayFacts:
    root = stay
    for _link in range(MOST_LINKS):
        if root.continues_id is None:
            break
        root = get(root.continues_id)
    holder = stay.accepted_by_id if stay.accepted_at == stay.entered_at else None
    continues = root.pk if root is not stay else None
    return StayFacts(stay.pk, stay.team_id, root.entered_at, continues, holder)


def _read(event: Event, next_stay: NextStay) -> Turn | None:
    name, data = event.name, event.data
    if name in _ENDS:
        return _turn(_ENDS[name])
    if name in _ASKS:
        return None if data.get("automatic") or data.get("thanks") else _turn(What.ASKED)
    if name in _MOVES:
        stay = next_stay(event.at)
        return _turn(What.MOVED, stay=stay) if stay else None
    return _READ[name](event, data, next_stay) if name in _READ else None


def _turn(what: What, **fields: Any) -> Turn:
    return Turn(event_id=0, at=datetime.min, what=what, **fields)  # noqa: DTZ901 - replaced at once


def _opened(event: Event, data: Data, next_stay: NextStay) -> Turn:
    return _turn(What.OPENED, by_agent=event.actor_kind == "agent", stay=next_stay(event.at))


def _waits(event: Event, data: Data, next_stay: NextStay) -> Turn:
    status = data.get("status", "scheduled")
    if status == "open":
        return _turn(What.GOES_ON)
    pauses = frozenset(data.get("pauses", ()))
    return _turn(What.WAITS, status=status, pauses=pauses, reason=data.get("reason", ""))


def _assigned(event: Event, data: Data, next_stay: NextStay) -> Turn:
    agent = data.get("agent_id")
    if data["team_id"] != data["from_team_id"] and (stay := next_stay(event.at)):
        return _turn(What.MOVED, stay=replace(stay, holder=agent))
    return _turn(What.HELD, agent=agent) if agent else _turn(What.LET_GO)


def _answered(event: Event, data: Data, next_stay: NextStay) -> Turn | None:
    return _turn(What.ANSWERED) if event.actor_kind == "agent" else None


def _promised(event: Event, data: Data, next_stay: NextStay) -> Turn:
    return _turn(What.PROMISED, moment=_moment(data.get("due", "")))


def _absorbed(event: Event, data: Data, next_stay: NextStay) -> Turn | None:
    since = _moment(data.get("waits_since", ""))
    return _turn(What.ABSORBED, moment=since) if since else None


def _said(event: Event, data: Data, next_stay: NextStay) -> Turn:
    what = What.WARNED if event.name == "clock.warned" else What.BREACHED
    return _turn(what, key=(data.get("policy_kind", ""), data["kind"]), percent=data.get("percent", 0))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


_READ: dict[str, Callable[[Event, Data, NextStay], Turn | None]] = {
    "ticket.opened": _opened,
    "ticket.waits": _waits,
    "ticket.snoozed": _waits,
    "ticket.woken": lambda event, data, stay: _turn(What.GOES_ON),
    "ticket.taken": lambda event, data, stay: _turn(What.HELD, agent=data["agent_id"]),
    "ticket.released": lambda event, data, stay: _turn(What.LET_GO),
    "ticket.assigned": _assigned,
    "escalation.accepted": lambda event, data, stay: _turn(What.HELD, agent=event.actor_id),
    "reply.written": _answered,
    "ticket.reopened": lambda event, data, stay: _turn(What.REOPENED, stay=stay(event.at)),
    "ticket.unmerged": lambda event, data, stay: _turn(What.RESTORED),
    "ticket.no_spam": lambda event, data, stay: _turn(What.RESTORED),
    "ticket.absorbed": _absorbed,
    "ticket.due_changed": _promised,
    "clock.warned": _said,
    "clock.breached": _said,
    "clocks.remeasured": lambda event, data, stay: _turn(What.REMEASURED),
}
HEARD = frozenset({*_ENDS, *_ASKS, *_MOVES, *_READ})
