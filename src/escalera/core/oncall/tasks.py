"""What being on call does by itself: it presses what is due, calls the next person, and arms all open tickets anew."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.worker import Loop, register_loop
from escalera.core.oncall.actions import arm, escalate_due, fire_due
from escalera.core.tickets.models import Ticket

EVERY_S = 2.0
BATCH = 200


def press_step() -> int:
    """An idle look is two reads of an index."""
    at = timezone.now()
    return fire_due(at=at) + escalate_due(at=at)


@task
def arm_open(after: int = 0) -> int:
    """Arm the open tickets after a number, a batch at a time; return how many were looked at."""
    rows = Ticket.objects.filter(is_open=True, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]
    numbers = list(rows)
    arm(ticket_ids=numbers, at=timezone.now())
    if len(numbers) == BATCH:
        arm_open.enqueue(after=numbers[-1])
    return len(numbers)


def register_loops() -> None:
    register_loop(Loop("on-call", press_step, every_s=EVERY_S, on_bell=False))
