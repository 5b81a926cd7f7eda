"""A log that comes from another PostgreSQL server is read on from where its readers stood."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from escalera.base.log.models import Event
from escalera.base.log.readers import read_all, read_once, reader
from escalera.base.log.restored import is_restored, renumber
from tests.base.log.facts import count
from tests.base.log.test_readers import keep, keep_other, numbers
from tests.database import KIND


def pretend_to_be_restored() -> None:
    """Give all of the log and its readers the numbers of a server that had lived long."""
    if KIND == "postgres":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE log_event SET xid = (xid::text::bigint + 1000000000000)::text::xid8")
            cursor.execute("UPDATE log_readerstate SET xid = xid + 1000000000000")


def test_each_reader_goes_on_exactly_where_it_stood(probe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escalera.base.log.readers._READERS", {})
    reader("behind")(keep)
    reader("level")(keep_other)
    count(1, 2, 3)
    read_once("behind", limit=1)
    read_once("level")
    before = is_restored()
    pretend_to_be_restored()

    restored = is_restored()
    renumber()
    count(4)
    read_all()

    assert (before, restored, is_restored()) == (False, KIND == "postgres", False)
    assert (numbers(probe), numbers(probe, "other")) == ([1, 2, 3, 4], [1, 2, 3, 4])
    assert Event.objects.count() == 4
