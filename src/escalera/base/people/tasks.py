"""The room's own housekeeping."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily
from escalera.base.people.actions import forget_uses


@daily(at="03:40", name="people.uses")
@task
def forget_old_uses() -> int:
    return forget_uses(at=timezone.now())
