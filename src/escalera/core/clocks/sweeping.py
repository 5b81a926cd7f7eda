"""What time itself brings: warnings and breaches, said when they come and not when somebody looks.

Only what is due is read, by an index. After a standstill nothing stale is said: of several warnings only the newest, of a
breach that it happened and when; of a clock that stopped meanwhile, nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM, Fact
from escalera.core.clocks.choosing import Policies, policies
from escalera.core.clocks.engine import Engine, State
from escalera.core.clocks.facts import ClockBreached, ClockWarned
from escalera.core.clocks.models import Clock
from escalera.core.clocks.runs import Run, newest_passed
from escalera.core.clocks.storing import run_of, write
from escalera.core.tickets.models import Ticket

BATCH = 200  # clocks in one look
TOGETHER = 40  # tickets in one transaction


def sweep(at: datetime) -> int:
    """Say what has come by `at`, soonest first; return how many clocks were looked at (0: nothing is due)."""
    due = Clock.objects.filter(next_at__isnull=False, next_at__lte=at).order_by("next_at")
    tickets = list(dict.fromkeys(due.values_list("ticket_id", flat=True)[:BATCH]))
    known = policies() if tickets else Policies()
    groups = [tickets[start : start + TOGETHER] for start in range(0, len(tickets), TOGETHER)]
    return sum(_sweep(group, known, at) for group in groups)


@transaction.atomic
def _sweep(tickets: Sequence[int], known: Policies, at: datetime) -> int:
    """Lock these tickets (leaving those that somebody works on for the next look) and say what their clocks have to."""
    locked = Ticket.objects.select_for_update(skip_locked=True).filter(pk__in=tickets).order_by("pk")
    numbers = list(locked.values_list("pk", flat=True))
    due = Clock.objects.filter(ticket__in=numbers, next_at__isnull=False, next_at__lte=at)
    changed, facts = [], []
    for clock in due.order_by(F("next_at"), "pk"):
        run = run_of(clock)
        facts += _say(run, clock.ticket_id, known, at)
        changed.append((clock.ticket_id, run))
    write(changed)
    for fact in facts:
        record(fact, actor=SYSTEM, at=at)
    return len(changed)


def _say(run: Run, ticket_id: int, known: Policies, at: datetime) -> list[Fact]:
    """Change the clock as what has come by `at` changes it; return the facts that say so."""
    engine = Engine(State(live={run.key: run}), known.versions)
    assert run.id is not None
    common = {"ticket_id": ticket_id, "clock_id": run.id, "kind": run.kind, "policy_kind": run.policy_kind}
    due = run.due_at.isoformat() if run.due_at else ""
    if run.due_at is not None and run.due_at <= at:
        engine.said_breach(run)
        return [ClockBreached(**common, due=due)]  # type: ignore[arg-type]
    percent = newest_passed(run, engine.measure(run), at)
    if not percent:
        engine.aim_again(run)
        return []
    engine.said_warning(run, percent)
    return [ClockWarned(**common, due=due, percent=percent)]  # type: ignore[arg-type]


def sweep_tickets(numbers: Sequence[int], *, at: datetime) -> int:
    """Say now what these tickets' clocks have to by `at`; for tickets that came in with their past."""
    return _sweep(numbers, policies(), at)
