"""Timers of steps: when one is over, whoever follows the run is told, once."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.storage.together import together
from escalera.core.procedures.facts import TimerOver
from escalera.core.procedures.models import RunStep

BATCH = 100


def ring_due(*, at: datetime) -> int:
    """Tell of every timer that is over while its step still waits, each in its own transaction; return how many."""
    return sum(_ring(pk, at) for pk in list(_due(at).order_by("ready_at").values_list("pk", flat=True)[:BATCH]))


@together()
def _ring(row_id: int, at: datetime) -> int:
    rows = RunStep.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.select_related("run__procedure").filter(pk__in=_due(at).values("pk"), pk=row_id).first()
    if row is None:
        return 0
    row.rung_at = at
    row.save(update_fields=["rung_at"])
    run = row.run
    fact = TimerOver(
        ticket_id=run.ticket_id, run_id=run.pk, procedure_id=run.procedure_id, title=run.procedure.name,
        step=row.title, agent_ids=(run.holder_id,) if run.holder_id else (),
    )  # fmt: skip
    record(fact, actor=SYSTEM, at=at)
    return 1


def _due(at: datetime) -> QuerySet[RunStep]:
    return RunStep.objects.filter(
        ready_at__isnull=False, ready_at__lte=at, rung_at__isnull=True, answered_at__isnull=True,
        undone_at__isnull=True,
    )  # fmt: skip
