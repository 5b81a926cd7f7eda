"""Keeps the counts of places and views true: moves them by the difference between what was and what is.

Two come here, the reader of the log and the clock; each locks the keeper first, so that no difference is taken twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Prefetch
from django.utils import timezone

from escalera.base.people.models import Agent, Membership
from escalera.base.refusals import BadInput
from escalera.core.conditions.compiling import Asking, holds, q_of
from escalera.core.conditions.reading import Condition, is_relative, is_timed, leaves, read
from escalera.core.tickets.conditions import asks_only_open
from escalera.core.tickets.models import Status, Ticket
from escalera.core.views.models import LATE, Keeper, PlaceCount, SavedView, Sharing, Standing, ViewCount, ViewMember

MOST_MEMBERS = 200_000  # of one view; of one that says "me", for all its readers together
BATCH = 500
Place = tuple[
    int, int, str, int | None, int | None, bool, str
]  # team, level, channel, owner, assignee, asleep, due_on (LATE, or a day if somebody works on it)
Seat = tuple[int, int, int]  # view, reader, ticket
Stand = tuple[int, int | None, int | None]  # team, owner, assignee
_PLACE = ("pk", "team_id", "level_id", "channel", "owner_id", "assignee_id", "status", "due_at")


@dataclass(frozen=True, slots=True)
class Watched:
    """A view whose members are kept. `readers`: (0,), or everybody for whom it says something of their own."""

    view: SavedView
    condition: Condition
    readers: tuple[int, ...]

    @property
    def is_restless(self) -> bool:
        """Say whether its members change without any fact."""
        return is_timed(self.condition) or is_relative(self.condition)


def lock_keeper() -> None:
    """Wait until nobody else counts; until the transaction ends. On SQLite only one writes anyway."""
    if not Keeper.objects.select_for_update().filter(pk=1).exists():
        Keeper.objects.get_or_create(pk=1)
        Keeper.objects.select_for_update().get(pk=1)


# Places


def recount_places(tickets: Collection[int] | None = None, *, at: datetime) -> None:
    """Move the counts of places by what changed on these tickets; None: on all of them. `at`: for what is late;
    a ticket that becomes late is asked again, as its clock says so by a fact."""
    real, known = Ticket.objects.filter(is_open=True), Standing.objects.all()
    if tickets is not None:
        real, known = real.filter(pk__in=tickets), known.filter(pk__in=tickets)
    now = {row[0]: _place(row, at) for row in real.values_list(*_PLACE).iterator()}
    before = {pk: _stored(place) for pk, place in known.values_list("pk", "place")}
    difference: Counter[tuple[Any, ...]] = Counter()
    for pk in now.keys() | before.keys():
        if now.get(pk) != before.get(pk):
            difference.update(_shares(now[pk]) if pk in now else ())
            difference.subtract(_shares(before[pk]) if pk in before else ())
    _move(PlaceCount, difference)
    moved = [Standing(ticket_id=pk, place=list(place)) for pk, place in now.items() if before.get(pk) != place]
    if moved:
        Standing.objects.bulk_create(
            moved, batch_size=BATCH, update_conflicts=True, unique_fields=["ticket_id"], update_fields=["place"]
        )
    for gone in _slices(sorted(before.keys() - now.keys())):
        Standing.objects.filter(pk__in=gone).delete()


def sweep() -> None:
    """Forget the counts that came down to nothing."""
    PlaceCount.objects.filter(tickets=0).delete()
    ViewCount.objects.filter(tickets=0).delete()


def _place(row: Sequence[Any], at: datetime) -> Place:
    _pk, team, level, channel, owner, assignee, status, due_at = row
    due_on = ""
    if due_at and due_at <= at:
        due_on = LATE
    elif due_at and assignee:
        due_on = due_at.astimezone(timezone.get_default_timezone()).date().isoformat()
    return team, level, channel, owner, assignee, status == Status.SCHEDULED, due_on


def _stored(place: list[Any]) -> Place:
    team, level, channel, owner, assignee, asleep, due_on = place
    return team, level, channel, owner, assignee, asleep, due_on


def _shares(place: Place) -> list[tuple[Any, ...]]:
    """Return where a ticket counts: once for its team, and once for each who owns or holds it."""
    team, level, channel, owner, assignee, asleep, due_on = place
    taken = "other" if assignee else ""
    late = LATE if due_on == LATE else ""
    shares: list[tuple[Any, ...]] = [(0, team, level, channel, taken, asleep, late)]
    for agent in {owner, assignee} - {None}:
        mine = agent == assignee
        shares.append((agent, team, level, channel, "me" if mine else taken, asleep, due_on if mine else late))
    return shares


# Views


def watched_views(views: Iterable[SavedView]) -> list[Watched]:
    """Return those views that can be counted: they ask for open tickets only, and everything they name is there."""
    found = []
    audience = _Audience()
    for view in views:
        try:
            condition = read(view.condition)
        except BadInput:
            continue
        if asks_only_open(condition):
            readers = audience.of(view) if is_relative(condition) else (0,)
            found.append(Watched(view, condition, readers))
    return found


def recount_views(watched: Sequence[Watched], tickets: Collection[int], at: datetime) -> None:
    """Ask of these tickets in which views they stand now, and move the counts by the difference."""
    if not watched:
        return
    now: dict[Seat, Stand] = {}
    loaded = _loaded(watched, tickets)
    for one in watched:
        for reader in one.readers:
            asking = Asking(reader or None, at)
            for ticket in loaded:
                if holds(one.condition, ticket, asking):
                    stand = (ticket.team_id, ticket.owner_id, ticket.assignee_id)
                    now[(one.view.pk, reader, ticket.pk)] = stand
    _seat(ViewMember.objects.filter(view__in=[one.view.pk for one in watched], ticket_id__in=tickets), now)


def recount_whole(one: Watched, at: datetime, *, most: int = MOST_MEMBERS) -> None:
    """Ask the database for all members of a view, and move its counts by the difference; with `most` of them or more,
    it is not counted."""
    now: dict[Seat, Stand] = {}
    for reader in one.readers:
        found = Ticket.objects.filter(q_of(one.condition, Asking(reader or None, at)), is_open=True)
        for pk, *stand in found.values_list("pk", "team_id", "owner_id", "assignee_id")[:most].iterator():
            now[(one.view.pk, reader, pk)] = (stand[0], stand[1], stand[2])
        if len(now) >= most:
            forget(one.view)
            return
    _seat(ViewMember.objects.filter(view=one.view), now)
    if one.view.counted_at is None:
        SavedView.objects.filter(pk=one.view.pk).update(counted_at=at)


def forget(view: SavedView) -> None:
    """Stop counting a view."""
    ViewMember.objects.filter(view=view).delete()
    ViewCount.objects.filter(view=view).delete()
    SavedView.objects.filter(pk=view.pk).update(counted_at=None)


def _loaded(watched: Sequence[Watched], tickets: Collection[int]) -> list[Ticket]:
    """Return the open ones of these tickets, with what the conditions ask for."""
    asked = [leaf.field for one in watched for leaf in leaves(one.condition)]
    keys = {field.key for field in asked}
    found = Ticket.objects.filter(pk__in=tickets, is_open=True).select_related("requester", "organization")
    if "tags" in keys:
        found = found.prefetch_related(Prefetch("tags"))
    if any("." in key for key in keys):
        found = found.prefetch_related(Prefetch("values"))
    for relation in sorted({field.fetch for field in asked} - {""}):
        found = found.prefetch_related(Prefetch(relation))
    return list(found)


def _seat(known: models.QuerySet[ViewMember], now: dict[Seat, Stand]) -> None:
    """Make the known members those of now, and move the counts."""
    before: dict[Seat, tuple[int, Stand]] = {
        (view, reader, ticket): (pk, (team, owner, assignee))
        for pk, view, reader, ticket, team, owner, assignee in known.values_list(
            "pk", "view_id", "reader_id", "ticket_id", "team_id", "owner_id", "assignee_id"
        )
    }
    changed = {seat for seat in now.keys() | before.keys() if now.get(seat) != before.get(seat, (0, None))[1]}
    difference: Counter[tuple[Any, ...]] = Counter()
    for seat in changed:
        difference.update(_view_shares(seat, now[seat]) if seat in now else ())
        difference.subtract(_view_shares(seat, before[seat][1]) if seat in before else ())
    _move(ViewCount, difference)
    for gone in _slices(sorted(before[seat][0] for seat in changed if seat in before)):
        ViewMember.objects.filter(pk__in=gone).delete()
    come = [_member(seat, now[seat]) for seat in sorted(changed) if seat in now]
    ViewMember.objects.bulk_create(come, batch_size=BATCH)


def _member(seat: Seat, stand: Stand) -> ViewMember:
    view, reader, ticket = seat
    team, owner, assignee = stand
    return ViewMember(
        view_id=view, reader_id=reader, ticket_id=ticket, team_id=team, owner_id=owner, assignee_id=assignee
    )


def _view_shares(seat: Seat, stand: Stand) -> list[tuple[Any, ...]]:
    view, reader, _ticket = seat
    team, owner, assignee = stand
    holders = {owner, assignee} - {None}
    return [(view, reader, holder, team) for holder in (0, *(holders & {reader} if reader else holders))]


class _Audience:
    """For whom a view stands in the column; looked up once for all views."""

    def __init__(self) -> None:
        self._teams: dict[int, list[int]] | None = None
        self._everybody: list[int] | None = None

    def of(self, view: SavedView) -> tuple[int, ...]:
        if view.sharing == Sharing.PRIVATE:
            return (view.agent_id,)
        if view.sharing == Sharing.TEAM and view.team_id is not None:
            return tuple(sorted({view.agent_id, *self._members().get(view.team_id, [])}))
        if self._everybody is None:
            self._everybody = list(Agent.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
        return tuple(self._everybody)

    def _members(self) -> dict[int, list[int]]:
        if self._teams is None:
            self._teams = {}
            for team, agent in Membership.objects.values_list("team_id", "agent_id"):
                self._teams.setdefault(team, []).append(agent)
        return self._teams


# Both

_KEYS: dict[type[models.Model], tuple[str, ...]] = {
    PlaceCount: ("holder_id", "team_id", "level_id", "channel", "taken", "asleep", "due_on"),
    ViewCount: ("view_id", "reader_id", "holder_id", "team_id"),
}


def _move(model: type[models.Model], difference: Counter[tuple[Any, ...]]) -> None:
    """Add to each count its difference, in one statement for many; a count that is not there yet begins at nothing."""
    rows = sorted((*key, change) for key, change in difference.items() if change)
    table, columns = connection.ops.quote_name(model._meta.db_table), _KEYS[model]
    names = ", ".join(columns)
    marks = "(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"
    for some in _slices(rows, 50):
        sql = (
            f"INSERT INTO {table} ({names}, tickets) VALUES {', '.join([marks] * len(some))} "  # noqa: S608 - our words
            f"ON CONFLICT ({names}) DO UPDATE SET tickets = {table}.tickets + excluded.tickets"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for row in some for value in row])


def _slices(rows: Sequence[Any], length: int = BATCH) -> Iterable[Sequence[Any]]:
    return (rows[at : at + length] for at in range(0, len(rows), length))
