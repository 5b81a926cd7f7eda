"""The limit to compare with: the same rows, written by the bare driver in one transaction for each operation.

What an operation wrote is read back from the tables and written once more under other keys, with prepared parameters
and nothing else: no ORM, no checks, no reading."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import AutoField, Field, ForeignKey

from bench.cpu import Meter

SHIFT = 1_000_000_000  # added to keys, so that the second writing meets the first nowhere
ROOMS = ("people", "tickets", "ladder", "channels", "log", "jobs")
NOT_WRITTEN = {"log_readerstate", "views_standing", "views_placecount"}  # by readers, later
UNIQUE_TEXTS = {"address", "key", "source_key"}


@dataclass(slots=True)
class Written:
    """The statements of one workload, grouped by operation."""

    operations: list[list[tuple[str, tuple[Any, ...]]]] = field(default_factory=list)


class Watch:
    """Remembers where every table ends, and gives what has been added since."""

    def __init__(self) -> None:
        self._tables = {
            model._meta.db_table: model
            for room in ROOMS
            for model in apps.get_app_config(room).get_models()
            if model._meta.db_table not in NOT_WRITTEN and isinstance(model._meta.pk, AutoField)
        }
        self._ends = {table: self._end(table) for table in self._tables}

    def written(self, operations: int, *, updated_tickets: int = 0) -> Written:
        """Return the new rows as insert statements, dealt out to the operations: the k-th new message is the k-th one.

        `updated_tickets`: how many of the operations changed a ticket instead of making one."""
        written = Written([[] for _ in range(operations)])
        first = self._first_messages()
        for table, model in self._tables.items():
            fields = list(model._meta.concrete_fields)
            columns = [str(f.column) for f in fields]
            statement = _insert(table, columns)
            rows = self._rows(table, fields)
            for place, row in enumerate(rows):
                said = dict(zip(columns, row, strict=True))
                operation = first.operation(table, said, place * operations // len(rows))
                shifted = tuple(self._shift(f, value) for f, value in zip(fields, row, strict=True))
                written.operations[operation].append((statement, shifted))
                if table == "tickets_message":
                    written.operations[operation].append(_search_row(said))
        self._add_updates(written, updated_tickets)
        return written

    def _first_messages(self) -> _Order:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, ticket_id, contact_id FROM tickets_message WHERE id > %s ORDER BY id DESC",
                [self._ends["tickets_message"]],
            )
            rows = list(cursor.fetchall())
        order = {row[0]: len(rows) - 1 - place for place, row in enumerate(rows)}
        return _Order(order, {row[1]: order[row[0]] for row in rows}, {row[2]: order[row[0]] for row in rows})

    def _rows(self, table: str, fields: list[Any]) -> list[tuple[Any, ...]]:
        names = ", ".join(_column(f) for f in fields)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {names} FROM "{table}" WHERE id > %s ORDER BY id', [self._ends[table]])
            return list(cursor.fetchall())

    def _end(self, table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
            return int(cursor.fetchone()[0])

    def _shift(self, column: Field[Any, Any], value: Any) -> Any:
        if value is None and column.column != "left_at":
            return None
        if column.primary_key:
            return value + SHIFT
        target = column.related_model._meta.db_table if isinstance(column, ForeignKey) else ""
        target = "tickets_ticket" if column.column == "ticket_id" else target
        if target in self._ends:
            return value + SHIFT if value > self._ends[target] else value
        if column.column == "left_at":
            return value or "2026-11-21 10:00:00+00:00"  # a ticket that was there has its open stay already
        if column.column in UNIQUE_TEXTS and isinstance(value, str):
            return f"x{value}"[:60]
        return value

    def _add_updates(self, written: Written, count: int) -> None:
        """A reply's ticket is written too: one update of the row, by its key."""
        mark = "%s" if connection.vendor == "postgresql" else "?"
        statement = f"UPDATE tickets_ticket SET updated_at = updated_at, snippet = {mark} WHERE id = {mark}"
        for number in range(count):
            written.operations[number].append((statement, ("otra vez", number + 1)))


