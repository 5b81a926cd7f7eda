"""The room's housekeeping."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily, every
from escalera.levels.selfservice.actions import forget_words, learn_from_agents, leave_quiet


@every(seconds=300, name="selfservice.quiet")
@task
def end_quiet_conversations() -> int:
    """End conversations that nobody goes on with; return how many."""
    return leave_quiet(at=timezone.now())


@daily(at="03:50", name="selfservice.forget")
@task
def forget_old_words() -> int:
    """Delete what was said longer ago than the company keeps it; return of how many conversations."""
    return forget_words(at=timezone.now())


@daily(at="04:25", name="selfservice.learn")
@task
def learn_what_agents_sent() -> int:
    """Tell the gate, before it is fitted anew, which articles agents sent where the assistant had another idea."""
    return learn_from_agents(at=timezone.now())
