"""Between rows and values: a ticket's clocks as they are stored, and how few statements keep them so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from escalera.base.storage.ready import Ready, insert, insert_many, update, update_many
from escalera.core.clocks.choices import TO_CUSTOMER
from escalera.core.clocks.choosing import Policies
from escalera.core.clocks.engine import Engine, State
from escalera.core.clocks.memory import Memory
from escalera.core.clocks.models import Applied, Clock, Standing
from escalera.core.clocks.reading import turns_of
from escalera.core.clocks.runs import Run
from escalera.core.clocks.targets import Key, Target, by_key
from escalera.core.tickets.actions import keep_due

_SAME = (
    "kind", "policy_kind", "unit", "amount", "started_at", "counted_at", "target", "state", "due_at", "elapsed", "paused",
    "paused_since", "next_at", "warned", "breached_at", "stopped_at", "id",
)  # fmt: skip
_KEYS = (("policy_version", "policy_version_id"), ("calendar_version", "calendar_version_id"), ("stay", "stay_id"))
COLUMNS = (
    "policy_version", "target", "calendar_version", "unit", "amount", "warn", "state", "counted_at", "due_at", "elapsed",
    "paused", "paused_since", "next_at", "warned", "breached_at", "stopped_at",
)  # fmt: skip
MOST_SOUGHT = 20
_STANDING = Ready(lambda ticket: Standing.objects.filter(pk=ticket))
_LIVE = Ready(lambda ticket: Clock.objects.filter(ticket=ticket, stopped_at__isnull=True))


@dataclass(slots=True)
class Stored:
    """A ticket's clocks as they are in the database. `before`: the live ones as they were read, by key of row."""

    ticket_id: int
    row: Standing | None
    state: State
    before: dict[int, Run]

    @property
    def due(self) -> datetime | None:
        return earliest(self.before.values())


def standing_of(ticket_id: int) -> Standing | None:
    """Return what the clocks of a ticket remember; None if it has none. One prepared look-up."""
    return _STANDING.first(ticket_id)


def load(row: Standing) -> Stored:
    """Return a ticket's clocks, those that run; one prepared look-up."""
    live = [run_of(clock) for clock in _LIVE.all(row.ticket_id)]
    state = State(Memory.of(row.memory), by_key(map(Target.of, row.targets)), {run.key: run for run in live})
    return Stored(row.ticket_id, row, state, {run.id: replace(run) for run in live if run.id is not None})


def recompute(ticket_id: int, known: Policies) -> State:
    """Return a ticket's clocks out of the log alone."""
    engine = Engine(State(), known.versions)
    return engine.take_all(turns_of(ticket_id))


def stopped_of(ticket_id: int, key: Key) -> list[Run]:
    """Return the stopped clocks of a key, latest first."""
    rows = Clock.objects.filter(ticket=ticket_id, policy_kind=key[0], kind=key[1], stopped_at__isnull=False)
    return [run_of(clock) for clock in rows.order_by("-stopped_at", "-id")[:MOST_SOUGHT]]


def save(stored: Stored, event_id: int, *, due_anew: bool = False) -> None:
    """Write what differs from what was read: clocks, memory, and the ticket's due instant. `due_anew`: the action wrote
    a due instant of its own."""
    state = stored.state
    runs = (*state.stopped, *state.live.values())
    for run in runs:
        if run.id is not None and stored.before.get(run.id) != run:
            update(_row(run, stored.ticket_id), *COLUMNS)
    _add([run for run in runs if run.id is None], stored.ticket_id)
    _keep_standing(stored, event_id)
    due = earliest(state.live.values())
    if due_anew or due != stored.due or (stored.row is None and due is not None):
        keep_due(ticket_id=stored.ticket_id, due=due)


def _add(runs: Sequence[Run], ticket_id: int) -> None:
    rows = [_row(run, ticket_id) for run in runs]
    insert_many(rows)
    for run, row in zip(runs, rows, strict=True):
        run.id = row.pk


def write(changed: Sequence[tuple[int, Run]]) -> None:
    """Write clocks, each with its ticket's number, in one go."""
    update_many([_row(run, ticket_id) for ticket_id, run in changed], *COLUMNS)


def earliest(runs: Iterable[Run]) -> datetime | None:
    """Return the earliest due instant towards the customer."""
    return min((run.due_at for run in runs if run.kind in TO_CUSTOMER and run.due_at is not None), default=None)


def run_of(clock: Clock) -> Run:
    """Return a row as a value."""
    values: dict[str, Any] = {name: getattr(clock, name) for name in _SAME}
    values.update({name: getattr(clock, column) for name, column in _KEYS})
    return Run(**values, warn=tuple(clock.warn))


def _row(run: Run, ticket_id: int) -> Clock:
    values: dict[str, Any] = {name: getattr(run, name) for name in _SAME}
    values.update({column: getattr(run, name) for name, column in _KEYS})
    return Clock(**values, warn=list(run.warn), ticket_id=ticket_id)


def _keep_standing(stored: Stored, event_id: int) -> None:
    state = stored.state
    memory, targets = state.memory.data(), [target.data() for target in state.targets.values()]
    if stored.row is None:
        insert(Standing(ticket_id=stored.ticket_id, event_id=event_id, targets=targets, memory=memory))
        return
    stored.row.event_id, stored.row.memory, stored.row.targets = event_id, memory, targets
    update(stored.row, "event_id", "memory", "targets")


def note_choice(
    ticket_id: int,
    event_id: int,
    at: datetime,
    targets: Sequence[Target],
    considered: list[int],
    seen: dict[str, Any],
) -> None:
    """Keep which targets apply from an event on, and what was seen when they were chosen."""
    data = [target.data() for target in targets]
    insert(Applied(ticket_id=ticket_id, event_id=event_id, at=at, targets=data, considered=considered, seen=seen))
