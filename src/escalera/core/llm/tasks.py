"""The room's own housekeeping."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily, every
from escalera.core.llm.actions import empty_old, settle_lost


@every(seconds=300, name="llm.lost")
@task
def close_lost() -> int:
    """Give the calls of processes that ended an end, so that their reservation does not stay for ever."""
    return settle_lost(at=timezone.now())


@daily(at="03:50", name="llm.empty")
@task
def empty_words() -> int:
    return empty_old(at=timezone.now())
