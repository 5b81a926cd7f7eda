"""Calls of whose end nobody told us: they would keep an agent busy for ever, and a place in the queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from escalera.core.channels.models import Call, CallDirection, CallOutcome, CallState
from escalera.core.channels.voice import callbacks, calls, logbook

OURS_RING = timedelta(minutes=15)  # a call that we placed and nobody picked up
THEIRS_WAIT = timedelta(hours=4)  # the longest wait that can be set is two hours
LONGEST = timedelta(hours=24)  # https://www.twilio.com/docs/voice/api/call-resource (TimeLimit)
BATCH = 50


def sweep_step() -> int:
    return end_forgotten(at=timezone.now())


def end_forgotten(*, at: datetime) -> int:
    """End the calls that cannot be alive any more; return how many."""
    talking = Q(state=CallState.TALKING)
    unanswered = ~talking & ~Q(state=CallState.ENDED)
    forgotten = (
        Q(talking, begun_at__lt=at - LONGEST)
        | Q(unanswered, begun_at__lt=at - THEIRS_WAIT)
        | Q(unanswered, direction=CallDirection.OUT, begun_at__lt=at - OURS_RING)
    )
    keys = list(Call.objects.filter(forgotten).order_by("pk").values_list("pk", flat=True)[:BATCH])
    for key in keys:
        _end(key, at)
    return len(keys)


@transaction.atomic
def _end(key: int, at: datetime) -> None:
    call = Call.objects.select_for_update(of=("self",)).get(pk=key)
    outcome = CallOutcome.ABANDONED if call.direction == CallDirection.IN else CallOutcome.FAILED
    calls.end(call, outcome, at)
    logbook.keep(call, at)
    callbacks.after(call, at)
