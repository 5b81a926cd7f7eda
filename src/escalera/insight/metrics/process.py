"""How the ladder works, out of sums kept by the day: shares, ways, times and waits, each on the day of its outcome."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone

from escalera.base.people.models import Level
from escalera.core.clocks.choices import TO_CUSTOMER, ClockState, PolicyKind
from escalera.core.clocks.models import Clock
from escalera.insight.metrics.models import ProcessTally
from escalera.insight.metrics.scale import percentile_of

SMALL = 200  # below so many cases a share is shown with its interval
Z = 1.96  # 95 %
WEEKS = 13  # shown one by one


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
    """One level. `kept`: solved there without going further up, of all that it solved or sent up;
    times in minutes, None without any stay."""

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
class WeekRow:
    """What was solved in the seven days from `first`, as far as they lie in the report's span; `kept` as in `LevelRow`."""

    first: date
    last: date
    kept: Share
    by_level: dict[int, int]  # solved, by the level's order

    def as_dict(self) -> dict[str, Any]:
        return {"first": self.first.isoformat(), "last": self.last.isoformat(), "push_to_front": self.kept.as_dict()}


@dataclass(frozen=True, slots=True)
class LadderReport:
    """Everything from `since` to `until`, both included, by the date of the outcome.

    `push_to_front`: of all that was solved, what the first level (or the chosen one) solved without it ever going up.
    `terms`: customers' agreed terms that were kept, None for a part of the desk: they are nobody's alone."""

    since: date
    until: date
    solved: int
    push_to_front: Share
    escalated: Share
    ping_pong: Share
    returns: int
    reopened: Share
    terms: Share | None
    levels: list[LevelRow]
    waits: list[WaitRow]
    weeks: list[WeekRow]

    def as_dict(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(), "until": self.until.isoformat(), "solved": self.solved,
            "push_to_front": self.push_to_front.as_dict(), "escalated": self.escalated.as_dict(),
            "ping_pong": self.ping_pong.as_dict(), "returns": self.returns, "reopened": self.reopened.as_dict(),
            "terms": self.terms.as_dict() if self.terms else None,
            "levels": [row.as_dict() for row in self.levels], "waits": [row.as_dict() for row in self.waits],
            "weeks": [row.as_dict() for row in self.weeks],
        }  # fmt: skip


Sums = dict[tuple[str, int | None], Counter[tuple[str, int]]]
Days = dict[date, Counter[tuple[int | None, str]]]  # solved, by level and how


def ladder_report(
    *, since: date | None = None, until: date | None = None, level_id: int | None = None, team_id: int | None = None
) -> LadderReport:
    """Return the report of these days, of all that are known without any, perhaps of one level or team alone.

    Four or five queries for any number of tickets."""
    if since is None or until is None:
        known = ProcessTally.objects.aggregate(first=Min("day"), last=Max("day"))
        until = until or known["last"] or date(1970, 1, 2)
        since = since or known["first"] or until
    found = ProcessTally.objects.filter(day__gte=since, day__lte=until)
    found = found.filter(level=level_id) if level_id else found
    found = found.filter(team=team_id) if team_id else found
    sums: Sums = defaultdict(Counter)
    for figure, level, detail, bucket, total in found.values_list("figure", "level_id", "detail", "bucket").annotate(
        total=Sum("count")
    ):
        sums[figure, level if figure in _OF_LEVELS else None][detail, bucket] += total
    days: Days = defaultdict(Counter)
    solved = found.filter(figure="solved").values_list("day", "level_id", "detail").annotate(total=Sum("count"))
    for day, level, detail, total in solved:
        days[day][level, detail] += total
    levels = list(Level.objects.order_by("order"))
    if level_id or team_id:
        levels = [one for one in levels if one.pk == level_id or any((what, one.pk) in sums for what in _OF_LEVELS)]
    terms = None if level_id or team_id else _terms(since, until)
    return _report(since, until, levels, sums, days, terms, part=bool(level_id or team_id))


_OF_LEVELS = ("stay", "working", "solved")


def _terms(since: date, until: date) -> Share:
    """Return how many of the terms agreed with customers that were ended in these days were ended in time."""
    zone = timezone.get_default_timezone()
    begin = datetime.combine(since, time.min, zone)
    end = datetime.combine(until + timedelta(days=1), time.min, zone)
    ended = Clock.objects.filter(
        kind__in=TO_CUSTOMER, stopped_at__gte=begin, stopped_at__lt=end, policy_kind=PolicyKind.SLA,
        state__in=(ClockState.MET, ClockState.MISSED),
    )  # fmt: skip
    count = ended.aggregate(met=Count("pk", filter=Q(state=ClockState.MET)), of=Count("pk"))
    return Share(count["met"], count["of"])


def _report(
    since: date, until: date, levels: list[Level], sums: Sums, days: Days, terms: Share | None, *, part: bool
) -> LadderReport:
    found = [_level(level, sums) for level in levels if level.archived_at is None or ("stay", level.pk) in sums]
    front = found if part else found[:1]
    solved = sum(row.solved for row in found)
    waits: dict[str, Counter[int]] = defaultdict(Counter)
    for (reason, bucket), total in sums["wait", None].items():
        waits[reason][bucket] += total
    return LadderReport(
        since,
        until,
        solved,
        push_to_front=Share(sum(row.kept.n for row in front), solved),
        escalated=Share(sum(row.escalated.n for row in found), sum(row.stays for row in found)),
        ping_pong=Share(sum(sums["ping_pong", None].values()), solved),
        returns=sum(row.returned + row.rejected for row in found),
        reopened=Share(sum(sums["reopened", None].values()), solved),
        terms=terms,
        levels=found,
        waits=[
            WaitRow(reason, sum(times.values()), percentile_of(times, 50), percentile_of(times, 90))
            for reason, times in sorted(waits.items(), key=lambda one: (-sum(one[1].values()), one[0]))
        ],
        weeks=_weeks(
            since, until, {row.level.pk: row.level.order for row in found}, {r.level.pk for r in front}, days
        ),
    )


def _weeks(since: date, until: date, orders: dict[int, int], front: set[int], days: Days) -> list[WeekRow]:
    """Return the weeks of the span, oldest first, the last one whole: of a long span the latest `WEEKS`."""
    rows: list[WeekRow] = []
    last = until
    while last >= since and len(rows) < WEEKS:
        first = max(since, last - timedelta(days=6))
        by_level: Counter[int] = Counter()
        kept = 0
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
            for (level, how), total in days.get(day, {}).items():
                if level in orders:
                    by_level[orders[level]] += total
                    kept += total if how == "kept" and level in front else 0
        rows.append(WeekRow(first, last, Share(kept, by_level.total()), dict(sorted(by_level.items()))))
        last = first - timedelta(days=1)
    return rows[::-1]


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
        level, solved, Share(kept, solved + because["escalated"]), Share(because["escalated"], stays), because["returned"],
        because["rejected"], percentile_of(times, 50), percentile_of(times, 90), percentile_of(working, 50),
        percentile_of(working, 90), stays,
    )  # fmt: skip


def _one(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 1)


def last_days(days: int, today: date) -> tuple[date, date]:
    return today - timedelta(days=days - 1), today
