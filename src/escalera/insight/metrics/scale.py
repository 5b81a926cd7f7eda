"""The scale of durations: bucket n holds lengths up to 1.25 to the n-th minutes; 80 of them reach a century."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta

STEP = 1.25
LAST = 80


def bucket_of(length: timedelta) -> int:
    """Return the bucket of a length of time; under a minute is 0."""
    minutes = length.total_seconds() / 60
    return 0 if minutes <= 1 else min(LAST, math.ceil(math.log(minutes, STEP)))


def median_of(stays: Mapping[int, int]) -> timedelta | None:
    """Return the median of counted lengths by bucket: the middle of the bucket it falls into; None without any."""
    total, seen = sum(stays.values()), 0
    for bucket in sorted(stays):
        seen += stays[bucket]
        if seen * 2 >= total:
            return timedelta(minutes=STEP ** (bucket - 0.5) if bucket else 0.5)
    return None


def percentile_of(counts: Mapping[int, int], percent: int) -> float | None:
    """Return the minutes that `percent` of the counted lengths do not exceed, by their buckets; None without any."""
    total, seen = sum(counts.values()), 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen * 100 >= total * percent:
            return STEP ** (bucket - 0.5) if bucket else 0.5
    return None
