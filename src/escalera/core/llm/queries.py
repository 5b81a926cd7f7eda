"""What the model may be used for now, what it was asked, and what that cost."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.db.models import Count, Sum
from django.utils import timezone

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.llm.choices import OFFERED, CallState
from escalera.core.llm.models import Call, Endpoint, Spending, Translation
from escalera.core.llm.places import place_of
from escalera.core.llm.policies import why_not_purpose, why_not_settings

FRESH_S = 60.0
PAGE = 50


class _Kept:
    """What may be asked for, as this process knows it: pages ask each time whether to show a button."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offered: frozenset[str] | None = None
        self._read_at = 0.0

    def get(self) -> frozenset[str]:
        if self._offered is None or time.monotonic() - self._read_at > FRESH_S:
            with self._lock:
                try:
                    self.put(_offered())
                except DatabaseError:
                    return frozenset()
        return self._offered or frozenset()

    def put(self, offered: frozenset[str] | None) -> None:
        self._offered, self._read_at = offered, time.monotonic()


_KEPT = _Kept()


def offered() -> frozenset[str]:
    """Return the purposes for which buttons may be shown; asks the database at most once a minute.

    Whether a call is really made is decided when it is made."""
    return _KEPT.get()


def look_again() -> None:
    """Ask the database at the next question: the settings have changed."""
    _KEPT.put(None)


def endpoint_now() -> Endpoint:
    return Endpoint.objects.order_by("pk").first() or Endpoint()


def month_of(at: datetime) -> str:
    """Return the month that a call is paid in, in the company's zone: "2026-11"."""
    return timezone.localtime(at, timezone.get_default_timezone()).strftime("%Y-%m")


def day_of(at: datetime) -> str:
    """Return the company's day: "2026-11-22"."""
    return timezone.localtime(at, timezone.get_default_timezone()).strftime("%Y-%m-%d")


def day_began(at: datetime) -> datetime:
    local = timezone.localtime(at, timezone.get_default_timezone())
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def spending_of(at: datetime) -> tuple[Spending, Spending]:
    """Return what the month and the day have cost so far."""
    keys = (month_of(at), day_of(at))
    rows = {row.period: row for row in Spending.objects.filter(period__in=keys)}
    month, day = (rows.get(key) or Spending(period=key) for key in keys)
    return month, day


@dataclass(frozen=True, slots=True)
class Usage:
    """One purpose in one month. `cost`: micros of money."""

    purpose: str
    calls: int
    unusable: int
    tokens_in: int
    tokens_out: int
    cost: int
    took_ms: int  # on average


def usage_of(by: Agent, at: datetime) -> list[Usage]:
    """Return the month's calls by purpose. Raises: NotAllowed."""
    _refuse(by)
    calls = Call.objects.filter(month=month_of(at)).exclude(state=CallState.RUNNING).order_by("purpose")
    rows = calls.values("purpose", "state").annotate(
        calls=Count("id"), sent=Sum("tokens_in"), got=Sum("tokens_out"), cost=Sum("cost"), ms=Sum("took_ms")
    )
    found: dict[str, list[int]] = {}
    for row in rows:
        one = found.setdefault(row["purpose"], [0] * 6)
        unusable = row["calls"] if row["state"] != CallState.DONE else 0
        for place, value in enumerate((row["calls"], unusable, row["sent"], row["got"], row["cost"], row["ms"])):
            one[place] += value
    return [Usage(purpose, v[0], v[1], v[2], v[3], v[4], v[5] // max(1, v[0])) for purpose, v in found.items()]


def calls_page(by: Agent, *, before: str = "", limit: int = PAGE) -> tuple[list[Call], str]:
    """Return a page of calls, the newest first, and the mark of the next page ("" at the end).

    Raises: NotAllowed, BadInput."""
    _refuse(by)
    if before and not (before.isascii() and before.isdecimal() and len(before) < 18):
        raise BadInput("?")
    calls = Call.objects.select_related("agent", "fate_by").order_by("-id")
    rows = list((calls.filter(pk__lt=int(before)) if before else calls)[: limit + 1])
    return rows[:limit], str(rows[limit - 1].pk) if len(rows) > limit else ""


def call_of(by: Agent, number: int) -> Call:
    """Return one call with its words. Raises: NotAllowed, Call.DoesNotExist."""
    _refuse(by)
    return Call.objects.select_related("agent", "fate_by").get(pk=number)


def translations_of(ticket_id: int, language: str) -> dict[int, str]:
    """Return the messages of a ticket that stand in this language too: {message: words}. One query, for who sees it."""
    rows = Translation.objects.filter(message__ticket=ticket_id, language=language[:10])
    return dict(rows.values_list("message_id", "text"))


def _refuse(by: Agent) -> None:
    if refusal := why_not_settings(by):
        raise NotAllowed(refusal)


def _offered() -> frozenset[str]:
    endpoint = endpoint_now()
    place = place_of(endpoint)
    return frozenset(one.value for one in OFFERED if not why_not_purpose(endpoint, place, one))
