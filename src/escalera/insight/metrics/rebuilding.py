"""Bringing the sums up to now, or making them again from the log."""

from __future__ import annotations

from django.db import transaction

from escalera.base.log.models import ReaderState
from escalera.base.log.readers import read_once
from escalera.insight.metrics.counting import READER
from escalera.insight.metrics.models import ProcessTally


def catch_up() -> int:
    """Count what the log has and the sums have not; return how many events were read."""
    total = 0
    while passed := read_once(READER):
        total += passed
    return total


def rebuild() -> int:
    """Forget the sums and count the whole log again: the same numbers come out."""
    with transaction.atomic():
        ProcessTally.objects.all().delete()
        ReaderState.objects.filter(name=READER).update(xid=0, event_id=0, attempts=0, next_try_at=None, error="")
    return catch_up()
