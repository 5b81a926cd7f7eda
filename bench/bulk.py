"""The fast way into each database: COPY on PostgreSQL, executemany in one transaction on SQLite."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Protocol

from django.db import connection, transaction

from escalera.core.tickets.indexing import fold

REBUILD_FROM = 20_000  # tickets; above, PostgreSQL's text index is made afterwards, which is much faster


class Bulk(Protocol):
    """Collects rows by table and writes them a chunk at a time."""

    def add(self, table: str, row: tuple[Any, ...]) -> None: ...
    def next(self, table: str) -> int: ...
    def search(self, message_id: int, ticket_id: int, text: str) -> None: ...
    def flush(self) -> None: ...
    def before(self, count: int) -> None: ...
    def after(self) -> None: ...


def bulk(columns: dict[str, str]) -> Bulk:
    """Return the writer for the connected database; `columns`: their names by table, in the order of the rows."""
    kind = _Postgres if connection.vendor == "postgresql" else _Sqlite
    return kind({table: names.split() for table, names in columns.items()})


class _Rows:
    def __init__(self, columns: dict[str, list[str]]) -> None:
        self._columns = columns
        self._rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._docs: list[tuple[Any, ...]] = []
        self._numbers: dict[str, int] = defaultdict(int)

    def add(self, table: str, row: tuple[Any, ...]) -> None:
        self._rows[table].append(row)

    def next(self, table: str) -> int:
        self._numbers[table] += 1
        return self._numbers[table]

    def flush(self) -> None:
        with transaction.atomic():
            for table, columns in self._columns.items():
                if rows := self._rows.pop(table, None):
                    self._write(table, columns, rows)
            self._write_docs(self._docs)
        self._docs = []

    def before(self, count: int) -> None:
        """Nothing to prepare."""

    def after(self) -> None:
        """Nothing to finish."""

    def _write(self, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        raise NotImplementedError

    def _write_docs(self, docs: list[tuple[Any, ...]]) -> None:
        raise NotImplementedError


class _Sqlite(_Rows):
    def before(self, count: int) -> None:
        """Give the filling more memory than the product takes, and no waiting for the disk."""
        self._raw().executescript("PRAGMA cache_size = -500000; PRAGMA synchronous = OFF")

    def after(self) -> None:
        """Let the next connection begin as the product does."""
        connection.close()

    def search(self, message_id: int, ticket_id: int, text: str) -> None:
        self._docs.append((message_id, text))

    def _write(self, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        self._raw().executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)

    def _write_docs(self, docs: list[tuple[Any, ...]]) -> None:
        self._raw().executemany("INSERT INTO tickets_search (rowid, doc) VALUES (?, ?)", docs)

    def _raw(self) -> Any:
        connection.ensure_connection()
        return connection.connection


class _Postgres(_Rows):
    def __init__(self, columns: dict[str, list[str]]) -> None:
        super().__init__(columns)
        self._rebuild = False

    def search(self, message_id: int, ticket_id: int, text: str) -> None:
        self._docs.append((message_id, ticket_id, fold(text)))

    def before(self, count: int) -> None:
        self._rebuild = count >= REBUILD_FROM
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE bench_docs (message_id bigint, ticket_id bigint, words text)")
            if self._rebuild:
                cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'tickets_search_doc'")
                self._index = str(cursor.fetchone()[0])
                cursor.execute("DROP INDEX tickets_search_doc")

    def after(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_docs")
            if self._rebuild:
                cursor.execute("SET maintenance_work_mem = '512MB'")
                cursor.execute(self._index)
            for table, columns in self._columns.items():
                if columns[0] == "id":
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                    )

    def _write(self, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def _write_docs(self, docs: list[tuple[Any, ...]]) -> None:
        if not docs:
            return
        with connection.cursor() as cursor:
            with cursor.copy("COPY bench_docs FROM STDIN") as copy:
                for doc in docs:
                    copy.write_row(doc)
            cursor.execute(
                "INSERT INTO tickets_search "
                "SELECT message_id, ticket_id, strip(to_tsvector('spanish', words)) FROM bench_docs"
            )
            cursor.execute("TRUNCATE bench_docs")
