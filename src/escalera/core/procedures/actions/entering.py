"""What beginning, answering and moving have in common: where a run stands, and how it closes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.core.procedures.choices import Outcome, RunState
from escalera.core.procedures.facts import RunEnded
from escalera.core.procedures.graph import Graph, Step, read
from escalera.core.procedures.models import Run, RunStep
from escalera.core.procedures.steps import StepTurn

MOST_VISITS = 1_000  # of steps in one run
MOST_AT_ONCE = 20  # visits of one step at one moment: a circle of branches ends here


class GoesInCircles(Refusal):
    """The run came by its steps so often that nobody can mean it."""


def graph_of(run: Run) -> Graph:
    """Return what the run follows, for ever."""
    return read(run.version.data)


def row_of(run: Run) -> RunStep | None:
    """Return the visit that waits for an answer."""
    return RunStep.objects.filter(run=run, answered_at__isnull=True, undone_at__isnull=True).first()


def turn_of(run: Run, row: RunStep, step: Step, by: Agent, at: datetime) -> StepTurn:
    return StepTurn(run, row, step, by, at, row.value)


def begin_step(run: Run, step: Step, at: datetime) -> RunStep:
    """Stand the run at a step. Raises: GoesInCircles."""
    visits = RunStep.objects.filter(run=run)
    if visits.count() >= MOST_VISITS or visits.filter(step=step.key, began_at=at).count() >= MOST_AT_ONCE:
        raise GoesInCircles(_("This procedure goes in circles: stop it and tell who keeps it."))
    run.step = step.key
    run.save(update_fields=["step"])
    return RunStep.objects.create(
        run=run, procedure_id=run.procedure_id, step=step.key, kind=step.kind, title=step.title, began_at=at,
        ready_at=at + timedelta(minutes=step.minutes) if step.minutes else None,
    )  # fmt: skip


def close_run(run: Run, state: RunState, outcome: str, why: str, by: Agent, at: datetime) -> None:
    """Write down that the run is over, and record it."""
    if run.paused_at is not None:
        run.paused += max(0, int((at - run.paused_at).total_seconds()))
    run.state, run.outcome, run.step, run.ended_at, run.why = state, outcome, "", at, why
    run.paused_at = None
    run.save(update_fields=["state", "outcome", "step", "ended_at", "why", "paused_at", "paused"])
    fact = RunEnded(
        ticket_id=run.ticket_id, run_id=run.pk, procedure_id=run.procedure_id, title=run.procedure.name,
        outcome=str(Outcome(outcome).value) if outcome else "", why=why[:200],
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
