"""Django's PostgreSQL backend, asking a kept connection whether it still lives without a question to the server.

A server that went away has said so on the connection: its end, or why it ended, waits to be read. Between two requests
nothing else ever does, so a silent connection is taken for a living one; that saves each request a `SELECT 1`, a third
of a millisecond. A network that dropped the connection in silence is noticed after a longer rest, by asking."""

from __future__ import annotations

import select
import time
from datetime import UTC, datetime
from typing import Any, cast

from django.db.backends.postgresql.base import DatabaseWrapper as DjangoWrapper
from django.db.backends.postgresql.operations import DatabaseOperations as DjangoOperations
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import TimestamptzLoader

ASKED_AFTER_S = 60


class MomentLoader(TimestamptzLoader):
    """Reads a moment with the standard library, at a third of the cost; a list has a hundred of them.

    Our connections speak UTC; `timezone` is where Django looks whether a loader reads in its zone."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        try:
            return datetime.fromisoformat(bytes(data).decode())
        except ValueError:  # before our era, or at its end
            return super().load(data)


class DatabaseOperations(DjangoOperations):
    """Locks rows without their keys: nobody here changes one, and a full lock would make everybody wait who only adds
    a row that points at ours. Two who do both, in another order, would stand before each other for ever (an agent's
    answer and the customer's next message on the same thread did)."""

    def for_update_sql(
        self, nowait: bool = False, skip_locked: bool = False, of: Any = (), no_key: bool = False
    ) -> str:
        return str(cast(Any, super()).for_update_sql(nowait, skip_locked, of, no_key=True))


class DatabaseWrapper(DjangoWrapper):
    """`CONN_HEALTH_CHECKS` decides, as ever, whether a request checks its connection at all."""

    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._checked_at = float("-inf")

    def get_connection_params(self) -> dict[str, Any]:
        given = cast(dict[str, Any], cast(Any, super()).get_connection_params())
        given["context"] = AdaptersMap(given["context"])
        given["context"].register_loader("timestamptz", MomentLoader)
        return given

    def is_usable(self) -> bool:
        """Say whether the connection still works; one that rested long, or on which something waits, is asked."""
        now = time.monotonic()
        rested, self._checked_at = now - self._checked_at > ASKED_AFTER_S, now
        return True if not rested and self._is_silent() else bool(cast(Any, super()).is_usable())

    def _is_silent(self) -> bool:
        held: Any = self.connection
        if held is None or held.closed:
            return False
        waiting = select.poll()
        waiting.register(held.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not waiting.poll(0)
