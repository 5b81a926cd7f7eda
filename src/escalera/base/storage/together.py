"""One transaction for an action and for the actions that it calls.

`transaction.atomic` inside another one sets a savepoint and gives it back: two more trips to the database for each
nested action, and one more transaction number on PostgreSQL. Nobody goes on after a nested action has failed, so the
savepoint buys nothing here: an action inside another is part of it, and when it fails, all of it is rolled back."""

from __future__ import annotations

from contextlib import ContextDecorator
from types import TracebackType
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connections, transaction


class together(ContextDecorator):
    """Begin a transaction, or take part in the one that an outer `together` began.

    Inside a plain `transaction.atomic` it sets a savepoint as usual, so whoever wants to survive a failing action
    wraps it in one."""

    def __init__(self) -> None:
        self._atomic: Any = None

    def _recreate_cm(self) -> Self:
        return type(self)()

    def __enter__(self) -> Self:
        connection: Any = connections[DEFAULT_DB_ALIAS]
        if not (connection.in_atomic_block and connection.__dict__.get("together") == len(connection.atomic_blocks)):
            self._atomic = transaction.atomic()
            self._atomic.__enter__()
            self._before = connection.__dict__.get("together", 0)
            connection.together = len(connection.atomic_blocks)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        connection: Any = connections[DEFAULT_DB_ALIAS]
        if self._atomic is not None:
            connection.together = self._before
            self._atomic.__exit__(kind, error, at)
        elif kind is not None:
            connection.needs_rollback = True
