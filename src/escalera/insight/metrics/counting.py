"""Counts the process out of the log: what ended, on the day it ended. The same events give the same sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone

from escalera.base.calendars.queries import default_calendar, working_minutes_between
from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.ladder.facts import (
    EscalationExpired,
    EscalationOffered,
    EscalationRejected,
    TicketRerouted,
    TicketReturned,
)
from escalera.core.ladder.models import LeftBecause, Stay
from escalera.core.tickets.choices import WAITING
from escalera.core.tickets.facts import (
    MessageReceived,
    TicketAssigned,
    TicketCancelled,
    TicketReopened,
    TicketResolved,
    TicketWaits,
)
from escalera.insight.metrics.models import ProcessTally
from escalera.insight.metrics.scale import bucket_of

READER = "process-metrics"
MOVES = (
    TicketResolved,
    EscalationOffered,
    EscalationRejected,
    EscalationExpired,
    TicketReturned,
    TicketRerouted,
    TicketAssigned,
)
_BECAUSE = {
    TicketResolved.name: LeftBecause.SOLVED, EscalationOffered.name: LeftBecause.ESCALATED,
    EscalationRejected.name: LeftBecause.REJECTED, EscalationExpired.name: LeftBecause.EXPIRED,
    TicketReturned.name: LeftBecause.RETURNED, TicketRerouted.name: LeftBecause.REROUTED,
    TicketAssigned.name: LeftBecause.REROUTED,
}  # fmt: skip
_ENDS_WAIT = (TicketWaits, MessageReceived, TicketResolved, TicketCancelled)
_WAITS = [TicketWaits.name, MessageReceived.name, TicketResolved.name, TicketCancelled.name]
Place = tuple[date, str, int | None, int | None, str, int]  # day, figure, level, team, detail, bucket


@reader(READER, facts=tuple(dict.fromkeys((*MOVES, *_ENDS_WAIT, TicketReopened))), history=True)
def tally_process(events: Sequence[Event]) -> None:
    """Add what these events ended to the sums of their days."""
    sums: Counter[Place] = Counter()
    numbers = {event.ticket_id for event in events if event.ticket_id is not None}
    stays: dict[int, list[Stay]] = defaultdict(list)
    for stay in Stay.objects.filter(ticket__in=numbers).select_related("level", "team__calendar").order_by("pk"):
        stays[stay.ticket_id].append(stay)
    said: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(ticket_id__in=numbers, name__in=_WAITS).order_by("pk"):
        said[event.ticket_id or 0].append(event)
    company = default_calendar()
    for event in events:
        way = stays[event.ticket_id or 0]
        sums.update(_stay_ended(event, way, company))
        sums.update(_wait_ended(event, said[event.ticket_id or 0], way))
        if event.name == TicketReopened.name:
            sums[day_of(event.at), "reopened", *_solver(way, event.at), "", 0] += 1
    _add(sums)


def _stay_ended(event: Event, stays: list[Stay], company: object) -> Iterator[Place]:
    because = _BECAUSE.get(event.name)
    place = next((i for i, s in enumerate(stays) if (s.left_at, s.left_because) == (event.at, because)), None)
    if because is None or place is None:
        return
    stay, day = stays[place], day_of(event.at)
    where = (stay.level_id, stay.team_id)
    yield day, "stay", *where, because, bucket_of(stay.lasts(event.at))
    minutes = working_minutes_between(stay.team.calendar or company, stay.entered_at, event.at)  # type: ignore[arg-type]
    yield day, "working", *where, because, bucket_of(timedelta(minutes=minutes))
    if because != LeftBecause.SOLVED:
        return
    way = stays[: place + 1]
    here = stay.level.order
    kept = all(
        one.level.order < here or (one.level.order == here and one.left_because != LeftBecause.ESCALATED)
        for one in way
    )
    yield day, "solved", *where, "kept" if kept else "helped", 0
    if returns := _returns([one.team_id for one in way]):
        yield day, "ping_pong", *where, "", min(returns, 99)


def _returns(teams: list[int]) -> int:
    """Count how often a ticket came back to a team that had held it: A, B, A is 1."""
    seen: set[int] = set()
    count, before = 0, 0
    for team in teams:
        if team != before:
            count += team in seen
            seen.add(team)
        before = team
    return count


def _wait_ended(event: Event, said: list[Event], stays: list[Stay]) -> Iterator[Place]:
    """Yield the wait that this event ended: the newest word about waiting before it, if it began one."""
    if event.name not in _WAITS:
        return
    before = next((one for one in reversed(said) if one.pk < event.pk), None)
    if before is None or before.name != TicketWaits.name or before.data.get("status") not in WAITING:
        return
    if event.name == MessageReceived.name and before.data.get("status") != "waiting_customer":
        return
    reason = str(before.data.get("reason") or before.data["status"])[:40]
    yield (
        day_of(event.at),
        "wait",
        *_waiter(stays, before.at),
        reason,
        bucket_of(max(event.at - before.at, timedelta())),
    )


def _waiter(stays: list[Stay], at: datetime) -> tuple[int | None, int | None]:
    """Return level and team with which the ticket was at a moment: with whom it came to wait."""
    stay = next((one for one in reversed(stays) if one.entered_at <= at), None)
    return (stay.level_id, stay.team_id) if stay else (None, None)


def _solver(stays: list[Stay], at: datetime) -> tuple[int | None, int | None]:
    """Return level and team that had solved it last before a moment."""
    solved = (one for one in reversed(stays) if one.left_because == LeftBecause.SOLVED and one.left_at is not None)
    stay = next((one for one in solved if one.left_at is not None and one.left_at <= at), None)
    return (stay.level_id, stay.team_id) if stay else (None, None)


def _add(sums: Counter[Place]) -> None:
    for (day, figure, level_id, team_id, detail, bucket), count in sorted(sums.items(), key=lambda one: str(one[0])):
        place = {
            "day": day, "figure": figure, "level_id": level_id, "team_id": team_id, "detail": detail, "bucket": bucket,
        }  # fmt: skip
        if not ProcessTally.objects.filter(**place).update(count=F("count") + count):
            ProcessTally.objects.create(**place, count=count)


def day_of(at: datetime) -> date:
    return timezone.localtime(at, timezone.get_default_timezone()).date()
