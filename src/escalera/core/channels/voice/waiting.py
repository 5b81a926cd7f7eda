"""How long a caller is likely to wait yet, by what the latest callers of the same team waited."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from escalera.core.channels.models import Call, CallDirection

LOOKS_BACK = timedelta(days=7)
SAMPLE, ENOUGH = 30, 5  # the latest calls that are looked at, and how many say something
LONGEST_S = 4 * 3600


def recent_waits(team_id: int, at: datetime, *, over_s: int) -> list[int]:
    """Return how many seconds the latest of the team's callers waited until somebody answered. `over_s`: those who were
    answered while it rang for the first time stood in no queue and say nothing of it."""
    calls = Call.objects.filter(
        team=team_id, direction=CallDirection.IN, begun_at__gt=at - LOOKS_BACK, begun_at__lte=at,
        waiting_since__isnull=False, answered_at__isnull=False,
    )  # fmt: skip
    latest = calls.order_by("-begun_at", "-pk").values_list("waiting_since", "answered_at")[: SAMPLE * 3]
    waits = [int((answered - since).total_seconds()) for since, answered in latest if since and answered]
    return [wait for wait in waits if wait > over_s][:SAMPLE]


def expected_s(place: int, waited_s: int, waits: list[int]) -> int | None:
    """Return how many seconds it will take yet: what half of those took who had waited so long already, and for each
    place ahead half of that once more. None where too few waited as long."""
    longer = [wait - waited_s for wait in waits if wait > waited_s]
    if len(longer) < ENOUGH:
        return None
    return min(LONGEST_S, round(median(longer) * (place + 1) / 2))
