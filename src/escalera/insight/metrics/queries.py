"""What reports ask of the rollups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from escalera.base.people.models import Level
from escalera.core.ladder.models import LeftBecause
from escalera.core.views.queries import level_counts
from escalera.insight.metrics.models import StayTally
from escalera.insight.metrics.scale import median_of

DAYS = 28
SENT_BACK = (LeftBecause.RETURNED, LeftBecause.REJECTED)


@dataclass(frozen=True, slots=True)
class LevelSummary:
    """One level over some days. `open` is now; `median` how long a stay lasted there, calendar time."""

    level: Level
    open: int
    solved: int
    escalated: int
    sent_back: int
    expired: int
    median: timedelta | None

    @property
    def ended(self) -> int:
        return self.solved + self.escalated + self.sent_back + self.expired


@dataclass(frozen=True, slots=True)
class LadderSummary:
    """All levels, lowest first, over `days` days up to and with today."""

    days: int
    levels: list[LevelSummary]

    @property
    def solved(self) -> int:
        return sum(level.solved for level in self.levels)

    @property
    def solved_at_first(self) -> float | None:
        """Return the share of solved tickets that the lowest level solved, 0 to 1; None without any."""
        return self.levels[0].solved / self.solved if self.solved else None


def ladder_summary(*, today: date, days: int = DAYS) -> LadderSummary:
    """Return how each level did; three queries, whatever the number of tickets."""
    since = today - timedelta(days=days - 1)
    rows = (
        StayTally.objects.filter(day__gte=since, day__lte=today)
        .values_list("level_id", "because", "bucket")
        .annotate(total=Sum("stays"))
    )
    because: dict[int, Counter[str]] = {}
    lengths: dict[int, Counter[int]] = {}
    for level_id, why, bucket, stays in rows:
        because.setdefault(level_id, Counter())[why] += stays
        lengths.setdefault(level_id, Counter())[bucket] += stays
    now = level_counts()
    levels = [
        _level(level, now, because.get(level.pk, Counter()), lengths.get(level.pk, Counter()))
        for level in Level.objects.order_by("order")
    ]
    return LadderSummary(days, levels)


def _level(level: Level, now: Mapping[int, int], because: Counter[str], lengths: Counter[int]) -> LevelSummary:
    return LevelSummary(
        level=level,
        open=now.get(level.pk, 0),
        solved=because[LeftBecause.SOLVED],
        escalated=because[LeftBecause.ESCALATED],
        sent_back=sum(because[why] for why in SENT_BACK),
        expired=because[LeftBecause.EXPIRED],
        median=median_of(lengths),
    )
