"""What tickets do by themselves: one that was put aside comes back when its time has come."""

from __future__ import annotations

from django.utils import timezone

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.tickets.actions import wake_due

EVERY_S = 10.0


def wake_step() -> int:
    """Return how many tickets woke; an idle look is one read of an index."""
    return wake_due(at=timezone.now())


def register_loops() -> None:
    register_loop(Loop("snoozes", wake_step, every_s=EVERY_S, on_bell=False))
