"""A table in which tests leave traces, on either database, from any process."""

from __future__ import annotations

import time

from django.db import connection


class Probe:
    """Rows of (what, number), in the order in which they were added."""

    def create(self) -> None:
        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS test_probe")
            cursor.execute(f"CREATE TABLE test_probe (id {key} PRIMARY KEY, what text, number bigint)")

    def drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS test_probe")

    def add(self, what: str, number: int = 0) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO test_probe (what, number) VALUES (%s, %s)", [what, number])

    def all(self) -> list[tuple[str, int]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT what, number FROM test_probe ORDER BY id")
            return [(str(what), int(number)) for what, number in cursor.fetchall()]

    def wait_for(self, count: int, *, seconds: float = 60.0) -> list[tuple[str, int]]:
        """Return the rows once there are `count`. Raises: TimeoutError."""
        end = time.monotonic() + seconds
        while len(rows := self.all()) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(rows)} of {count} rows")
            time.sleep(0.02)
        return rows
