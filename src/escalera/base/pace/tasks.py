"""The room's housekeeping."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import every
from escalera.base.pace.actions import forget_old


@every(seconds=3600, name="pace.sweep")
@task
def sweep() -> int:
    """Delete old counters; return how many."""
    return forget_old(at=timezone.now())
