"""Whose turn it is at the gate: each door's oldest first, one door after the other, however many there are.

A flood by one door is thousands of rows of one channel. They are never read: from each door on, the index gives the
next door, and in each door the next of its items, one step an item that will be understood."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence

from django.db import connection

from escalera.core.channels.models import InboundItem, Outcome

_DOORS = """
WITH RECURSIVE door(id) AS (
  SELECT min(channel_id) FROM channels_inbounditem WHERE outcome = ''
  UNION ALL
  SELECT (SELECT min(item.channel_id) FROM channels_inbounditem item
          WHERE item.outcome = '' AND item.channel_id > door.id)
  FROM door WHERE door.id IS NOT NULL
)
SELECT id FROM door WHERE id IS NOT NULL
"""
_OLDEST = """
WITH RECURSIVE place(door, item, round) AS (
  SELECT channel.id, (SELECT min(item.id) FROM channels_inbounditem item
                      WHERE item.outcome = '' AND item.channel_id = channel.id), 1
  FROM channels_channel channel WHERE channel.id IN ({doors})
  UNION ALL
  SELECT place.door, (SELECT min(item.id) FROM channels_inbounditem item
                      WHERE item.outcome = '' AND item.channel_id = place.door AND item.id > place.item),
         place.round + 1
  FROM place WHERE place.item IS NOT NULL AND place.round < %s
)
SELECT door, item FROM place WHERE item IS NOT NULL ORDER BY round, door
"""
NO_DOOR = 0  # what came by no channel has one turn too

_LOCK = threading.Lock()
_SERVED = {"last": NO_DOOR}  # the door at which this process stopped


def in_turn(limit: int) -> list[int]:
    """Return up to `limit` waiting items, the oldest of each door, one door after the other.

    Where there are more doors than `limit`, the next call begins after the last door of this one."""
    waiting = InboundItem.objects.filter(outcome=Outcome.WAITING)
    oldest = list(waiting.order_by("id").values_list("pk", flat=True)[:limit])
    if len(oldest) < limit:
        return oldest
    loose = list(waiting.filter(channel=None).order_by("id").values_list("pk", flat=True)[:limit])
    doors = _after_last([*_waiting_doors(), *([NO_DOOR] if loose else [])])
    queues = {**_queues(doors, max(1, -(-limit // len(doors)))), NO_DOOR: loose}
    return _one_after_the_other(doors, queues, limit)


def _one_after_the_other(doors: Sequence[int], queues: dict[int, list[int]], limit: int) -> list[int]:
    chosen: list[int] = []
    for places in itertools.zip_longest(*(queues.get(door, []) for door in doors)):
        for door, pk in zip(doors, places, strict=True):
            if pk is not None:
                chosen.append(pk)
                if len(chosen) == limit:
                    _remember(door)
                    return chosen
    return chosen


def _queues(doors: Sequence[int], share: int) -> dict[int, list[int]]:
    """Return the oldest items of each door, at most `share`."""
    queues: dict[int, list[int]] = {}
    known = [door for door in doors if door != NO_DOOR]
    if known:
        places = ", ".join(["%s"] * len(known))
        with connection.cursor() as cursor:
            cursor.execute(_OLDEST.format(doors=places), [*known, share])
            for door, item in cursor.fetchall():
                queues.setdefault(door, []).append(item)
    return queues


def _waiting_doors() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_DOORS)
        return [door for (door,) in cursor.fetchall()]


def _after_last(doors: Sequence[int]) -> list[int]:
    """Return the doors in turn, beginning with the one after the last that was served."""
    with _LOCK:
        last = _SERVED["last"]
    ordered = sorted(doors)
    return [door for door in ordered if door > last] + [door for door in ordered if door <= last]


def _remember(door: int) -> None:
    with _LOCK:
        _SERVED["last"] = door
