"""Counting, and forgetting what was counted long ago."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from escalera.base.pace.models import Count

KEPT = timedelta(days=2)
_COUNT = (
    "INSERT INTO pace_count (scope, key, {window}, done) VALUES (%s, %s, %s, 1) "
    "ON CONFLICT (scope, key, {window}) DO UPDATE SET done = pace_count.done + 1 RETURNING done"
)


def count(scope: str, key: str, *, within: timedelta, at: datetime) -> int:
    """Count one more; return how many there are in this window with it. Windows are fixed and stand side by side."""
    sql = _COUNT.format(window=connection.ops.quote_name("window"))
    with connection.cursor() as cursor:
        cursor.execute(sql, [scope, _hashed(key), _window(within, at)])
        return int(cursor.fetchone()[0])


def counted(scope: str, key: str, *, within: timedelta, at: datetime) -> int:
    """Return how many there are in this window, without counting."""
    found = Count.objects.filter(scope=scope, key=_hashed(key), window=_window(within, at))
    return found.values_list("done", flat=True).first() or 0


def forget_old(*, at: datetime) -> int:
    """Delete counters of windows that began two days ago; return how many."""
    return Count.objects.filter(window__lt=int((at - KEPT).timestamp())).delete()[0]


def _window(within: timedelta, at: datetime) -> int:
    length = int(within.total_seconds())
    return int(at.timestamp()) // length * length


def _hashed(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"pace" + key.encode(), hashlib.sha256).hexdigest()[:40]
