"""Bringing a whole log in: each case in its own transaction, each once, and nothing said to anybody."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.utils import timezone

from escalera.base.log.actions import record
from escalera.base.log.history import as_history
from escalera.base.people.models import Agent
from escalera.base.people.queries import robot
from escalera.base.refusals import Refusal
from escalera.base.storage.ready import Ready
from escalera.base.storage.together import together
from escalera.core.clocks.sweeping import sweep_tickets
from escalera.core.replay.facts import HistoryImported
from escalera.core.replay.mapping import EventMap
from escalera.core.replay.places import Places
from escalera.core.replay.planning import Plan, plan_case
from escalera.core.replay.playing import Player, key_of
from escalera.core.replay.reading import rows
from escalera.core.replay.sharing import in_processes, workers_for
from escalera.core.replay.spool import Case, Spool
from escalera.core.tickets.choices import ENDED
from escalera.core.tickets.classes import reasons
from escalera.core.tickets.models import Message

MOST_ERRORS = 1000  # listed; the others are counted
EVERY = 500  # cases between two words about the progress
HANDFUL = 25  # cases that are told of at once
_KNOWN = Ready(lambda key: Message.objects.filter(key=key).values_list("ticket_id"))


@dataclass(slots=True)
class Summary:
    """What became of a log. `known`: cases that were there already; `open`: whose ticket has not ended."""

    events: int = 0
    cases: int = 0
    imported: int = 0
    known: int = 0
    failed: int = 0
    open: int = 0
    nameless_rows: int = 0
    replayed_rows: int = 0
    priority_mismatches: int = 0
    states: Counter[str] = field(default_factory=Counter)
    errors: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    events_per_s: float = 0.0

    @property
    def done(self) -> int:
        return self.imported + self.known + self.failed

    def add(self, part: Summary) -> None:
        """Count in what became of some more cases."""
        for name in ("imported", "known", "failed", "open", "replayed_rows", "priority_mismatches"):
            setattr(self, name, getattr(self, name) + getattr(part, name))
        self.states.update(part.states)
        self.errors += part.errors[: MOST_ERRORS - len(self.errors)]

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "states": dict(self.states.most_common())}


Progress = Callable[[Summary], None]
Seen = Callable[[Plan, int], None]


def import_log(
    path: Path,
    plan: EventMap,
    *,
    progress: Progress | None = None,
    seen: Seen | None = None,
    at: datetime | None = None,
    most: int = 0,
    workers: int = 0,
) -> Summary:
    """Replay a log. A case that is there already is passed over; one that fails is listed and leaves nothing.

    `seen(plan, ticket_id)` hears of each case that is there now; `at`: until when clocks have spoken; `most`:
    the first so many cases (0: all); `workers`: processes that share the work (0: as many as help).
    Raises: BadLog, OSError, WorkerDied."""
    began, summary = time.monotonic(), Summary()
    replay = _Replay(plan, robot(plan.name), at or timezone.now(), most)
    reasons()  # those built in are there before anybody waits
    with Spool(plan) as spool, as_history():
        spool.fill(rows(path, plan))
        summary.cases, summary.events, summary.nameless_rows = spool.cases, spool.rows, spool.nameless
        said = 0
        for part in replay.parts(spool, workers_for(workers), keep=seen is not None):
            summary.add(part.summary)
            for planned, number in part.there:
                if seen is not None:
                    seen(planned, number)
            if progress is not None and summary.done // EVERY > said:
                said, summary.seconds = summary.done // EVERY, time.monotonic() - began
                progress(summary)
    if summary.imported:  # the cases came in silence; whoever has a page open hears once that there is more
        with together():
            fact = HistoryImported(log=plan.name, cases=summary.imported)
            record(fact, actor=replay.by.actor, at=timezone.now())
    summary.seconds = round(time.monotonic() - began, 2)
    summary.events_per_s = round(summary.replayed_rows / summary.seconds, 1) if summary.seconds else 0.0
    return summary


@dataclass(slots=True)
class _Part:
    """What became of some cases; `there`: those whose ticket is there now, if the caller wants to hear of them."""

    summary: Summary = field(default_factory=Summary)
    there: list[tuple[Plan, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Replay:
    """Plays cases of one log, in this process or in several."""

    plan: EventMap
    by: Agent
    at: datetime
    most: int

    def parts(self, spool: Spool, workers: int, *, keep: bool) -> Iterator[_Part]:
        if workers == 1:
            yield from self._some(spool, 0, 1, keep)
            return

        def share(number: int, of: int) -> Iterator[_Part]:
            spool.open_again()
            yield from self._some(spool, number, of, keep)

        yield from in_processes(share, workers)

    def _some(self, spool: Spool, number: int, of: int, keep: bool) -> Iterator[_Part]:
        """Play each such case; tell of them by the handful."""
        places, part = Places(self.plan, self.by), _Part()
        for case in spool.by_case(most=self.most, part=number, of=of):
            self._one(case, places, part, alone=of == 1, keep=keep)
            if part.summary.done >= HANDFUL:
                yield part
                part = _Part()
        yield part

    def _one(self, case: Case, places: Places, part: _Part, *, alone: bool, keep: bool) -> None:
        summary = part.summary
        try:
            planned = plan_case(case, self.plan)
            summary.priority_mismatches += planned.mismatches
            summary.states.update(planned.states)
            key = key_of(self.plan.name, case.key)
            number = next(_numbers(key), 0)
            if number:
                summary.known += 1
            else:
                if not alone:
                    places.make_alone(planned)
                number = _play(planned, key, places, summary, self.at)
                summary.imported += 1
                summary.replayed_rows += planned.rows
            if keep:
                part.there.append((planned, number))
        except (Refusal, ValueError, LookupError, DatabaseError, ObjectDoesNotExist) as error:
            places.forget()  # what it had made went with it
            summary.failed += 1
            if len(summary.errors) < MOST_ERRORS:
                summary.errors.append({"case": case.key, "error": str(error)[:500] or type(error).__name__})


def _play(planned: Plan, key: str, places: Places, summary: Summary, at: datetime) -> int:
    with together():
        player = Player(planned, places, places.by)
        number = player.play(key)
        if player.status not in ENDED:
            summary.open += 1
            sweep_tickets([number], at=at)  # what would have been said by now is history too
    return number


def _numbers(key: str) -> Iterator[int]:
    return (int(row[0]) for row in _KNOWN.rows(key))
