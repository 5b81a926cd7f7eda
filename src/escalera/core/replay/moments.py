"""Moments as logs write them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4096)
def moment(text: str, formats: tuple[str, ...], zone: str) -> datetime:
    """Return the moment by the first format that fits ("iso", "epoch", or one of strptime). Raises: ValueError."""
    for form in formats:
        try:
            at = _read(text, form)
        except ValueError:
            continue
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
        if EARLIEST <= at <= LATEST:
            return at.astimezone(UTC)
    raise ValueError(f"“{text[:40]}” is no date as the map describes them")


def _read(text: str, form: str) -> datetime:
    if form == "iso":
        return datetime.fromisoformat(text.replace("Z", "+00:00") if text.endswith("Z") else text)
    if form == "epoch":
        return datetime.fromtimestamp(float(text), UTC)
    if form == "%d/%m/%Y %H:%M":  # the commonest by far, without strptime's price
        day, _, hour = text.partition(" ")
        d, m, y = day.split("/")
        hh, mm = hour.split(":")
        return datetime(int(y), int(m), int(d), int(hh), int(mm))  # noqa: DTZ001 - the zone follows
    return datetime.strptime(text, form)  # noqa: DTZ007
