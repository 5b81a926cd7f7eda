"""What writing does by itself: replies leave at their moment, what nobody needs is forgotten."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily
from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.writing.actions import leave_due, reap

EVERY_S = 1.0


def leave_step() -> int:
    """Return the replies whose moment has come; an idle look is one read of an index."""
    return leave_due(at=timezone.now())


@daily(at="03:50", name="writing.forget")
@task
def forget() -> int:
    return reap(at=timezone.now())


def register_loops() -> None:
    register_loop(Loop("replies", leave_step, every_s=EVERY_S, on_bell=False))
