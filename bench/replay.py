"""A real desk's history through the real actions, beside what its own audit columns say of it."""

from __future__ import annotations

import json
import os
import statistics
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

DATA = (
    Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).resolve().parents[2] / "shared" / "data"))
    / "event_log_servicenow_uci"
)


def run(*, most_cases: int = 0) -> dict[str, Any]:
    """Replay the log into this empty database; return the figures and, beside them, what is expected. 0: every case."""
    from django.utils import timezone

    from escalera.base.people.actions import found_company
    from escalera.core import replay
    from escalera.core.replay.mapping import load_map
    from escalera.core.replay.planning import Plan
    from escalera.core.replay.running import import_log

    found_company(at=timezone.now())
    event_map = load_map(Path(replay.__file__).parent / "maps" / "servicenow.toml")
    plans: dict[int, Plan] = {}
    summary = import_log(
        DATA / "incident_event_log.csv.zip",
        event_map,
        seen=lambda plan, n: plans.__setitem__(n, plan),
        most=most_cases,
    )
    expected = json.loads((DATA / "expected.json").read_text())
    return {
        "cases": summary.imported,
        "events": summary.events,
        "failed": summary.failed,
        **_moves(plans),
        **_endings(plans),
        "priority_mismatches": summary.priority_mismatches + _priorities(plans),
        "states": dict(summary.states.most_common()),
        "made_sla": _made_sla(plans),
        "seconds": summary.seconds,
        "events_per_s": summary.events_per_s,
        "expected": {key: expected[key] for key in EXPECTED},
    }


EXPECTED = (
    "cases", "events", "states", "cases_where_visible_group_changes_equal_reassignment_count",
    "cases_where_visible_group_changes_do_not_exceed_it", "reopen_final", "open_to_resolved_hours", "made_sla_final",
)  # fmt: skip


def _moves(plans: dict[int, Any]) -> dict[str, int]:
    """Compare how often each ticket changed its team, by its stays, with the log's own count."""
    from escalera.core.ladder.models import Stay

    equal = exceeding = 0
    rows = Stay.objects.order_by("ticket_id", "id").values_list("ticket_id", "team_id").iterator(5000)
    for number, stays in groupby(rows, key=lambda row: row[0]):
        if number not in plans:
            continue
        teams = [team for team, _run in groupby(stays, key=lambda row: row[1])]
        said = int(plans[number].oracle.get("reassignments", 0))
        equal += len(teams) - 1 == said
        exceeding += len(teams) - 1 > said
    return {"group_changes_equal": equal, "group_changes_exceeding": exceeding}


def _endings(plans: dict[int, Any]) -> dict[str, Any]:
    from escalera.core.tickets.models import Ticket

    reopened = times = 0
    hours = []
    status: Counter[str] = Counter()
    rows = Ticket.objects.values_list("pk", "status", "reopened", "opened_at", "resolved_at").iterator(5000)
    for number, now, again, opened, resolved in rows:
        if number not in plans:
            continue
        status[now] += 1
        reopened += again > 0
        times += again
        if resolved is not None and "resolved" in plans[number].oracle:
            hours.append((resolved - opened) / timedelta(hours=1))
    median = round(statistics.median(hours), 1) if hours else None
    return {
        "reopened_cases": reopened, "reopenings": times, "final_status": dict(status),
        "open_to_resolved_hours": {"n": len(hours), "median": median},
    }  # fmt: skip


def _priorities(plans: dict[int, Any]) -> int:
    """Count tickets that stand on another priority than their last row says."""
    from escalera.core.tickets.models import Ticket

    here = {"1": 4, "2": 3, "3": 2, "4": 1}
    rows = Ticket.objects.values_list("pk", "priority").iterator(5000)
    return sum(here[plans[number].oracle["priority"]] != priority for number, priority in rows if number in plans)


def _made_sla(plans: dict[int, Any]) -> dict[str, Any]:
    """Infer a term for each priority, in calendar hours from opening to the end; say how many cases it explains.

    The log's own policy counted working hours and pauses that it does not tell, so this is a floor, not the policy."""
    from escalera.core.tickets.models import Ticket

    by_priority: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for number, priority, opened, resolved in Ticket.objects.values_list(
        "pk", "priority", "opened_at", "resolved_at"
    ):
        if number in plans and resolved is not None:
            made = plans[number].oracle.get("made_sla") == "true"
            by_priority[priority].append(((resolved - opened) / timedelta(hours=1), made))
    terms, explained, total = {}, 0, 0
    for priority, cases in sorted(by_priority.items()):
        right, term = _best_term(sorted(cases))
        terms[str(priority)] = {"term_hours": round(term, 1), "explained": right, "of": len(cases)}
        explained, total = explained + right, total + len(cases)
    return {"explained": explained, "of": total, "by_priority": terms}


def _best_term(cases: list[tuple[float, bool]]) -> tuple[int, float]:
    """Return how many cases the best term explains, and the term: made it if and only if it took no longer."""
    right = sum(not made for _hours, made in cases)
    best, term = right, 0.0
    for place, (hours, made) in enumerate(cases):
        right += 1 if made else -1
        if right > best and (place + 1 == len(cases) or cases[place + 1][0] > hours):
            best, term = right, hours
    return best, term
