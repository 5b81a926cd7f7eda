"""What the clock changes: views that say "today" or "me", and, each hour, everything once again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.views.counting import lock_keeper, recount_places, recount_whole, sweep, watched_views
from escalera.core.views.models import SavedView

EVERY_S = 60.0


def tick(*, at: datetime) -> None:
    """Count the restless views again; in the first minute of an hour, all views and places."""
    is_hourly = at.minute == 0
    for one in watched_views(SavedView.objects.exclude(counted_at=None).order_by("pk")):
        if is_hourly or one.is_restless:
            with transaction.atomic():
                lock_keeper()
                recount_whole(one, at)
    if is_hourly:
        with transaction.atomic():
            lock_keeper()
            recount_places(at=at)
            sweep()


def step() -> int:
    tick(at=timezone.now())
    return 0


def register_loops() -> None:
    register_loop(Loop("views", step, every_s=EVERY_S, on_bell=False))
