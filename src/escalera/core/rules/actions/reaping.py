"""What nobody needs any more: causes of long ago, and runs after a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalera.core.rules.models import Caused, RuleRun

KEEP_CAUSES, KEEP_RUNS = timedelta(days=400), timedelta(days=400)
BATCH = 5_000


def forget_old(*, at: datetime) -> int:
    """Delete runs older than about a year, with what they caused; the ticket's own history stays. Return how many."""
    old = list(RuleRun.objects.filter(at__lt=at - KEEP_RUNS).order_by("pk").values_list("pk", flat=True)[:BATCH])
    Caused.objects.filter(run__in=old).delete()
    RuleRun.objects.filter(pk__in=old).delete()
    return len(old)
