"""How a step could be better, in the words of those who follow it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import WORK
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.procedures.actions.entering import graph_of
from escalera.core.procedures.facts import StepRemarked
from escalera.core.procedures.graph import read
from escalera.core.procedures.models import Procedure, ProcedureVersion, Run, StepRemark
from escalera.core.procedures.policies import usable_by, why_not_keep
from escalera.core.tickets.policies import visible_to

LONGEST = 2_000  # characters
MOST_OPEN = 500  # of one procedure


@together()
def remark(
    *, text: str, by: Agent, at: datetime, run_id: int | None = None, procedure_id: int | None = None, step: str = ""
) -> StepRemark:
    """Say how a step of a run, or of a published procedure, could be better; "" means the whole of it.

    Raises: NotAllowed, BadInput, DoesNotExist."""
    if not by.may(WORK):
        raise NotAllowed(_("Your role can read tickets but not work on them."))
    run = Run.objects.select_related("version", "procedure").get(pk=run_id) if run_id else None
    if run is not None and not visible_to(by).filter(pk=run.ticket_id).exists():
        raise Run.DoesNotExist(f"there is no run {run_id}")
    procedure = run.procedure if run else usable_by(by).get(pk=procedure_id or 0)
    number = run.version.number if run else procedure.version
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST:
        raise BadInput(
            _("Say in a few words what could be better: at most %(limit)d characters.") % {"limit": LONGEST}
        )
    if StepRemark.objects.filter(procedure=procedure, done_at__isnull=True).count() >= MOST_OPEN:
        raise BadInput(_("There are many remarks on this procedure already; they are read first."))
    title = _title(procedure, run, number, step)
    made = StepRemark.objects.create(
        procedure=procedure, number=number, step=step, run=run, text=text, by=None if by.is_robot else by, at=at
    )
    fact = StepRemarked(procedure_id=procedure.pk, title=procedure.name, remark_id=made.pk, step=title)
    record(fact, actor=by.actor, at=at)
    return made


@together()
def settle_remark(*, remark_id: int, by: Agent, at: datetime) -> StepRemark:
    """Say that a remark was dealt with; once is enough. Raises: NotAllowed, StepRemark.DoesNotExist."""
    if refusal := why_not_keep(by):
        raise NotAllowed(refusal)
    one = StepRemark.objects.select_for_update(of=("self",)).select_related("procedure").get(pk=remark_id)
    if one.done_at is not None:
        return one
    one.done_at, one.done_by = at, None if by.is_robot else by
    one.save(update_fields=["done_at", "done_by"])
    fact = StepRemarked(
        procedure_id=one.procedure_id, title=one.procedure.name, remark_id=one.pk, is_done=True
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return one


def _title(procedure: Procedure, run: Run | None, number: int, step: str) -> str:
    """Return the step's title. Raises: BadInput if there is no such step."""
    if not step:
        return ""
    graph = graph_of(run) if run else read(ProcedureVersion.objects.get(procedure=procedure, number=number).data)
    if step not in graph.steps:
        raise BadInput(_("There is no such step."))
    return graph.steps[step].title
