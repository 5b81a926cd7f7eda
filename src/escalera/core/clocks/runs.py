"""One clock as a value, and what can be done to it: count, stand still, go on, stop, change its target. Pure.

Elapsed time is only ever added to, by the hours that were in force while it passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from escalera.core.clocks.choices import ClockState
from escalera.core.clocks.measuring import NOTHING, Measure
from escalera.core.clocks.targets import Key, Target, amount_of


@dataclass(slots=True)
class Run:
    """The fields are those of `models.Clock`, with keys of rows. `id` is None until it is stored."""

    kind: str
    policy_kind: str
    unit: str
    amount: int
    started_at: datetime
    counted_at: datetime
    policy_version: int | None = None
    target: int = 0
    calendar_version: int | None = None
    warn: tuple[int, ...] = ()
    state: str = ClockState.RUNNING
    due_at: datetime | None = None
    elapsed: timedelta = NOTHING
    paused: timedelta = NOTHING
    paused_since: datetime | None = None
    next_at: datetime | None = None
    warned: int = 0
    breached_at: datetime | None = None
    stopped_at: datetime | None = None
    stay: int | None = None
    id: int | None = None

    @property
    def key(self) -> Key:
        return (self.policy_kind, self.kind)

    @property
    def total(self) -> timedelta:
        return amount_of(self.unit, self.amount)

    @property
    def is_late(self) -> bool:
        return self.state == ClockState.LATE


def begin(target: Target, since: datetime, calendar_version: int | None, stay: int | None) -> Run:
    """Return a clock that starts at `since`; its instants are set by `aim`."""
    return Run(
        kind=target.kind, policy_kind=target.policy_kind, unit=target.unit, amount=target.amount, started_at=since,
        counted_at=since, policy_version=target.version, target=target.number, calendar_version=calendar_version,
        warn=target.warn, stay=stay,
    )  # fmt: skip


def count(run: Run, measure: Measure, at: datetime) -> None:
    """Bring elapsed time up to an instant. A due instant that has passed meanwhile was a breach, said or not."""
    if run.paused_since is not None or at <= run.counted_at:
        return
    run.elapsed += measure.spent(run.counted_at, at)
    run.counted_at = at
    if run.state == ClockState.RUNNING and run.due_at is not None and run.due_at < at:
        run.state, run.breached_at = ClockState.LATE, run.due_at
        run.next_at = run.due_at  # still to be said, unless it stops first


def aim(run: Run, measure: Measure) -> None:
    """Set the due instant and the next one at which something must be said, as they follow from what is left."""
    if run.is_late:
        run.due_at = run.breached_at
        return
    if run.paused_since is not None:
        run.due_at = run.next_at = None
        return
    left = run.total - run.elapsed
    run.due_at = run.counted_at if left <= NOTHING else measure.reach(run.counted_at, left)
    warnings = (one for one in run.warn if one > run.warned)
    said = (measure.share(run.counted_at, run.elapsed, run.total, one) for one in warnings)
    known = [one for one in (*said, run.due_at) if one is not None]
    run.next_at = min(known, default=None)


def stand_still(run: Run, measure: Measure, at: datetime) -> None:
    """Stop counting, whatever it had come to. What is late stays late."""
    count(run, measure, at)
    run.paused_since = at
    if not run.is_late:
        run.state = ClockState.PAUSED
    aim(run, measure)


def go_on(run: Run, measure: Measure, at: datetime) -> None:
    """Count again, with as much left as there was: waking is never the breach."""
    assert run.paused_since is not None
    run.paused += at - run.paused_since
    run.paused_since, run.counted_at = None, at
    if not run.is_late:
        run.state = ClockState.RUNNING
    aim(run, measure)


def stop(run: Run, measure: Measure, at: datetime, state: str) -> None:
    """End it: met becomes missed if its time had run out. `due_at` stays, or becomes what it would have been."""
    count(run, measure, at)
    if run.due_at is None:
        run.due_at = measure.reach(at, run.total - run.elapsed)
    if run.paused_since is not None:
        run.paused += at - run.paused_since
        run.paused_since = None
    run.state = ClockState.MISSED if run.breached_at is not None and state == ClockState.MET else state
    run.counted_at = run.stopped_at = at
    run.next_at = None


def revive(run: Run, measure: Measure, at: datetime, *, gap_counts: bool) -> None:
    """Let a stopped clock go on. `gap_counts`: as if it had never stopped; else as if it had stood still meanwhile."""
    assert run.stopped_at is not None
    since, run.stopped_at = run.stopped_at, None
    run.state = ClockState.RUNNING if run.breached_at is None else ClockState.LATE
    run.counted_at = since
    if gap_counts:
        aim(run, measure)
        count(run, measure, at)
    else:
        run.paused += max(NOTHING, at - since)
        run.counted_at = max(at, since)
    aim(run, measure)


def retarget(run: Run, target: Target) -> None:
    """Give it another target; elapsed and paused time stay. The caller counts before and aims after.

    What is no longer late runs again; of the warnings said, those stay said that still hold."""
    run.policy_version, run.target, run.unit = target.version, target.number, target.unit
    run.amount, run.warn = target.amount, target.warn
    if run.is_late and run.elapsed < run.total:
        run.state, run.breached_at = ClockState.RUNNING, None
    reached = (one for one in run.warn if one <= run.warned and run.elapsed >= run.total * one / 100)
    run.warned = max(reached, default=0)


def newest_passed(run: Run, measure: Measure, at: datetime) -> int:
    """Return the highest percentage whose instant has come and which has not been said; 0 if there is none."""
    fresh = (one for one in run.warn if one > run.warned)
    said = {one: measure.share(run.counted_at, run.elapsed, run.total, one) for one in fresh}
    return max((one for one, when in said.items() if when is not None and when <= at), default=0)
