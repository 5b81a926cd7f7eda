"""The room's housekeeping."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily
from escalera.core.knowledge.actions import forget_gaps, forget_unsaved, tell_due


@daily(at="04:20", name="knowledge.gaps")
@task
def forget_old_gaps() -> int:
    """Forget questions that nobody has asked for a year, and words that nobody saved; return how many."""
    at = timezone.now()
    return forget_gaps(at=at) + forget_unsaved(at=at)


@daily(at="06:10", name="knowledge.due")
@task
def tell_of_due_articles() -> int:
    """Tell who keeps an article that its day to be looked at has come; return how many."""
    return tell_due(at=timezone.now())
