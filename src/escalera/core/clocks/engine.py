"""A ticket's clocks out of its facts: a pure function, taken one fact at a time or all at once.

The clocks that run are those whose situation holds: after each fact it is asked, for each target, what there is to
measure now (`memory.situation`). Clocks that measure something else stop, missing ones begin, and those that the wait
stops stand still. Taking the facts one by one, with what was stored in between, gives the same as taking them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from escalera.base.calendars.hours import Hours
from escalera.core.clocks import runs
from escalera.core.clocks.choices import ClockKind, ClockState, Unit
from escalera.core.clocks.measuring import Measure, measure
from escalera.core.clocks.memory import Memory, Situation, remember, situation
from escalera.core.clocks.runs import Run
from escalera.core.clocks.targets import Key, Target, by_key
from escalera.core.clocks.turns import Turn, What

MET_WHEN_SOLVED = (ClockKind.RESOLUTION, ClockKind.LEGAL, ClockKind.STAY, ClockKind.PROMISE)
GO_ON_REOPENED = (ClockKind.RESOLUTION, ClockKind.LEGAL)
_PROMISE = Target(ClockKind.PROMISE, "", Unit.CALENDAR_MINUTES, 0)


class Versions(Protocol):
    """The calendars' versions, as they followed one another in the log."""

    def at(self, calendar: int | None, event_id: int) -> int | None:
        """Return the version of a calendar that was in force at an event; None for always open."""

    def next(self, version: int, event_id: int) -> tuple[int, datetime] | None:
        """Return the version in force at an event, and since when, if it is a newer one of the same calendar."""

    def hours(self, version: int) -> Hours:
        """Return a version's hours."""


@dataclass(slots=True)
class State:
    """A ticket's clocks between two facts. `live` by key; `stopped` in the order in which they stopped."""

    memory: Memory = field(default_factory=Memory)
    targets: dict[Key, Target] = field(default_factory=dict)
    live: dict[Key, Run] = field(default_factory=dict)
    stopped: list[Run] = field(default_factory=list)


Find = Callable[[Key], Iterable[Run]]  # the stopped clocks of a key, latest first
History = Callable[[], Sequence[Turn]]  # the ticket's facts up to the present one


