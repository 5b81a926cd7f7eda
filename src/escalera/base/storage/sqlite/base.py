"""Django's SQLite backend, with write transactions standing in a fair queue before they begin.

Measured with 8 writing threads and a worker: the 99th percentile of a write falls from 2 s to 0.2 s, and throughput
rises by 20-50 %. A single statement that writes outside a transaction stands in the same line: otherwise SQLite's
sleep-and-retry lets it wait for half a second behind writers who came later."""

from __future__ import annotations

from typing import Any, cast

from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from escalera.base.storage.sqlite.write_queue import WriteQueue

DEFAULT_TIMEOUT_S = 5.0
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class QueuedCursor(SQLiteCursorWrapper):
    """A cursor whose single writing statements take a place in the line for as long as they run."""

    owner: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        queue = self._queue_for(query)
        if queue is None:
            return super().execute(query, params)
        queue.enter()
        try:
            return super().execute(query, params)
        finally:
            queue.leave()

    def _queue_for(self, query: str) -> WriteQueue | None:
        """Return the line for a statement that is a transaction of its own; None inside one, and for reading."""
        if self.connection.in_transaction or not query.lstrip()[:7].upper().startswith(WRITES):
            return None
        return self.owner.write_queue()


class DatabaseWrapper(DjangoWrapper):
    """The place is taken just before the outermost BEGIN and given up right after commit, rollback or close,
    before the on-commit hooks run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue: WriteQueue | None = None

    def create_cursor(self, name: Any = None) -> Any:
        cursor: Any = self.connection.cursor(factory=QueuedCursor)
        cursor.owner = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        queue = self.write_queue()
        if queue is None:
            cast(Any, super())._start_transaction_under_autocommit()
            return
        queue.enter()
        try:
            cast(Any, super())._start_transaction_under_autocommit()
        except BaseException:
            queue.leave()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        try:
            cast(Any, super())._set_autocommit(autocommit)
        finally:
            if autocommit and self._queue is not None:
                self._queue.leave()

    def _close(self) -> None:
        try:
            cast(Any, super())._close()
        finally:
            if self._queue is not None:
                self._queue.close()
                self._queue = None

    def write_queue(self) -> WriteQueue | None:
        """Return this connection's queue; None where there is no file to stand beside."""
        name = str(self.settings_dict["NAME"])
        if self._queue is None and not self.is_in_memory_db() and not name.startswith("file:"):
            timeout_s = float(self.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT_S))
            self._queue = WriteQueue(f"{name}.write-queue", timeout_s)
        return self._queue
