"""What is stored beside what the log says: the same, or what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from escalera.base.log.models import Event
from escalera.core.clocks.choosing import policies
from escalera.core.clocks.engine import Engine, State
from escalera.core.clocks.memory import Memory
from escalera.core.clocks.models import Clock, Standing
from escalera.core.clocks.reading import turns_of
from escalera.core.clocks.runs import Run
from escalera.core.clocks.storing import Stored, run_of, save

PAGE = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """`clock`: the row's key, None if there is none; `what`: "missing", "unknown" or the names of the fields."""

    clock: int | None
    kind: str
    what: str


@dataclass(slots=True)
class Comparison:
    """A ticket's clocks by the log beside the stored ones."""

    ticket_id: int
    differences: list[Difference]
    state: State
    row: Standing | None
    stored: dict[int, Run]
    event_id: int

    @property
    def differs(self) -> bool:
        return bool(self.differences)


def compare(ticket_id: int) -> Comparison:
    """Return what the stored clocks of a ticket have that the log does not say, or lack; changes nothing."""
    known = policies()
    turns = turns_of(ticket_id)
    last = Event.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    engine = Engine(State(), known.versions)
    state = engine.take_all(turns)
    if state.memory.at is not None:
        engine.follow_calendars_to(last + 1)
    rows = Clock.objects.filter(ticket=ticket_id).order_by("pk")
    stored = {clock.pk: run_of(clock) for clock in rows}
    row = Standing.objects.filter(pk=ticket_id).first()
    differences = list(_differences(stored, state)) + list(_in_memory(row, state))
    return Comparison(ticket_id, differences, state, row, stored, turns[-1].event_id if turns else 0)


def replace_rows(found: Comparison) -> None:
    """Store what the log says; the caller has locked the ticket."""
    kept = {run.id for run in _all(found.state) if run.id is not None}
    Clock.objects.filter(ticket=found.ticket_id).exclude(pk__in=kept).delete()
    save(Stored(found.ticket_id, found.row, found.state, found.stored), found.event_id)


def pages(after: int = 0) -> Iterator[list[int]]:
    """Yield the tickets that have clocks, page by page in the order of their numbers."""
    while page := list(
        Standing.objects.filter(ticket__gt=after).order_by("ticket_id").values_list("ticket_id", flat=True)[:PAGE]
    ):
        yield page
        after = page[-1]


def _all(state: State) -> Sequence[Run]:
    return [*state.stopped, *state.live.values()]


def _differences(stored: dict[int, Run], state: State) -> Iterator[Difference]:
    """Pair each clock of the log with the stored one that measures the same, which gives it its key."""
    free = dict(stored)
    for run in sorted(_all(state), key=lambda one: (one.started_at, one.kind, one.policy_kind)):
        twin = _twin(run, free)
        if twin is None or twin.id is None:
            yield Difference(None, run.kind, "missing")
            continue
        del free[twin.id]
        run.id = twin.id
        if wrong := [one.name for one in fields(Run) if getattr(run, one.name) != getattr(twin, one.name)]:
            yield Difference(twin.id, run.kind, ", ".join(wrong))
    for left in free.values():
        yield Difference(left.id, left.kind, "unknown")


def _twin(run: Run, free: dict[int, Run]) -> Run | None:
    same = [one for one in free.values() if _name(one) == _name(run)]
    exact = (one for one in same if one.stopped_at == run.stopped_at)
    return next(exact, None) or (same[0] if same else None)


def _name(run: Run) -> tuple[Any, ...]:
    return (run.policy_kind, run.kind, run.started_at, run.stay)


def _in_memory(row: Standing | None, state: State) -> Iterator[Difference]:
    targets = [target.data() for target in state.targets.values()]
    if row is None:
        if _all(state):
            yield Difference(None, "", "memory")
    elif Memory.of(row.memory) != state.memory or row.targets != targets:
        yield Difference(None, "", "memory")
