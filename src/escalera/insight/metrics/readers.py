"""Counts the ladder out of the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from escalera.base.log.facts import Fact
from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.ladder.facts import EscalationExpired, EscalationOffered, EscalationRejected, TicketReturned
from escalera.core.ladder.models import LeftBecause, Stay
from escalera.core.tickets.facts import TicketResolved
from escalera.insight.metrics.models import StayTally
from escalera.insight.metrics.scale import bucket_of

ENDS: dict[type[Fact], LeftBecause] = {
    TicketResolved: LeftBecause.SOLVED,
    EscalationOffered: LeftBecause.ESCALATED,
    EscalationRejected: LeftBecause.REJECTED,
    EscalationExpired: LeftBecause.EXPIRED,
    TicketReturned: LeftBecause.RETURNED,
}
_BECAUSE = {fact.name: because for fact, because in ENDS.items()}
Place = tuple[date, int, str, int]


@reader("ladder-metrics", facts=tuple(ENDS), history=True)
def tally_stays(events: Sequence[Event]) -> None:
    """Count each stay that one of these events ended, on the day it ended."""
    ended = {(event.ticket_id, event.at, str(_BECAUSE[event.name])) for event in events}
    tally: Counter[Place] = Counter()
    for stay in Stay.objects.filter(ticket__in={ticket for ticket, _at, _why in ended}, left_at__isnull=False):
        if (stay.ticket_id, stay.left_at, stay.left_because) in ended and stay.left_at is not None:
            tally[(_day(stay.left_at), stay.level_id, stay.left_because, bucket_of(stay.lasts(stay.left_at)))] += 1
    for (day, level_id, because, bucket), stays in sorted(tally.items()):
        place = {"day": day, "level_id": level_id, "because": because, "bucket": bucket}
        if not StayTally.objects.filter(**place).update(stays=F("stays") + stays):
            StayTally.objects.create(**place, stays=stays)


def _day(at: datetime) -> date:
    return timezone.localtime(at, timezone.get_default_timezone()).date()
