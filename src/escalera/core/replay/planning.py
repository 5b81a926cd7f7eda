"""What a case's rows mean: the moments at which its ticket changed, as values; no database is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from escalera.core.replay.mapping import SAME, EventMap
from escalera.core.replay.moments import moment
from escalera.core.replay.reading import Row
from escalera.core.replay.spool import Case
from escalera.core.tickets.choices import ENDED, Status

ORACLE = ("reassignments", "reopenings", "made_sla", "opened", "resolved", "closed", "priority")


@dataclass(frozen=True, slots=True)
class Classes:
    """What the ticket is; None where the log says nothing."""

    kind: str | None = None
    priority: int | None = None
    impact: int | None = None
    urgency: int | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of a case: what is so from then on. None: as before."""

    at: datetime
    group: str | None = None
    agent: str | None = None
    classes: Classes | None = None
    status: Status | None = None
    wait: str = ""


@dataclass(slots=True)
class Plan:
    """A case as its ticket will live it. `mismatches`: rows whose priority is not what impact and urgency make of it."""

    case: str
    opened_at: datetime
    group: str
    contact: str
    subject: str
    channel: str
    classes: Classes
    steps: list[Step] = field(default_factory=list)
    rows: int = 0
    mismatches: int = 0
    states: dict[str, int] = field(default_factory=dict)
    oracle: dict[str, str] = field(default_factory=dict)


def plan_case(case: Case, plan: EventMap) -> Plan:
    """Plan one case. Raises: ValueError, LookupError (in words) for what the map cannot read."""
    if case.error:
        raise ValueError(case.error)
    first, last = case.rows[0], case.rows[-1]
    begun = _time(first, "time", plan)
    if begun is None:
        raise ValueError("a row has no time")
    opened = _time(first, "opened", plan) or begun
    found = Plan(
        case=case.key,
        opened_at=min(opened, begun),
        group=next((row["group"] for row in case.rows if "group" in row), plan.first_team),
        contact=first.get("contact", ""),
        subject=plan.subject.format_map(_Words(first))[:250],
        channel=str(plan.meaning("channel", first.get("channel", "")) or "phone")[:16],
        classes=_classes(first, plan),
        rows=len(case.rows),
        oracle={role: last[role] for role in ORACLE if role in last},
    )  # fmt: skip
    _walk(case, plan, found)
    return found


def _walk(case: Case, plan: EventMap, found: Plan) -> None:
    before = found.opened_at
    group, agent, classes, status, wait = found.group, "", found.classes, Status.NEW, ""
    for place, row in enumerate(case.rows):
        found.mismatches += _mismatches(row, plan)
        state = row.get("state", "")
        found.states[state] = found.states.get(state, 0) + 1
        at = _time(row, "time", plan)
        if at is None:
            raise ValueError("a row has no time")
        at = before = max(before, at)  # a row that says it was earlier than the one before is told after it
        now_classes, means = _classes(row, plan), plan.state_of(state)
        now_status = status if means["status"] == SAME else Status(means["status"])
        now_wait = wait if means["status"] == SAME else str(means.get("wait", ""))
        if now_status == Status.RESOLVED and status not in ENDED and _resolves_later(case.rows, place, plan, at):
            now_status, now_wait = status, wait
        now_group, now_agent = row.get("group", group), row.get("agent", agent)
        step = Step(
            at=_ended_at(row, plan, status, now_status, found, at),
            group=now_group if now_group != group else None,
            agent=now_agent if now_agent != agent or (now_group != group and now_agent) else None,
            classes=now_classes if now_classes != classes else None,
            status=now_status if (now_status, now_wait) != (status, wait) else None,
            wait=now_wait,
        )
        if (step.group, step.agent, step.classes, step.status) != (None, None, None, None):
            found.steps.append(step)
        group, agent, classes, status, wait = now_group, now_agent, now_classes, now_status, now_wait


def _resolves_later(rows: list[Row], place: int, plan: EventMap, at: datetime) -> bool:
    """Say whether the row's own column calls a later moment the resolution, and a row that still stands so reaches it.

    Desks that keep the last of several such moments write them all: `resolved` is when it was really met."""
    said = _time(rows[place], "resolved", plan)
    if said is None or said <= at:
        return False
    for later in rows[place + 1 :]:
        if plan.state_of(later.get("state", ""))["status"] not in (SAME, Status.RESOLVED):
            return False
        if (_time(later, "time", plan) or at) >= said:
            return True
    return False


def _ended_at(row: Row, plan: EventMap, before: Status, after: Status, found: Plan, at: datetime) -> datetime:
    """Return when a row that ends its case really did: by its own column, if that lies between the rows."""
    role = "closed" if after == Status.CLOSED and before in ENDED else "resolved"
    if after not in ENDED or before == after:
        return at
    said = _time(row, role, plan)
    earliest = found.steps[-1].at if found.steps else found.opened_at
    return said if said is not None and earliest <= said <= at else at


def _classes(row: Row, plan: EventMap) -> Classes:
    impact, urgency = row.get("impact", ""), row.get("urgency", "")
    priority = plan.matrix.get((impact, urgency)) or plan.meaning("priority", row.get("priority", ""))
    category: Any = plan.meaning("category", row.get("category", "")) or row.get("category")
    return Classes(
        kind=plan.meaning("kind", row.get("kind", "")),
        priority=priority,
        impact=plan.meaning("impact", impact),
        urgency=plan.meaning("urgency", urgency),
        category=str(category)[:120] if category else None,
    )


def _mismatches(row: Row, plan: EventMap) -> int:
    """1 if the row's own priority is another than the matrix gives for its impact and urgency."""
    if not plan.matrix or not {"impact", "urgency", "priority"} <= row.keys():
        return 0
    said = plan.meaning("priority", row["priority"])
    return int(plan.matrix.get((row["impact"], row["urgency"])) != said)


def _time(row: Row, role: str, plan: EventMap) -> datetime | None:
    text = row.get(role)
    return moment(text, plan.dates, plan.time_zone) if text else None


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