class Engine:
    """Takes facts. `find` and `history` are asked only in rare cases: after a reopening, a late beginning."""

    def __init__(self, state: State, versions: Versions, *, find: Find | None = None, history: History | None = None):
        self.state, self._versions = state, versions
        self._find = find or self._among_stopped
        self._history = history
        self._heard: list[Turn] = []

    def take(self, turn: Turn) -> None:
        """Let one fact change the clocks."""
        self._heard.append(turn)
        memory = self.state.memory
        at = max(turn.at, memory.at) if memory.at else turn.at
        self.follow_calendars(turn.event_id, at)
        if turn.what in (What.WARNED, What.BREACHED):
            self._said(turn)
            return
        remember(memory, turn, at)
        self._stop_others(turn, at)
        if turn.targets is not None:
            self._retarget(by_key(turn.targets), turn, at)
        self._begin_missing(turn, at)
        self._pause(at)

    def take_all(self, turns: Iterable[Turn]) -> State:
        """Let all facts change the clocks, in their order; return how they stand."""
        for turn in turns:
            self.take(turn)
        return self.state

    def measure(self, run: Run) -> Measure:
        """Return the arithmetic of a clock."""
        hours = None if run.calendar_version is None else self._versions.hours(run.calendar_version)
        return measure(run.unit, hours, run.started_at)

    def follow_calendars(self, event_id: int, at: datetime) -> None:
        """Go on by a calendar's newer version, from the instant of the change; what has passed stays as measured."""
        for run in self.state.live.values():
            newer = self._versions.next(run.calendar_version, event_id) if run.calendar_version is not None else None
            if newer is not None:
                runs.count(run, self.measure(run), min(max(newer[1], run.counted_at), at))
                run.calendar_version = newer[0]
                runs.aim(run, self.measure(run))

    def follow_calendars_to(self, event_id: int) -> None:
        """Go on by the calendars' versions as of an event, each from the instant of its change."""
        self.follow_calendars(event_id, datetime.max.replace(tzinfo=UTC))

    def _stop_others(self, turn: Turn, at: datetime) -> None:
        for key, run in list(self.state.live.items()):
            if not _measures(run, situation(run.kind, self.state.memory)):
                self._stop(key, at, _outcome(run, turn))

    def _stop(self, key: Key, at: datetime, outcome: str) -> None:
        run = self.state.live.pop(key)
        runs.stop(run, self.measure(run), at, outcome)
        self.state.stopped.append(run)

    def _retarget(self, targets: dict[Key, Target], turn: Turn, at: datetime) -> None:
        before, self.state.targets = self.state.targets, targets
        for key, run in list(self.state.live.items()):
            target = targets.get(key)
            if run.kind == ClockKind.PROMISE or (target == before.get(key) and turn.what != What.REMEASURED):
                continue
            if target is None:
                self._stop(key, at, ClockState.CANCELLED)
                continue
            runs.count(run, self.measure(run), at)
            if target.unit != run.unit or turn.what == What.REMEASURED:
                self._measure_again(run, target, turn.event_id, at)
            run.calendar_version = self._versions.at(target.calendar, turn.event_id)
            runs.retarget(run, target)
            runs.aim(run, self.measure(run))

    def _measure_again(self, run: Run, target: Target, event_id: int, at: datetime) -> None:
        """Tell elapsed time in the target's own unit and hours, from the facts: no unit is made of another."""
        again = self._as_if_always(target, event_id, at)
        if again is not None:
            run.elapsed, run.paused, run.state = again.elapsed, again.paused, again.state
            run.breached_at, run.counted_at = again.breached_at, again.counted_at

    def _begin_missing(self, turn: Turn, at: datetime) -> None:
        memory = self.state.memory
        wanted = [*self.state.targets.values(), *([_PROMISE] if memory.promise else [])]
        for target in wanted:
            found = None if target.key in self.state.live else situation(target.kind, memory)
            if found is not None:
                self.state.live[target.key] = self._begin(target, found, turn, at)

    def _begin(self, target: Target, found: Situation, turn: Turn, at: datetime) -> Run:
        if target.kind == ClockKind.PROMISE:
            return self._promise(found.since)
        if (old := self._stopped_before(target, found, turn)) is not None:
            return self._go_on_with(old, target, turn, at)
        since = at if turn.what == What.REOPENED and target.anew else found.since
        if since < at and (again := self._as_if_always(target, turn.event_id, at)) is not None:
            return again
        run = runs.begin(target, since, self._versions.at(target.calendar, turn.event_id), found.stay)
        runs.aim(run, self.measure(run))
        runs.count(run, self.measure(run), at)
        return run

    def _promise(self, since: datetime) -> Run:
        """Return the clock of a promise: it is due when it was promised for, whatever happens in between."""
        due = self.state.memory.promise
        assert due is not None
        target = replace(_PROMISE, amount=max(0, round((due - since).total_seconds() / 60)))
        run = runs.begin(target, since, None, None)
        runs.aim(run, self.measure(run))
        if due > since:
            run.due_at = due
            run.next_at = min(run.next_at or due, due)
        return run

    def _stopped_before(self, target: Target, found: Situation, turn: Turn) -> Run | None:
        """Return the clock that measured the same before, if it is to go on: after a reopening, an end that was none,
        or a stay that goes on because the hand-over lacked something."""
        continues = turn.stay is not None and turn.stay.continues is not None and target.kind == ClockKind.STAY
        if turn.what == What.REOPENED and (target.anew or target.kind not in GO_ON_REOPENED) and not continues:
            return None
        if turn.what not in (What.REOPENED, What.RESTORED) and not continues:
            return None
        return next((run for run in self._find(target.key) if _measures(run, found)), None)

    def _go_on_with(self, run: Run, target: Target, turn: Turn, at: datetime) -> Run:
        if run in self.state.stopped:
            self.state.stopped.remove(run)
        runs.revive(run, self.measure(run), at, gap_counts=turn.what == What.MOVED)
        if run.unit == target.unit:
            run.calendar_version = self._versions.at(target.calendar, turn.event_id)
            runs.retarget(run, target)
            runs.aim(run, self.measure(run))
        return run

    def _as_if_always(self, target: Target, event_id: int, at: datetime) -> Run | None:
        """Return the clock as it would stand had the target applied from the ticket's first fact; None if none runs."""
        if isinstance(self._versions, _Fixed):
            return None  # just this is being asked
        heard = [*(self._history() if self._history else ()), *self._heard]
        plain = [replace(turn, targets=None) for turn in heard if turn.what not in (What.WARNED, What.BREACHED)]
        state = State(targets={target.key: target})
        versions = _Fixed(self._versions, self._versions.at(target.calendar, event_id))
        run = Engine(state, versions).take_all(plain).live.get(target.key)
        if run is not None:
            runs.count(run, self.measure(run), at)
        return run

    def _said(self, turn: Turn) -> None:
        """Note that a warning or a breach was said. It is no fact of the ticket: its instant moves nothing."""
        run = self.state.live.get(turn.key)
        if run is None:
            return
        if turn.what == What.BREACHED and run.due_at is not None and run.due_at <= turn.at:
            self.said_breach(run)
        elif turn.what == What.WARNED and not run.is_late:
            self.said_warning(run, turn.percent)

    def said_breach(self, run: Run) -> None:
        """Note that it was said that a clock's time ran out."""
        run.state, run.breached_at, run.next_at = ClockState.LATE, run.due_at, None

    def said_warning(self, run: Run, percent: int) -> None:
        """Note that it was said how much of a clock's time is used up."""
        run.warned = max(run.warned, percent)
        self.aim_again(run)

    def aim_again(self, run: Run) -> None:
        """Set a clock's next instants anew; a promise's due instant is what was promised."""
        due = run.due_at
        runs.aim(run, self.measure(run))
        if run.kind == ClockKind.PROMISE and due is not None and not run.is_late:
            run.due_at = due
            run.next_at = min(run.next_at or due, due)

    def _pause(self, at: datetime) -> None:
        for run in self.state.live.values():
            still = run.kind in self.state.memory.pauses and run.kind != ClockKind.PROMISE
            if still and run.paused_since is None:
                runs.stand_still(run, self.measure(run), at)
            elif not still and run.paused_since is not None:
                runs.go_on(run, self.measure(run), at)

    def _among_stopped(self, key: Key) -> Iterable[Run]:
        return [run for run in reversed(self.state.stopped) if run.key == key]


