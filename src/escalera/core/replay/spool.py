"""Cases out of rows: a log may tell of them in turns, and may be larger than memory."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from escalera.core.replay.mapping import EventMap
from escalera.core.replay.moments import moment
from escalera.core.replay.reading import Row

MOST_ROWS_A_CASE = 20_000


@dataclass(slots=True)
class Case:
    """The rows of one case in their order; `error`: why they cannot be understood."""

    key: str
    rows: list[Row] = field(default_factory=list)
    error: str = ""


class Spool:
    """Keeps the rows in a temporary file and gives them back a case at a time, the earliest case first."""

    def __init__(self, plan: EventMap) -> None:
        self.plan = plan
        self.folder = tempfile.TemporaryDirectory(prefix="escalera-history-")
        self.db = self._connected()
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute("CREATE TABLE row (key TEXT, at REAL, n INTEGER, data TEXT)")
        self.rows = self.cases = self.nameless = 0

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(Path(self.folder.name) / "rows.db", isolation_level=None)

    def open_again(self) -> None:
        """Read through a connection of this process: a forked one cannot use its parent's, nor close it."""
        self._parents = self.db
        self.db = self._connected()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.db.close()
        self.folder.cleanup()

    def fill(self, rows: Iterable[Row]) -> None:
        """Take every row; those without a case are counted as `nameless`."""
        self.db.execute("BEGIN")
        self.db.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", self._lines(rows))
        self.db.execute("CREATE INDEX of_case ON row (key, n)")
        self.db.execute("CREATE TABLE one AS SELECT key, min(at) AS at, min(n) AS n FROM row GROUP BY key")
        self.db.execute("COMMIT")
        self.cases = self.db.execute("SELECT count(*) FROM one").fetchone()[0]

    def by_case(self, *, most: int = 0, part: int = 0, of: int = 1) -> Iterator[Case]:
        """Yield the cases by their first moment, each with its rows as the map orders them.

        `most`: the first so many (0: all); `part` `of`: of these, each such one."""
        keys = self.db.execute("SELECT key FROM one ORDER BY at, n LIMIT ?", (most or -1,))
        for (key,) in islice(keys, part, None, of):
            lines = self.db.execute(
                "SELECT data FROM row WHERE key = ? ORDER BY n LIMIT ?", (key, MOST_ROWS_A_CASE + 1)
            )
            case = Case(key, [json.loads(data) for (data,) in lines])
            if len(case.rows) > MOST_ROWS_A_CASE:
                case.error = f"more than {MOST_ROWS_A_CASE} rows"
            yield self._ordered(case)

    def _ordered(self, case: Case) -> Case:
        """Sort by time, then the column `order`, then the file; with order = "file" leave them."""
        if self.plan.order == "file" or case.error:
            return case
        try:
            case.rows.sort(key=lambda row: (self._at(row), _number(row.get("order", ""))))
        except (ValueError, KeyError) as error:
            case.error = str(error) if isinstance(error, ValueError) else f"a row without {error}"
        return case

    def _at(self, row: Row) -> float:
        return moment(row["time"], self.plan.dates, self.plan.time_zone).timestamp()

    def _lines(self, rows: Iterable[Row]) -> Iterator[tuple[str, float, int, str]]:
        for row in rows:
            self.rows += 1
            key = row.get("case", "")[:200]
            if not key:
                self.nameless += 1
                continue
            try:
                at = self._at(row)
            except (ValueError, KeyError):
                at = 0.0
            yield key, at, self.rows, json.dumps(row, ensure_ascii=False)


def _number(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdecimal() else (0, text)
