"""Calendar invitations: the few fields an agent needs out of a text/calendar part."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from .shapes import Invitation

MAX_EVENTS = 20
MAX_LINES = 5_000
_LIMIT = 1_000  # characters of one value that are kept
_DURATION = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?)?\Z")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?\Z")
_LINE = re.compile(r'([A-Za-z-]{1,40})((?:;[^":;]{0,200}(?:"[^"]{0,300}"[^":;]{0,50})?)*):(.*)\Z', re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z-]{1,40})=(?:"([^"]*)"|([^;]*))')

# Outlook names zones in its own way (CLDR windowsZones, the ones met in Europe and the Americas).
_WINDOWS_ZONES = {
    "Romance Standard Time": "Europe/Paris",
    "W. Europe Standard Time": "Europe/Berlin",
    "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw",
    "GMT Standard Time": "Europe/London",
    "Greenwich Standard Time": "Atlantic/Reykjavik",
    "GTB Standard Time": "Europe/Bucharest",
    "FLE Standard Time": "Europe/Kyiv",
    "E. Europe Standard Time": "Europe/Chisinau",
    "Russian Standard Time": "Europe/Moscow",
    "Turkey Standard Time": "Europe/Istanbul",
    "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver",
    "Pacific Standard Time": "America/Los_Angeles",
    "Central Standard Time (Mexico)": "America/Mexico_City",
    "SA Pacific Standard Time": "America/Bogota",
    "Argentina Standard Time": "America/Argentina/Buenos_Aires",
    "Pacific SA Standard Time": "America/Santiago",
    "Venezuela Standard Time": "America/Caracas",
    "E. South America Standard Time": "America/Sao_Paulo",
    "India Standard Time": "Asia/Kolkata",
    "China Standard Time": "Asia/Shanghai",
    "Tokyo Standard Time": "Asia/Tokyo",
    "UTC": "UTC",
}

_Fields = dict[str, tuple[dict[str, str], str]]


def invitations(text: str, method: str = "") -> tuple[Invitation, ...]:
    """Return the events of an iCalendar text; ``method``, of the Content-Type, counts if the text has none."""
    events: list[_Fields] = []
    current: _Fields | None = None
    nested = 0
    for name, parameters, value in _properties(text):
        if name == "METHOD" and current is None:
            method = value
        elif name == "BEGIN":
            if current is not None:
                nested += 1
            elif value.upper() == "VEVENT" and len(events) < MAX_EVENTS:
                current = {}
        elif name == "END" and current is not None:
            if nested:
                nested -= 1
            else:
                events.append(current)
                current = None
        elif current is not None and not nested:
            current.setdefault(name, (parameters, value))
    return tuple(_invitation(event, method.strip().upper()[:40]) for event in events)


def _properties(text: str) -> list[tuple[str, dict[str, str], str]]:
    found: list[tuple[str, dict[str, str], str]] = []
    unfolded = re.sub(r"\r?\n[ \t]", "", text[:500_000])
    for line in unfolded.splitlines()[:MAX_LINES]:
        shape = _LINE.match(line.strip()[:5_000])
        if shape:
            parameters = {name.upper(): quoted or bare for name, quoted, bare in _PARAMETER.findall(shape[2])}
            found.append((shape[1].upper(), parameters, shape[3].strip()))
    return found


def _invitation(event: _Fields, method: str) -> Invitation:
    start = _moment(*event.get("DTSTART", ({}, "")))
    end = _moment(*event.get("DTEND", ({}, "")))
    if end is None and start is not None and "DURATION" in event:
        end = _after(start, event["DURATION"][1])
    return Invitation(
        method=method,
        summary=_words(event, "SUMMARY"),
        starts=_iso(start),
        ends=_iso(end),
        location=_words(event, "LOCATION"),
        organizer=_organizer(event),
    )


def _words(event: _Fields, name: str) -> str:
    value = event.get(name, ({}, ""))[1][:_LIMIT]
    return re.sub(r"\\(.)", lambda found: " " if found[1] in "nN" else found[1], value).strip()


def _organizer(event: _Fields) -> str:
    parameters, value = event.get("ORGANIZER", ({}, ""))
    address = re.sub(r"(?i)^mailto:", "", value)[:_LIMIT]
    name = parameters.get("CN", "")[:200]
    if name and address and name.lower() != address.lower():
        return f"{name} <{address}>"
    return address or name


def _moment(parameters: dict[str, str], value: str) -> datetime | date | None:
    stamp = _STAMP.match(value)
    if not stamp:
        return None
    year, month, day, hour, minute, second = (int(one or 0) for one in stamp.groups()[:6])
    try:
        if stamp[4] is None:
            return date(year, month, day)
        zone = UTC if stamp[7] else _zone(parameters)
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _zone(parameters: dict[str, str]) -> ZoneInfo | None:
    name = parameters.get("TZID", "").strip('"')
    name = _WINDOWS_ZONES.get(name, name)
    if not re.fullmatch(r"[A-Za-z_]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}", name):
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None


def _after(start: datetime | date, duration: str) -> datetime | date | None:
    shape = _DURATION.match(duration)
    if not shape:
        return None
    weeks, days, hours, minutes, seconds = (int(one or 0) for one in shape.groups())
    try:
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None


def _iso(moment: datetime | date | None) -> str | None:
    return None if moment is None else moment.isoformat()
