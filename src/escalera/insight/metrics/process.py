"""How the ladder works, out of sums kept by the day: shares, ways, times and waits, each on the day of its outcome."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Min, Sum

from escalera.base.people.models import Level
from escalera.insight.metrics.models import ProcessTally
from escalera.insight.metrics.scale import percentile_of

SMALL = 200  # below so many cases a share is shown with its interval
Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of `of`; `low` and `high`: Wilson's 95 % interval of the share, None when `of` is large or 0."""

    n: int
    of: int

    @property
    def value(self) -> float | None:
        return self.n / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not 0 < self.of < SMALL:
            return None
        p, z2 = self.n / self.of, Z * Z
        middle = (p + z2 / (2 * self.of)) / (1 + z2 / self.of)
        wide = Z * math.sqrt(p * (1 - p) / self.of + z2 / (4 * self.of**2)) / (1 + z2 / self.of)
        return max(0.0, middle - wide), min(1.0, middle + wide)

    def as_dict(self) -> dict[str, Any]:
        low_high = self.interval
        return {
            "n": self.n,
            "of": self.of,
            "share": None if self.value is None else round(self.value, 4),
            "interval": [round(one, 4) for one in low_high] if low_high else None,
        }


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level. `kept`: solved there without ever going up; times in minutes, None without any stay."""

    level: Level
    solved: int
    kept: Share
    escalated: Share
    returned: int
    rejected: int
    median: float | None
    p90: float | None
    working_median: float | None
    working_p90: float | None
    stays: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "level": self.level.order, "name": self.level.name, "stays": self.stays, "solved": self.solved,
            "kept": self.kept.as_dict(), "escalated": self.escalated.as_dict(), "returned": self.returned,
            "rejected": self.rejected, "calendar_min": {"median": _one(self.median), "p90": _one(self.p90)},
            "working_min": {"median": _one(self.working_median), "p90": _one(self.working_p90)},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaitRow:
    """Waits of one reason that ended; calendar minutes."""

    reason: str
    waits: int
    median: float | None
    p90: float | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "reason": self.reason,
            "waits": self.waits,
            "median_min": _one(self.median),
            "p90_min": _one(self.p90),
        }


@dataclass(frozen=True, slots=True)
class LadderReport:
    """Everything from `since` to `until`, both included, by the date of the outcome."""

    since: date
    until: date
    solved: int
    push_to_front: Share
    ping_pong: Share
    returns: int
    reopened: Share
    levels: list[LevelRow]
    waits: list[WaitRow]

    def as_dict(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(), "until": self.until.isoformat(), "solved": self.solved,
            "push_to_front": self.push_to_front.as_dict(), "ping_pong": self.ping_pong.as_dict(),
            "returns": self.returns, "reopened": self.reopened.as_dict(),
            "levels": [row.as_dict() for row in self.levels], "waits": [row.as_dict() for row in self.waits],
        }  # fmt: skip


def ladder_report(*, since: date | None = None, until: date | None = None) -> LadderReport:
    """Return the report of these days, of all that are known without any; three queries for any number of tickets."""
    if since is None or until is None:
        known = ProcessTally.objects.aggregate(first=Min("day"), last=Max("day"))
        until = until or known["last"] or date(1970, 1, 2)
        since = since or known["first"] or until
    rows = (
        ProcessTally.objects.filter(day__gte=since, day__lte=until)
        .values_list("figure", "level_id", "detail", "bucket")
        .annotate(total=Sum("count"))
    )
    sums: dict[tuple[str, int | None], Counter[tuple[str, int]]] = defaultdict(Counter)
    for figure, level_id, detail, bucket, total in rows:
        sums[figure, level_id][detail, bucket] += total
    levels = list(Level.objects.order_by("order"))
    return _report(since, until, levels, sums)


Sums = dict[tuple[str, int | None], Counter[tuple[str, int]]]


def _report(since: date, until: date, levels: list[Level], sums: Sums) -> LadderReport:
    found = [_level(level, sums) for level in levels if level.archived_at is None or ("stay", level.pk) in sums]
    solved = sum(row.solved for row in found)
    bounced = sum(sums["ping_pong", None].values())
    waits: dict[str, Counter[int]] = defaultdict(Counter)
    for (reason, bucket), total in sums["wait", None].items():
        waits[reason][bucket] += total
    return LadderReport(
        since,
        until,
        solved,
        push_to_front=Share(found[0].kept.n if found else 0, solved),
        ping_pong=Share(bounced, solved),
        returns=sum(row.returned + row.rejected for row in found),
        reopened=Share(sum(sums["reopened", None].values()), solved),
        levels=found,
        waits=[
            WaitRow(reason, sum(times.values()), percentile_of(times, 50), percentile_of(times, 90))
            for reason, times in sorted(waits.items(), key=lambda one: -sum(one[1].values()))
        ],
    )


def _level(level: Level, sums: Sums) -> LevelRow:
    because: Counter[str] = Counter()
    times: Counter[int] = Counter()
    working: Counter[int] = Counter()
    for (why, bucket), total in sums["stay", level.pk].items():
        because[why] += total
        times[bucket] += total
    for (_why, bucket), total in sums["working", level.pk].items():
        working[bucket] += total
    kept = sum(total for (how, _b), total in sums["solved", level.pk].items() if how == "kept")
    stays, solved = sum(because.values()), because["solved"]
    return LevelRow(
        level, solved, Share(kept, solved), Share(because["escalated"], stays), because["returned"],
        because["rejected"], percentile_of(times, 50), percentile_of(times, 90), percentile_of(working, 50),
        percentile_of(working, 90), stays,
    )  # fmt: skip


def _one(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 1)


def last_days(days: int, today: date) -> tuple[date, date]:
    return today - timedelta(days=days - 1), today
