"""What others ask of clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from escalera.base.storage.ready import Ready
from escalera.core.clocks.choices import ClockState
from escalera.core.clocks.choosing import KnownVersions
from escalera.core.clocks.engine import Engine, State
from escalera.core.clocks.measuring import NOTHING
from escalera.core.clocks.models import Clock
from escalera.core.clocks.runs import Run, count
from escalera.core.clocks.storing import run_of

_OF_TICKET = Ready(
    lambda ticket: Clock.objects.select_related("policy_version__policy").filter(ticket=ticket).order_by("id")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as it stands at an instant.

    `elapsed`, `left` and `total` are time of the clock's unit (of working days: whole ones, a day each); `left` is
    negative once it is late. `percent` of the total is used up. `policy`: its name, "" for a promise or a level's own."""

    id: int
    ticket_id: int
    kind: str
    policy_kind: str
    policy: str
    state: str
    unit: str
    amount: int
    started_at: datetime
    due_at: datetime | None
    elapsed: timedelta
    left: timedelta
    total: timedelta
    percent: int
    paused: timedelta
    paused_since: datetime | None
    warned: int
    breached_at: datetime | None
    stopped_at: datetime | None

    @property
    def is_live(self) -> bool:
        return self.stopped_at is None


def clocks_of(ticket_id: int, at: datetime) -> list[Reading]:
    """Return all clocks of a ticket as they stand at `at`, in the order in which they began; one query, and one for
    each version of a calendar that this process has not seen."""
    return [read(clock, at) for clock in _OF_TICKET.all(ticket_id)]


def find_clock(clock_id: int) -> Clock:
    """Return a clock with its policy. Raises: Clock.DoesNotExist."""
    return Clock.objects.select_related("policy_version__policy", "calendar_version", "ticket").get(pk=clock_id)


def read(clock: Clock, at: datetime) -> Reading:
    """Return a clock as it stands at `at`; what has come by then counts, whether or not it was said."""
    run = counted(clock, at)
    version = clock.policy_version
    paused = run.paused + (max(NOTHING, at - run.paused_since) if run.paused_since else NOTHING)
    return Reading(
        id=clock.pk,
        ticket_id=clock.ticket_id,
        kind=clock.kind,
        policy_kind=clock.policy_kind,
        policy=version.policy.name if version else "",
        state=run.state,
        unit=run.unit,
        amount=run.amount,
        started_at=run.started_at,
        due_at=run.due_at,
        elapsed=run.elapsed,
        left=run.total - run.elapsed,
        total=run.total,
        percent=int(run.elapsed * 100 / run.total) if run.total else 100,
        paused=paused,
        paused_since=run.paused_since,
        warned=run.warned,
        breached_at=run.breached_at,
        stopped_at=run.stopped_at,
    )


def counted(clock: Clock, at: datetime) -> Run:
    """Return a clock as a value, with its time counted up to `at` if it is not stopped."""
    run = run_of(clock)
    if run.state in (ClockState.RUNNING, ClockState.LATE):
        count(run, Engine(State(), KnownVersions([])).measure(run), at)
    return run