@dataclass(frozen=True, slots=True)
class _Order:
    """To which operation a row belongs, by what it points at: its message, else its ticket's or contact's first one."""

    by_message: dict[int, int]
    by_ticket: dict[int, int]
    by_contact: dict[int, int]

    def operation(self, table: str, row: dict[str, Any], otherwise: int) -> int:
        own = {"tickets_message": "message_id", "tickets_ticket": "ticket_id", "people_contact": "contact_id"}.get(
            table
        )
        keys = {**row, own: row["id"]} if own else row
        for name, known in (
            ("message_id", self.by_message), ("ticket_id", self.by_ticket), ("contact_id", self.by_contact)
        ):  # fmt: skip
            if keys.get(name) in known:
                return known[keys[name]]
        return otherwise


def _search_row(message: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    if connection.vendor == "postgresql":
        columns, words = "message_id, ticket_id, doc", "strip(to_tsvector('spanish', %s))"
        statement = f"INSERT INTO tickets_search ({columns}) VALUES (%s, %s, {words})"
        return statement, (message["id"] + SHIFT, message["ticket_id"], message["text"])
    return "INSERT INTO tickets_search (rowid, doc) VALUES (?, ?)", (message["id"] + SHIFT, message["text"])


def write(written: Written) -> float:
    """Write everything by the bare driver; return the CPU milliseconds of an operation."""
    driver = _connect()
    meter = Meter()
    for operation in written.operations[:20]:  # prepares the statements
        for statement, values in operation:
            driver.execute(statement, values)
    driver.rollback()
    before = meter.read()
    for operation in written.operations:
        for statement, values in operation:
            driver.execute(statement, values)
        driver.commit()
    used = meter.read().since(before)
    _forget(driver, written)
    driver.close()
    return used.total * 1000 / len(written.operations)


def _forget(driver: Any, written: Written) -> None:
    """Take the second writing out again. (A text index of SQLite keeps its words, which lead to no message.)"""
    tables = {
        statement.split('"')[1] for operation in written.operations for statement, _ in operation if '"' in statement
    }
    for table in sorted(tables):
        driver.execute(f'DELETE FROM "{table}" WHERE id > {SHIFT}')
    if connection.vendor == "postgresql":
        driver.execute(f"DELETE FROM tickets_search WHERE message_id > {SHIFT}")
    driver.commit()


def statement_cpu(statement: str, values: list[Any], *, seconds: float = 2.0) -> float:
    """Run one reading statement over and over by the bare driver; return its CPU milliseconds."""
    driver = _connect()
    for _ in range(5):
        driver.execute(statement, values).fetchall()
    meter = Meter()
    before, end, runs = meter.read(), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        driver.execute(statement, values).fetchall()
        runs += 1
    driver.close()
    return meter.read().since(before).total * 1000 / runs


def _connect() -> Any:
    if connection.vendor == "postgresql":
        chosen: dict[str, Any] = dict(settings.DATABASES["default"])
        return psycopg.connect(
            host=chosen["HOST"], port=chosen["PORT"], user=chosen["USER"], password=chosen["PASSWORD"] or None,
            dbname=chosen["NAME"], options="-c TimeZone=UTC",
        )  # fmt: skip
    embedded: dict[str, Any] = dict(settings.DATABASES["default"])
    driver = sqlite3.connect(embedded["NAME"], timeout=20)
    driver.executescript(embedded["OPTIONS"]["init_command"])
    return driver


def _insert(table: str, columns: list[str]) -> str:
    mark = "%s" if connection.vendor == "postgresql" else "?"
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join([mark] * len(columns))})'


def _column(one: Any) -> str:
    """JSON is written again as the text it is."""
    if connection.vendor == "postgresql" and one.get_internal_type() == "JSONField":
        return f'"{one.column}"::text'
    return f'"{one.column}"'
