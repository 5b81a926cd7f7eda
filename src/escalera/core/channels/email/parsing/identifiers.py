"""Message identifiers and dates of a mail."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from .fields import plain_characters, unfolded

MAX_IDS = 500
_ANGLED = re.compile(r"<([^<>]{1,998})>")
_FOLDED = re.compile(r"\r?\n[ \t]*")
_COMMENT = re.compile(r"\([^()]*\)")
_MONTHS = {
    "ene": "Jan", "abr": "Apr", "ago": "Aug", "dic": "Dec", "set": "Sep", "fév": "Feb", "avr": "Apr", "mai": "May",
    "juin": "Jun", "juil": "Jul", "aoû": "Aug", "déc": "Dec", "mär": "Mar", "okt": "Oct", "dez": "Dec", "fev": "Feb",
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ]+(\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")
_MONTH_WORD = re.compile(r"[^\W\d_]{3,5}\.?")
_DOUBLE_ZONE = re.compile(r"\b([A-Z]{3})\d[A-Z]{3}\b")
_ZONE = re.compile(r"([+-])(\d\d):?(\d\d)\b")


def identifiers(raw: str) -> tuple[str, ...]:
    """Return the message ids of a raw header in order, without <>; junk between them is passed over."""
    value = plain_characters(raw[:64_000])
    if "<" in value:
        found = [_FOLDED.sub("", one).strip() for one in _ANGLED.findall(value)]
        kept = [one for one in found if one]
        if kept or "@" not in value:
            return tuple(dict.fromkeys(kept[:MAX_IDS]))
    words = [word.strip("<>,;\"'") for word in value.split()]
    if len(words) > 1:
        words = [word for word in words if "@" in word]
    return tuple(dict.fromkeys(word for word in words[:MAX_IDS] if word))


def moment(raw: str) -> datetime | None:
    """Return the aware moment a Date header names, keeping its offset; None if it names none.

    An unknown zone, or none at all, counts as UTC (RFC 5322 section 4.3).
    """
    value = unfolded(raw)[-500:].rpartition(";")[2]  # a Received line ends with its date
    for _ in range(5):
        if "(" not in value:
            break
        value = _COMMENT.sub(" ", value)
    iso = _ISO.search(value)
    if iso:
        return _iso_moment(iso)
    value = _DOUBLE_ZONE.sub(r"\1", value)
    value = _MONTH_WORD.sub(lambda word: _MONTHS.get(word[0].lower().rstrip("."), word[0]), value)
    fields = None
    try:
        fields = parsedate_tz(value)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if fields is None:
        return None
    return _built(fields[:6], fields[9])


def _iso_moment(iso: re.Match[str]) -> datetime | None:
    zone = _ZONE.match(iso[7] or "")
    seconds = (int(zone[2]) * 60 + int(zone[3])) * 60 * (-1 if zone[1] == "-" else 1) if zone else 0
    return _built(tuple(int(iso[n] or 0) for n in range(1, 7)), seconds)


def _built(fields: tuple[int, ...], offset_s: int | None) -> datetime | None:
    year, month, day, hour, minute, second = fields
    try:
        zone = timezone(timedelta(seconds=offset_s)) if offset_s else UTC
    except ValueError:
        zone = UTC
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    except (ValueError, OverflowError):
        return None
