"""What procedures do by themselves: a step's timer rings when it is over."""

from __future__ import annotations

from django.utils import timezone

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.procedures.actions.timers import ring_due

EVERY_S = 2.0


def ring_step() -> int:
    """Return how many timers rang; an idle look is one read of an index."""
    return ring_due(at=timezone.now())


def register_loops() -> None:
    register_loop(Loop("timers", ring_step, every_s=EVERY_S, on_bell=False))
