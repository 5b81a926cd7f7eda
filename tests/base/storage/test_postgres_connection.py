"""Our PostgreSQL connections: one that died between two requests is replaced before the next one uses it; a row that is
locked can still be pointed at."""

from __future__ import annotations

import time

import psycopg
import pytest
from django.db import connection, transaction

from escalera.core.channels.models import Channel
from tests.cast import Desk

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
]


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(pid: int) -> None:
    """End a connection as a restart of the server does, and wait until it is gone."""
    given = connection.get_connection_params()
    names = {name: given[name] for name in ("host", "port", "user", "dbname") if given.get(name)}
    with psycopg.connect(**names, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone():
            time.sleep(0.01)


def other_connection() -> psycopg.Connection[tuple[int, ...]]:
    given = connection.get_connection_params()
    names = {name: given[name] for name in ("host", "port", "user", "dbname") if given.get(name)}
    return psycopg.connect(**names)


def next_request() -> None:
    """Do what the beginning of a request does to the thread's connection."""
    connection.close_if_unusable_or_obsolete()


def test_the_request_after_a_restart_gets_a_new_connection() -> None:
    before = backend()
    next_request()
    assert backend() == before
    end(before)
    next_request()
    assert backend() != before


def test_a_connection_that_the_server_ended_is_not_usable() -> None:
    pid = backend()
    assert connection.is_usable()
    end(pid)
    assert not connection.is_usable()
    connection.close()


def test_a_locked_row_can_be_pointed_at_but_not_locked_by_another(desk: Desk) -> None:
    key = [desk.mailbox.pk]
    with transaction.atomic(), other_connection() as other:
        Channel.objects.select_for_update(of=("self",)).get(pk=desk.mailbox.pk)
        row = "SELECT id FROM channels_channel WHERE id = %s"
        assert other.execute(row + " FOR KEY SHARE NOWAIT", key).fetchone() == tuple(key)  # as who adds a child does
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute(row + " FOR NO KEY UPDATE NOWAIT", key)
