"""Going back, pausing, handing on and stopping: always of the whole chain of runs that are within each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.base.storage.together import together
from escalera.core.procedures.actions.entering import close_run, graph_of, row_of
from escalera.core.procedures.actions.running import CannotRun, enter, locked_run, refuse_standing
from escalera.core.procedures.choices import RunState
from escalera.core.procedures.facts import RunHandedOn, RunPaused, WentBack
from escalera.core.procedures.models import Run, RunStep
from escalera.core.procedures.steps import find
from escalera.core.tickets.actions import words_without_personal_data
from escalera.core.tickets.policies import why_not_work

LONGEST_WHY = 400  # characters


@together()
def go_back(*, run_id: int, by: Agent, at: datetime, to: str = "") -> Run:
    """Take back the last answer, or every answer down to the last one of the step `to`. What they changed on the ticket
    stays. From the first step of a procedure within, back to the one around it. Returns the run that stands then.

    Raises: NotAllowed, CannotRun, Run.DoesNotExist."""
    run = locked_run(run_id, by)
    refuse_standing(run, by)
    target = _last_answered(run, to)
    if target is None and run.parent is not None and not to:
        parent = run.parent
        _undo(RunStep.objects.filter(run=run, undone_at__isnull=True), at)
        close_run(run, RunState.LEFT, "", "", by, at)
        if row := row_of(parent):
            row.undone_at = at
            row.save(update_fields=["undone_at"])
        run, target = parent, _last_answered(parent, "")
        if target is None:
            raise CannotRun(_("This is the first step."))
    if target is None:
        raise CannotRun(_("This is the first step."))
    title = target.title
    _undo(RunStep.objects.filter(run=run, pk__gte=target.pk, undone_at__isnull=True), at)
    enter(run, target.step, by, at)
    fact = WentBack(**_of(run), step=title)
    record(fact, actor=by.actor, at=at)
    return run


@together()
def pause(*, run_id: int, by: Agent, at: datetime, why: str = "") -> Run:
    """Let it stand still; its times do not grow. A paused one stays so. Raises: NotAllowed, CannotRun, DoesNotExist."""
    run = locked_run(run_id, by)
    if run.state == RunState.PAUSED:
        return run
    refuse_standing(run, by)
    why = _why(why, run)
    for one in _chain(run):
        one.state, one.paused_at, one.why = RunState.PAUSED, at, why
        one.save(update_fields=["state", "paused_at", "why"])
    record(RunPaused(**_of(run), is_paused=True, why=why[:200]), actor=by.actor, at=at)
    run.refresh_from_db(fields=["state", "paused_at", "why"])
    return run


@together()
def resume(*, run_id: int, by: Agent, at: datetime) -> Run:
    """Go on with a paused one; whoever may work on the ticket may, and follows it from now on.

    Raises: NotAllowed, CannotRun, Run.DoesNotExist."""
    run = locked_run(run_id, by)
    if run.ended_at is not None:
        raise CannotRun(_("This run has ended."))
    if run.state != RunState.PAUSED:
        return run
    for one in _chain(run):
        seconds = max(0, int((at - one.paused_at).total_seconds())) if one.paused_at else 0
        one.state, one.paused_at, one.why, one.paused = RunState.RUNNING, None, "", one.paused + seconds
        one.holder = one.holder if by.is_robot else by
        one.save(update_fields=["state", "paused_at", "why", "paused", "holder"])
        if row := row_of(one):
            row.paused += seconds
            row.save(update_fields=["paused"])
    record(RunPaused(**_of(run), is_paused=False), actor=by.actor, at=at)
    run.refresh_from_db(fields=["state", "paused_at", "why", "paused", "holder"])
    return run


@together()
def hand_on(*, run_id: int, to: Agent, by: Agent, at: datetime, why: str = "") -> Run:
    """Let somebody else follow it; `to=by` takes it over. Its state stays.

    Raises: NotAllowed (also if they may not work on the ticket), CannotRun, Run.DoesNotExist."""
    run = locked_run(run_id, by)
    if run.ended_at is not None:
        raise CannotRun(_("This run has ended."))
    if run.holder_id == to.pk:
        return run
    if not to.is_active or why_not_work(to, run.ticket):
        raise NotAllowed(_("%(name)s can't work on this ticket.") % {"name": to.name})
    for one in _chain(run):
        one.holder = to
        one.save(update_fields=["holder"])
    fact = RunHandedOn(**_of(run), agent_ids=(to.pk,), to=to.name, why=_why(why, run)[:200])
    record(fact, actor=by.actor, at=at)
    run.refresh_from_db(fields=["holder"])
    return run


@together()
def end_run(*, run_id: int, by: Agent, at: datetime, why: str = "") -> Run:
    """Stop before an end, with those within and around it; whoever may work on the ticket may.

    Raises: NotAllowed, Run.DoesNotExist."""
    run = locked_run(run_id, by)
    if run.ended_at is not None:
        return run
    chain = _chain(run)
    for one in reversed(chain):
        if row := row_of(one):
            row.undone_at = at
            row.save(update_fields=["undone_at"])
        close_run(one, RunState.LEFT, "", _why(why, run), by, at)
    run.refresh_from_db()
    return run


def _chain(run: Run) -> list[Run]:
    """Return the open runs from the outermost to the innermost that this one belongs to."""
    root = run
    while root.parent is not None:
        root = root.parent
    chain, ahead = [root], [root]
    while ahead:
        ahead = list(
            Run.objects.select_related("procedure", "version").filter(parent__in=ahead, ended_at__isnull=True)
        )
        chain += ahead
    return chain


def _last_answered(run: Run, to: str) -> RunStep | None:
    """Return the last answer of a person that still counts; of the step `to` if it says one."""
    rows = RunStep.objects.filter(run=run, answered_at__isnull=False, undone_at__isnull=True).order_by("-pk")
    alone = {key for key, step in graph_of(run).steps.items() if (kind := find(step.kind)) and kind.alone}
    found = (row for row in rows if row.step not in alone)
    return next((row for row in found if not to or row.step == to), None)


def _undo(rows: QuerySet[RunStep], at: datetime) -> None:
    """Take answers back, with those of the procedures that were followed within them."""
    within = [value["run"] for value in rows.values_list("value", flat=True) if value.get("run")]
    rows.update(undone_at=at)
    if within:
        _undo(RunStep.objects.filter(run__in=within, undone_at__isnull=True), at)


def _of(run: Run) -> dict[str, Any]:
    return {
        "ticket_id": run.ticket_id, "run_id": run.pk, "procedure_id": run.procedure_id, "title": run.procedure.name
    }  # fmt: skip


def _why(why: str, run: Run) -> str:
    """Return the reason in one line, covered like every other word on the ticket."""
    line = " ".join(why.replace("\x00", "").split())[:LONGEST_WHY]
    return words_without_personal_data(line, run.ticket.segment_id)
