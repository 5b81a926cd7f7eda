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
    top = before if before is not None else (Event.objects.aggregate(newest=Max("pk"))["newest"] or 0) + 1
    rows: list[Would] = []
    heard = 0
    for _n in range(MOST_WINDOWS):
        low = max(0, top - WINDOW)
        events = _window(said, low, top, at - LOOK_BACK)
        tickets = _tickets(events, by)
        for event in events:
            heard += 1
            ticket = tickets.get(event.ticket_id or 0)
            if ticket is not None and (would := _would(said, event, ticket, at)):
                rows.append(would)
            if len(rows) >= limit or heard >= MOST_ASKED:
                return Rehearsal(rows, event.pk, heard, judged_by_today(said))
        top = low
        if low == 0 or _is_too_old(low, at - LOOK_BACK):
            return Rehearsal(rows, None, heard, judged_by_today(said))
    return Rehearsal(rows, top, heard, judged_by_today(said))


def judged_by_today(said: Said) -> list[str]:
    """Return the names of the conditions whose answer may have been another one then."""
    found = [str(leaf.field.label) for leaf in leaves(said.when) if not _lasts(leaf.field.key)]
    return list(dict.fromkeys(found))


def _lasts(key: str) -> bool:
    return key in _LASTING or key.startswith(f"{PREFIX}.")


def _window(said: Said, low: int, top: int, since: datetime) -> list[Event]:
    """Return the facts that the rule listens to among the events of one piece, newest first, no more than a page asks.

    The log has no index by name: it is read in bounded pieces by its key."""
    piece = Event.objects.filter(pk__lt=top, pk__gte=low, at__gte=since, ticket_id__isnull=False)
    return list(piece.filter(name__in=said.trigger.facts).order_by("-pk")[:MOST_ASKED])


def _is_too_old(top: int, since: datetime) -> bool:
    newest = Event.objects.filter(pk__lt=top).order_by("-pk").values_list("at", flat=True).first()
    return newest is None or newest < since


def _tickets(events: Sequence[Event], by: Agent) -> dict[int, Ticket]:
    numbers = {event.ticket_id for event in events if event.ticket_id is not None}
    rows = (
        visible_to(by)
        .filter(pk__in=numbers)
        .select_related("requester", "organization", "segment", "team__level", "team__calendar", "category")
        .prefetch_related("tags", "values")
    )
    return {one.pk: one for one in rows}


def _would(said: Said, event: Event, ticket: Ticket, at: datetime) -> Would | None:
    if not said.trigger.hears(event):
        return None
    due = event.at
    if said.after is not None:
        moment = moment_after(event.at, said.after.amount, said.after.unit, calendar_of(ticket))
        if moment is None or situation_ended(said, event, until_at=moment):
            return None
        due = moment
    if not holds(said.when, attach(ticket, event), Asking(None, at, frozenset())):
        return None
    return Would(event.pk, ticket, event.at, due, due > at)
