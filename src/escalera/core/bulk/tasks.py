"""What goes on by itself: the runs."""

from __future__ import annotations

from django.utils import timezone

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.bulk.actions import advance

EVERY_S = 1.0


def advance_step() -> int:
    return advance(at=timezone.now())


def register_loops() -> None:
    register_loop(Loop("bulk", advance_step, every_s=EVERY_S, on_bell=False))