class _Fixed:
    """One version for the whole time: what is measured now for the past is measured by the hours of now."""

    def __init__(self, versions: Versions, version: int | None) -> None:
        self._versions, self._version = versions, version

    def at(self, calendar: int | None, event_id: int) -> int | None:
        return self._version

    def next(self, version: int, event_id: int) -> tuple[int, datetime] | None:
        return None

    def hours(self, version: int) -> Hours:
        return self._versions.hours(version)


def _measures(run: Run, found: Situation | None) -> bool:
    """Say whether a clock measures just this. How often a ticket was reopened makes no other resolution of it."""
    if found is None or run.kind in GO_ON_REOPENED:
        return found is not None
    return (run.started_at, run.stay) == (found.since, found.stay)


def _outcome(run: Run, turn: Turn) -> str:
    """Return how a clock ends whose situation is over: met, unless what it waited for can no longer come."""
    if turn.what == What.ENDED:
        return ClockState.CANCELLED
    gone = turn.what == What.PROMISED or (turn.what == What.MOVED and run.kind == ClockKind.OWN)
    if turn.what == What.SOLVED:
        gone = run.kind not in MET_WHEN_SOLVED
    if not gone:
        return ClockState.MET
    return ClockState.CANCELLED if run.breached_at is None else ClockState.MISSED
