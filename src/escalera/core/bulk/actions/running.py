"""Doing a run's steps: each ticket in its own transaction, with its own answer, exactly once."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.refusals import Refusal
from escalera.core.bulk.choices import ACTIVE, RunState, StepState
from escalera.core.bulk.models import BulkRun, BulkStep
from escalera.core.bulk.verbs import Step, find_verb
from escalera.core.tickets.models import Ticket

BATCH = 50

logger = logging.getLogger(__name__)


def advance(*, at: datetime) -> int:
    """Do the next steps of every run that is due; return how many were looked at. Safe with many workers."""
    due = BulkRun.objects.filter(state__in=ACTIVE, start_at__lte=at).select_related("agent").order_by("start_at")
    return sum(_advance(run, at) for run in due[:10])


def _advance(run: BulkRun, at: datetime) -> int:
    looked = 0
    with override(run.agent.language or settings.LANGUAGE_CODE):
        while looked < BATCH and _next(run, at):
            looked += 1
        if looked < BATCH:
            _end(run, at)
    return looked


@transaction.atomic
def _next(run: BulkRun, at: datetime) -> bool:
    """Do or undo one step; whoever else works on this run takes another. False if none is left or it was stopped."""
    state = BulkRun.objects.filter(pk=run.pk).values_list("state", flat=True).first()
    forth = state == RunState.RUNNING
    if not forth and state != RunState.UNDOING:
        return False
    open_steps = BulkStep.objects.filter(run=run, state=StepState.WAITING if forth else StepState.DONE)
    step = open_steps.select_for_update(skip_locked=True).order_by("pk" if forth else "-pk").first()
    if step is None:
        return False
    column = _do(run, step, at) if forth else _undo(run, step, at)
    step.save(update_fields=["state", "before", "words"])
    BulkRun.objects.filter(pk=run.pk).update(**{column: F(column) + 1})
    return True


def _do(run: BulkRun, step: BulkStep, at: datetime) -> str:
    try:
        with transaction.atomic():
            step.before = find_verb(run.verb).do(_turn(run, step, at))
    except (Refusal, Ticket.DoesNotExist) as refusal:
        step.state, step.words = StepState.REFUSED, _why(refusal)
        return "refused"
    except OperationalError:
        raise
    except Exception:
        logger.exception("The step %s of the run %s failed", step.pk, run.pk)
        step.state, step.words = StepState.REFUSED, _("Something went wrong here; the log says what.")
        return "refused"
    step.state = StepState.SAME if step.before is None else StepState.DONE
    return "same" if step.before is None else "done"


def _undo(run: BulkRun, step: BulkStep, at: datetime) -> str:
    try:
        with transaction.atomic():
            back = find_verb(run.verb).undo(_turn(run, step, at), step.before or {})
    except (Refusal, Ticket.DoesNotExist) as refusal:
        step.state, step.words = StepState.KEPT, _why(refusal)
        return "kept"
    step.state = StepState.UNDONE if back else StepState.KEPT
    return "undone" if back else "kept"


def _turn(run: BulkRun, step: BulkStep, at: datetime) -> Step:
    return Step(Ticket.objects.lock(step.ticket_id), run.given, run.agent, at, f"bulk:{run.pk}:{step.ticket_id}")


def _end(run: BulkRun, at: datetime) -> None:
    """Close the run, unless somebody else still holds one of its steps."""
    for state, left, end in (
        (RunState.RUNNING, StepState.WAITING, RunState.DONE),
        (RunState.UNDOING, StepState.DONE, RunState.UNDONE),
    ):
        rest = BulkStep.objects.filter(run=run, state=left)
        if not rest.exists():
            BulkRun.objects.filter(pk=run.pk, state=state).update(state=end, ended_at=at)


def _why(refusal: Exception) -> str:
    gone = _("There is nothing here, or it is not yours to see.")
    return (str(refusal) if isinstance(refusal, Refusal) else gone)[:400]
