"""Bringing a whole log in: each case in its own transaction, each once, and nothing said to anybody."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from escalera.base.log.history import as_history
from escalera.base.people.queries import robot
from escalera.base.refusals import Refusal
from escalera.base.storage.ready import Ready
from escalera.base.storage.together import together
from escalera.core.clocks.sweeping import sweep_tickets
from escalera.core.replay.mapping import EventMap
from escalera.core.replay.places import Places
from escalera.core.replay.planning import Plan, plan_case
from escalera.core.replay.playing import Player, key_of
from escalera.core.replay.reading import rows
from escalera.core.replay.spool import Case, Spool
from escalera.core.tickets.choices import ENDED
from escalera.core.tickets.models import Message

MOST_ERRORS = 1000  # listed; the others are counted
EVERY = 500  # cases between two words about the progress
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
) -> Summary:
    """Replay a log. A case that is there already is passed over; one that fails is listed and leaves nothing.

    `seen(plan, ticket_id)` hears of each case that is there now; `at`: until when clocks have spoken; `most`:
    the first so many cases (0: all).
    Raises: BadLog, OSError."""
    began, summary = time.monotonic(), Summary()
    by = robot(plan.name)
    places = Places(plan, by)
    with Spool(plan) as spool, as_history():
        spool.fill(rows(path, plan))
        summary.cases, summary.events, summary.nameless_rows = spool.cases, spool.rows, spool.nameless
        for count, case in enumerate(islice(spool.by_case(), most or None), start=1):
            _one(case, plan, places, summary, seen, at or timezone.now())
            if progress is not None and count % EVERY == 0:
                summary.seconds = time.monotonic() - began
                progress(summary)
    summary.seconds = round(time.monotonic() - began, 2)
    summary.events_per_s = round(summary.replayed_rows / summary.seconds, 1) if summary.seconds else 0.0
    return summary


def _one(case: Case, plan: EventMap, places: Places, summary: Summary, seen: Seen | None, at: datetime) -> None:
    try:
        planned = plan_case(case, plan)
        summary.priority_mismatches += planned.mismatches
        summary.states.update(planned.states)
        key = key_of(plan.name, case.key)
        number = next(_numbers(key), 0)
        if number:
            summary.known += 1
        else:
            number = _play(planned, key, places, summary, at)
            summary.imported += 1
            summary.replayed_rows += planned.rows
        if seen is not None:
            seen(planned, number)
    except (Refusal, ValueError, LookupError, DatabaseError) as error:
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
