"""What routing does by itself: queues worked off as they are marked; offers, pauses and absences when their time comes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.routing.actions import drain_due, end_due, expire_offers, mark, move_due
from escalera.core.routing.choices import Mode
from escalera.core.routing.line import rules_of, waiting
from escalera.core.routing.models import Mark, QueueRule

EVERY_S = 1.0
SWEEP = timedelta(minutes=1)


def drain_step() -> int:
    """Return how many tickets found somebody; an idle look is one read of an index."""
    return drain_due(at=timezone.now())


class _Sweep:
    """Once a minute every queue that waits is looked at, whatever was missed. A waiting queue costs a look, no more."""

    last: datetime | None = None


def time_step() -> int:
    """End what ends by itself; return how much did."""
    now = timezone.now()
    done = expire_offers(at=now) + end_due(at=now) + move_due(at=now)
    if _Sweep.last is None or now - _Sweep.last >= SWEEP:
        _Sweep.last = now
        sweep(at=now)
    return done


def sweep(*, at: datetime) -> None:
    """Mark each queue with a rule of its own in which somebody waits and that nobody has marked."""
    teams = set(QueueRule.objects.filter(is_active=True).exclude(mode=Mode.PULL).values_list("team", flat=True))
    for team in teams - {None} - set(Mark.objects.filter(at__lte=at).values_list("team", flat=True)):
        if team is not None and rules_of(team) and waiting(team).exists():
            mark([team], at=at)


def register_loops() -> None:
    register_loop(Loop("routing", drain_step, every_s=EVERY_S, gather_s=0.02))
    register_loop(Loop("routing-times", time_step, every_s=EVERY_S, on_bell=False))
