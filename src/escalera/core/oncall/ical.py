"""Shifts as an iCal file (RFC 5545), for calendars that ask a secret address now and then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 74  # bytes before a line is folded


@dataclass(frozen=True, slots=True)
class Entry:
    """One shift. `uid`: the same for the same shift whenever it is asked for."""

    uid: str
    title: str
    about: str
    since: datetime
    until: datetime


def calendar_file(name: str, entries: Iterable[Entry], *, at: datetime) -> bytes:
    """Return the file, UTF-8, its lines folded and ended as calendars want them."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Escalera//On call//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]  # fmt: skip
    for one in entries:
        lines += [
            "BEGIN:VEVENT", f"UID:{one.uid}", f"DTSTAMP:{_moment(at)}", f"DTSTART:{_moment(one.since)}",
            f"DTEND:{_moment(one.until)}", f"SUMMARY:{_text(one.title)}", f"DESCRIPTION:{_text(one.about)}",
            "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    plain = "".join(one for one in text if one == "\n" or ord(one) >= 32)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """Cut between characters, never inside one; what goes on begins with a space."""
    part = b""
    for one in line:
        encoded = one.encode()
        if len(part) + len(encoded) > LONGEST_LINE:
            yield part
            part = b" "
        part += encoded
    yield part
