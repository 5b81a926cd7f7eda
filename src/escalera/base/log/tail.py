"""Reading the log in an order in which nothing can appear behind one's back.

On PostgreSQL ids commit out of order: a reader that goes by `id > last` loses what commits late. There each row holds
the id of its transaction, and a reader sees only rows of transactions older than every running one; behind that line
nothing is ever added. On SQLite there is one writer at a time, so the id is the commit order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import connection

from escalera.base.log.models import Event

_TAIL = """
    SELECT id, at, name, ticket_id, actor_kind, actor_id, actor_name, data, is_history, xid::text::bigint AS xid_number
    FROM log_event
    WHERE (xid, id) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, id LIMIT %s"""
_HEAD = """
    SELECT xid::text::bigint, id FROM log_event
    WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid DESC, id DESC LIMIT 1"""
_NEXT = "SELECT at FROM log_event WHERE (xid, id) > (%s::xid8, %s) ORDER BY xid, id LIMIT 1"
_BEHIND = """
    SELECT count(*) FROM (SELECT 1 FROM log_event WHERE (xid, id) > (%s::xid8, %s) LIMIT %s) AS unread"""


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """A place in the log: everything up to and with this event has been read. `xid` is 0 on SQLite."""

    xid: int = 0
    event_id: int = 0


START = Position()


def tail(position: Position, *, limit: int) -> tuple[list[Event], Position]:
    """Return up to `limit` events after `position`, in the log's order, and the position after the last of them."""
    if connection.vendor == "postgresql":
        events = list(Event.objects.raw(_TAIL, [str(position.xid), position.event_id, limit]))
        xid = int(events[-1].xid_number) if events else 0  # type: ignore[attr-defined]
    else:
        events = list(Event.objects.filter(pk__gt=position.event_id).order_by("pk")[:limit])
        xid = 0
    return (events, Position(xid, events[-1].pk)) if events else ([], position)


def head() -> Position:
    """Return the position after the newest event that may be read now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_HEAD)
            row = cursor.fetchone()
        return Position(*row) if row else START
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    return Position(0, newest or 0)


def count_after(position: Position, *, at_most: int) -> int:
    """Count the events after `position`, also those that may not be read yet, but no further than `at_most`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_BEHIND, [str(position.xid), position.event_id, at_most])
            return int(cursor.fetchone()[0])
    return Event.objects.filter(pk__gt=position.event_id)[:at_most].count()


def next_at(position: Position) -> datetime | None:
    """Return when the first event after `position` happened, also of one that may not be read yet."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [str(position.xid), position.event_id])
            row = cursor.fetchone()
        return cast(datetime, row[0]) if row else None
    events = Event.objects.filter(pk__gt=position.event_id).order_by("pk")
    return events.values_list("at", flat=True).first()
