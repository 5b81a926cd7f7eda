"""The room's own housekeeping."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.backend import own_backend
from escalera.base.jobs.models import Job, WorkerBeat
from escalera.base.jobs.schedules import every, forget_old_ticks

FORGET_WORKER_AFTER = timedelta(days=1)


@every(seconds=3600, name="jobs.sweep")
@task
def sweep() -> int:
    """Delete jobs done long ago (dead ones stay), old ticks, and workers not heard of for a day; count the jobs."""
    now = timezone.now()
    done = Job.objects.filter(state=Job.State.DONE, finished_at__lt=now - timedelta(seconds=own_backend().keep_s))
    WorkerBeat.objects.filter(beat_at__lt=now - FORGET_WORKER_AFTER).delete()
    forget_old_ticks(now)
    return done.delete()[0]
