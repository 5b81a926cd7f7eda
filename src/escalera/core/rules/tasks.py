"""What rules do by themselves: they answer what is due, and forget what is old."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily
from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.rules.actions import fire_due, forget_old

EVERY_S = 0.5


def fire_step() -> int:
    return fire_due(at=timezone.now())


@daily(at="04:10", name="rules.forget")
@task
def forget() -> int:
    return forget_old(at=timezone.now())


def register_loops() -> None:
    register_loop(Loop("rules", fire_step, every_s=EVERY_S, on_bell=False))
