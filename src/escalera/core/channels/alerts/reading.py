"""From a monitor's body to alerts: Prometheus Alertmanager's webhook (version 4,
https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), Grafana's, which has the same shape, or our
own plain one, which any script can send."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from escalera.core.channels.shared.payloads import read_value

MOST_ALERTS = 500
MOST_LABELS = 30
ENDED = ("resolved", "ok", "closed", "recovered")


class Unreadable(ValueError):
    """The body is no report of a monitor that we know."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a monitor says of one fingerprint."""

    fingerprint: str
    firing: bool
    title: str
    text: str = ""
    severity: str = ""
    service: str = ""
    url: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    labels: dict[str, str] = field(default_factory=dict)


def read(raw: bytes) -> Sequence[Report]:
    """Return the reports of a body, in its order. Raises: Unreadable."""
    try:
        body = read_value(raw)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("the body is not JSON") from error
    if isinstance(body, dict) and isinstance(body.get("alerts"), list):
        return [_alertmanager(one) for one in _dicts(body["alerts"])]
    if isinstance(body, dict):
        return [_plain(body)]
    return [_plain(one) for one in _dicts(body)]


def _dicts(given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given) or len(given) > MOST_ALERTS:
        raise Unreadable(f"the body holds no list of at most {MOST_ALERTS} alerts")
    return given


def _alertmanager(one: dict[str, Any]) -> Report:
    labels, notes = _words(one.get("labels")), _words(one.get("annotations"))
    name = labels.get("alertname", "")
    place = labels.get("instance") or labels.get("job") or labels.get("service") or ""
    title = notes.get("summary") or " · ".join(part for part in (name, place) if part)
    return Report(
        fingerprint=_fingerprint(_text(one, "fingerprint"), labels),
        firing=_text(one, "status").lower() not in ENDED,
        title=title or "Alert",
        text=notes.get("description") or notes.get("message") or "",
        severity=labels.get("severity", ""),
        service=labels.get("service") or labels.get("job") or "",
        url=_link(_text(one, "generatorURL", 2000)),
        started_at=_moment(one, "startsAt"),
        ended_at=_moment(one, "endsAt"),
        labels=labels,
    )


def _plain(one: dict[str, Any]) -> Report:
    title = _text(one, "title") or _text(one, "name") or _text(one, "summary")
    labels = _words(one.get("labels"))
    if not title and not _text(one, "fingerprint"):
        raise Unreadable("an alert has neither a title nor a fingerprint")
    return Report(
        fingerprint=_fingerprint(_text(one, "fingerprint"), labels or {"title": title}),
        firing=_text(one, "status").lower() not in ENDED,
        title=title or _text(one, "fingerprint"),
        text=_text(one, "text", 20_000) or _text(one, "description", 20_000),
        severity=_text(one, "severity"),
        service=_text(one, "service"),
        url=_link(_text(one, "url", 2000)),
        started_at=_moment(one, "at") or _moment(one, "started_at"),
        ended_at=_moment(one, "ended_at"),
        labels=labels,
    )


def _fingerprint(given: str, labels: dict[str, str]) -> str:
    """Return the monitor's own name of it, else what its labels make."""
    if given and len(given) <= 64:
        return given
    return hashlib.sha256((given or json.dumps(labels, sort_keys=True)).encode()).hexdigest()[:40]


def _words(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        return {}
    return {str(name)[:60]: _text(given, name, 2000) for name in list(given)[:MOST_LABELS]}


def _text(one: dict[str, Any], name: str, longest: int = 250) -> str:
    value = one.get(name)
    return str(value).replace("\x00", "").strip()[:longest] if isinstance(value, str | int | float) else ""


def _link(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _moment(one: dict[str, Any], name: str) -> datetime | None:
    """Return a time; Alertmanager writes the year 1 for one that is not known."""
    try:
        found = parse_datetime(_text(one, name, 40))
    except ValueError:
        return None
    if found is None or found.year < 2000:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
