"""A search may take so long and no longer; what it has found until then is shown."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction

STEPS_BETWEEN_LOOKS = 5_000  # of SQLite's machine: about a tenth of a millisecond


class TookTooLong(Exception):
    """The database was stopped: the time of this search is over."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop whatever the database does inside after so many seconds. Raises: TookTooLong.

    On PostgreSQL the limit holds for each statement; on SQLite for all together."""
    if seconds <= 0:
        raise TookTooLong
    try:
        with _postgres(seconds) if connection.vendor == "postgresql" else _sqlite(seconds):
            yield
    except OperationalError as error:
        if any(words in str(error).lower() for words in ("interrupted", "statement timeout")):
            raise TookTooLong from error
        raise


@contextmanager
def _sqlite(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    driver: Any = connection.connection
    until = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > until, STEPS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


@contextmanager
def _postgres(seconds: float) -> Iterator[None]:
    goes_on = connection.in_atomic_block  # an outer transaction, in which the limit would go on holding
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{int(seconds * 1000) + 1}ms"])
        yield
        if goes_on:
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
