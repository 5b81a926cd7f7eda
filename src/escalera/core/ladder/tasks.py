"""What the ladder does by itself: an offer that nobody answers goes back to who made it."""

from __future__ import annotations

from django.utils import timezone

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.ladder.actions import expire_due

EVERY_S = 15.0


def expire_step() -> int:
    """Return the offers whose time is over; an idle look is one read of an index."""
    return expire_due(at=timezone.now())


def register_loops() -> None:
    register_loop(Loop("escalations", expire_step, every_s=EVERY_S, on_bell=False))
