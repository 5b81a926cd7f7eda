"""After a PostgreSQL database was restored into another server, whose transaction ids begin again at a low number.

Readers stand at places numbered by the old server; whatever the new one writes sorts before them and would never be
read. `renumber` moves the whole log and all readers below the new server's numbers. SQLite has no such numbers."""

from __future__ import annotations

from django.db import connection, transaction

FIRST_XID = 3  # PostgreSQL gives out none below
LAST_ID = 2**63 - 1

_FOREIGN = """
    SELECT EXISTS (SELECT 1 FROM log_event WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))
        OR EXISTS (SELECT 1 FROM log_readerstate
                   WHERE xid::text::xid8 >= pg_snapshot_xmax(pg_current_snapshot()))"""
# Each event gets the number of places at which some reader stands before it; each reader, the number of its place.
_MOVE_EVENTS = """
    UPDATE log_event AS event SET xid = (%s + (
        SELECT count(*) FROM (SELECT DISTINCT xid, event_id FROM log_readerstate) AS place
        WHERE (place.xid::text::xid8, place.event_id) < (event.xid, event.id)))::text::xid8"""
_MOVE_READERS = """
    UPDATE log_readerstate AS state SET xid = %s + ranked.rank - 1, event_id = %s
    FROM (SELECT name, dense_rank() OVER (ORDER BY xid, event_id) AS rank FROM log_readerstate) AS ranked
    WHERE ranked.name = state.name"""


def is_restored() -> bool:
    """Say whether the log holds numbers that this server has yet to give out. Ask before anything is written."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN)
        return bool(cursor.fetchone()[0])


def renumber() -> None:
    """Move the log and its readers below this server's numbers; each reader keeps exactly what it has not read.

    Rewrites the whole event table under a lock: for the first start after a restore, before anything is written."""
    if not is_restored():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE log_event, log_readerstate IN EXCLUSIVE MODE")
        cursor.execute(_MOVE_EVENTS, [FIRST_XID])
        cursor.execute(_MOVE_READERS, [FIRST_XID, LAST_ID])
