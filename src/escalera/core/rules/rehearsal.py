"""A dry run: what a rule would have done in the last days. The facts are those of the log; what a ticket is (its status,
its team …) is asked as it stands today, and the answer says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from escalera.base.log.models import Event
from escalera.base.people.models import Agent
from escalera.core.conditions.compiling import Asking, holds
from escalera.core.conditions.reading import leaves
from escalera.core.deeds.spans import calendar_of, moment_after
from escalera.core.rules.actions.firing import situation_ended
from escalera.core.rules.change import PREFIX, attach
from escalera.core.rules.reading import Said
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import visible_to

LOOK_BACK = timedelta(days=7)
PAGE = 20
WINDOW, MOST_WINDOWS, MOST_ASKED = 10_000, 12, 600  # events read at once, windows a page, events asked a page
_LASTING = frozenset({"channel", "requester", "requester_id", "number", "opened"})  # never change, or hardly ever


@dataclass(frozen=True, slots=True)
class Would:
    """One time that the rule would have acted. `due`: when, for one that acts later; `is_ahead`: not yet."""

    event_id: int
    ticket: Ticket
    at: datetime
    due: datetime
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A page, newest first. `before`: the event to go on from, None when all was read; `heard`: facts looked at;
    `by_today`: the names of those conditions that were judged by how the ticket stands today."""

    rows: Sequence[Would]
    before: int | None
    heard: int
    by_today: Sequence[str]


def rehearse(said: Said, *, by: Agent, at: datetime, before: int | None = None, limit: int = PAGE) -> Rehearsal:
    """Replay the last seven days' facts, on the tickets that this person sees. Changes nothing."""
    newest = before if before is not None else (Event.objects.aggregate(newest=Max("pk"))["newest"] or 0) + 1
    rows: list[Would] = []
    heard = 0
    for _n in range(MOST_WINDOWS):
        events, is_last = _window(said, newest, at - LOOK_BACK)
        tickets = _tickets(events, by)
        for event in events:
            newest = event.pk
            heard += 1
            ticket = tickets.get(event.ticket_id or 0)
            if ticket is not None and (would := _would(said, event, ticket, at)):
                rows.append(would)
            if len(rows) >= limit or heard >= MOST_ASKED:
                return Rehearsal(rows, newest, heard, judged_by_today(said))
        newest = min(newest, max(1, newest - WINDOW)) if not events else newest
        if is_last:
            return Rehearsal(rows, None, heard, judged_by_today(said))
    return Rehearsal(rows, newest, heard, judged_by_today(said))


def judged_by_today(said: Said) -> list[str]:
    """Return the names of the conditions whose answer may have been another one then."""
    found = [str(leaf.field.label) for leaf in leaves(said.when) if not _lasts(leaf.field.key)]
    return list(dict.fromkeys(found))


def _lasts(key: str) -> bool:
    return key in _LASTING or key.startswith(f"{PREFIX}.")


def _window(said: Said, newest: int, since: datetime) -> tuple[list[Event], bool]:
    """Return the heard events among the next older ones, newest first, and whether older ones are too old.

    The log has no index by name: it is read in bounded pieces by its key."""
    piece = Event.objects.filter(pk__lt=newest, pk__gte=newest - WINDOW)
    named = piece.filter(name__in=said.trigger.facts, ticket_id__isnull=False, at__gte=since)
    events = [event for event in named.order_by("-pk") if said.trigger.hears(event)]
    oldest = piece.order_by("pk").values_list("at", flat=True).first()
    return events, oldest is None or oldest < since or newest - WINDOW <= 1


def _tickets(events: Sequence[Event], by: Agent) -> dict[int, Ticket]:
    numbers = {event.ticket_id for event in events[:MOST_ASKED] if event.ticket_id is not None}
    rows = (
        visible_to(by)
        .filter(pk__in=numbers)
        .select_related("requester", "organization", "segment", "team__level", "team__calendar", "category")
        .prefetch_related("tags", "values")
    )
    return {one.pk: one for one in rows}


def _would(said: Said, event: Event, ticket: Ticket, at: datetime) -> Would | None:
    due = event.at
    if said.after is not None:
        moment = moment_after(event.at, said.after.amount, said.after.unit, calendar_of(ticket))
        if moment is None or situation_ended(said, event, until_at=moment):
            return None
        due = moment
    if not holds(said.when, attach(ticket, event), Asking(None, at, frozenset())):
        return None
    return Would(event.pk, ticket, event.at, due, due > at)
