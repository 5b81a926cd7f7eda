"""What the worker does for the search by itself."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily
from escalera.core.retrieval.actions import recalibrate


@daily(at="04:40", name="retrieval.recalibrate")
@task
def recalibrate_gate() -> None:
    recalibrate(at=timezone.now())
