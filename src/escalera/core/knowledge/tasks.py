"""The room's housekeeping."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily
from escalera.core.knowledge.actions import forget_gaps


@daily(at="04:20", name="knowledge.gaps")
@task
def forget_old_gaps() -> int:
    """Forget questions that nobody has asked for a year; return how many."""
    return forget_gaps(at=timezone.now())
