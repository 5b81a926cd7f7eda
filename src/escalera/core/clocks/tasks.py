"""What clocks do by themselves: they say when time is running out or has run out, and follow changed calendars."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.clocks.following import follow_calendar, follow_policy
from escalera.core.clocks.sweeping import sweep

EVERY_S = 0.4  # how late a due instant may be noticed
STEP = 200  # tickets in one job, which then enqueues the next


def sweep_step() -> int:
    """Return how many clocks had something to say; an idle look is one read of an index."""
    return sweep(timezone.now())


@task()
def move_clocks(calendar_id: int) -> int:
    """Let running clocks go on by the calendar's newest version; return how many tickets were looked at."""
    return follow_calendar(calendar_id)


@task()
def move_tickets(version_id: int) -> int:
    """Let tickets with running clocks go on by a policy's new version; return how many."""
    return follow_policy(version_id, at=timezone.now())


def register_loops() -> None:
    register_loop(Loop("clocks", sweep_step, every_s=EVERY_S, on_bell=False))
