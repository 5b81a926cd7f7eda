"""Rows of an event log, streamed: CSV, XES, either of them zipped or gzipped. Sizes are bounded, entities refused."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from escalera.core.replay.mapping import ROLES, EventMap

LARGEST = 8 * 1024**3  # bytes, unpacked
LONGEST_FIELD = 100_000  # characters
CHUNK = 64 * 1024
VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})

Row = dict[str, str]  # role -> text, without the empty ones


class BadLog(ValueError):
    """The file is no log of that format, or too large; the text says what."""


def rows(path: Path, plan: EventMap) -> Iterator[Row]:
    """Yield each event by the map's roles, in the file's order. Raises: BadLog, OSError."""
    with _opened(path) as (stream, name):
        xes = (plan.format or ("xes" if ".xes" in name.lower() else "csv")) == "xes"
        yield from _xes(stream, plan) if xes else _csv(stream, plan)


class _opened:
    """The plain bytes of a file, whatever it is wrapped in, and the name that tells its format."""

    def __init__(self, path: Path) -> None:
        self.path, self.open = path, []  # type: tuple[Path, list[Any]]

    def __enter__(self) -> tuple[Any, str]:
        raw = self.path.open("rb")
        self.open.append(raw)
        magic = raw.read(4)
        raw.seek(0)
        if magic[:2] == b"\x1f\x8b":
            return _Bounded(gzip.open(raw)), self.path.name
        if magic != b"PK\x03\x04":
            return _Bounded(raw), self.path.name
        try:
            archive = zipfile.ZipFile(raw)
        except zipfile.BadZipFile as error:
            raise BadLog(f"{self.path.name}: {error}") from None
        self.open.append(archive)
        inside = [one for one in archive.infolist() if one.filename.lower().endswith((".csv", ".xes", ".txt", ".gz"))]
        if len(inside) != 1:
            raise BadLog(f"{self.path.name}: one CSV or XES file is expected in it, there are {len(inside)}")
        member: Any = archive.open(inside[0])
        self.open.append(member)
        unpacked = gzip.open(member) if inside[0].filename.lower().endswith(".gz") else member
        return _Bounded(unpacked), inside[0].filename

    def __exit__(self, *_error: object) -> None:
        for one in reversed(self.open):
            one.close()


class _Bounded(io.RawIOBase):
    """A stream that ends with an error after LARGEST bytes: a small archive may unpack to anything."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        self.source, self.left = source, LARGEST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self.source.read(len(buffer))
        except (OSError, EOFError, zipfile.BadZipFile) as error:
            raise BadLog(f"the archive is damaged: {error}") from None
        self.left -= len(data)
        if self.left < 0:
            raise BadLog(f"more than {LARGEST} bytes")
        buffer[: len(data)] = data
        return len(data)


def _csv(stream: IO[bytes], plan: EventMap) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_FIELD)
    text = io.TextIOWrapper(io.BufferedReader(stream, CHUNK), encoding=plan.encoding, errors="replace", newline="")  # type: ignore[type-var]
    reader = csv.reader((line.replace("\0", "") for line in text), delimiter=plan.delimiter)
    try:
        header = next(reader, []) if plan.header else []
        places = _places(header, plan)
        joint, empty = plan.joint, plan.empty
        for line in reader:
            row = {}
            for role, where in places:
                got = [line[place].strip() for place in where if place < len(line)]
                value = got[0] if len(got) == 1 else joint.join(one for one in got if one not in empty)
                if value not in empty:
                    row[role] = value
            if row:
                yield row
    except csv.Error as error:
        raise BadLog(f"line {reader.line_num}: {error}") from None


def _places(header: list[str], plan: EventMap) -> list[tuple[str, list[int]]]:
    names = [name.strip() for name in header]
    found = []
    for role in ROLES:
        where = []
        for column in plan.columns.get(role, ()):
            if isinstance(column, int):
                where.append(column - 1)
            elif column in names:
                where.append(names.index(column))
            else:
                raise BadLog(f"there is no column “{column}”; there are {', '.join(names)[:2000]}")
        if where:
            found.append((role, where))
    return found


def _xes(stream: IO[bytes], plan: EventMap) -> Iterator[Row]:
    """Events of each trace; a trace's own attributes are columns too, their names after `case:`."""
    reader = _Traces()
    while data := stream.read(CHUNK):
        for event in reader.feed(data):
            yield _row_of(event, plan)
    for event in reader.feed(b"", end=True):
        yield _row_of(event, plan)


def _row_of(event: dict[str, str], plan: EventMap) -> Row:
    row = {}
    for role, columns in plan.columns.items():
        got = [event.get(str(column), "").strip() for column in columns]
        value = plan.joint.join(one for one in got if one)
        if value not in plan.empty:
            row[role] = value
    return row


class _Traces:
    """Reads XES piece by piece. Document types are refused, so no entity can grow or read a file."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.trace: dict[str, str] = {}
        self.event: dict[str, str] | None = None
        self.inside = False
        self.depth = 0  # of attributes within attributes, which are left out
        self.ready: list[dict[str, str]] = []

    def feed(self, data: bytes, *, end: bool = False) -> list[dict[str, str]]:
        """Take more of the file; return the events that are whole now. Raises: BadLog."""
        try:
            self.parser.Parse(data, end)
        except expat.ExpatError as error:
            raise BadLog(f"this is no XES: {error}") from None
        ready, self.ready = self.ready, []
        return ready

    def _refuse(self, *_what: object) -> None:
        raise BadLog("a document type or an entity has no place in XES")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "trace":
            self.trace, self.inside = {}, True
        elif tag == "event":
            self.event = {}
        elif self.inside and tag in VALUES:
            self.depth += 1
            if self.depth == 1:
                key, value = attributes.get("key", "")[:200], attributes.get("value", "")[:LONGEST_FIELD]
                if self.event is None:
                    self.trace["case:" + key] = value
                else:
                    self.event[key] = value

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "event" and self.event is not None:
            self.ready.append({**self.trace, **self.event})
            self.event = None
        elif tag == "trace":
            self.inside = False
        elif self.inside and tag in VALUES:
            self.depth -= 1
