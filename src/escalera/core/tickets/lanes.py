"""Where a page of a list is read: along one index for each way in which the agent may see a ticket.

A list that says "of my teams, or owned by me, or with me" in one condition is read from no index; as lanes, each is a
walk along an index that ends after one page, and the pages are merged. So a list of fifty costs the same among a
million tickets as among a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.people.queries import Circle, teams_of

Mark = tuple[datetime, int]  # updated_at and number of the last ticket of a page
Sql = tuple[str, list[Any]]
_TYPES = {int: "bigint", str: "text", datetime: "timestamptz"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which tickets a list is about. Everything given must hold; nothing given means all open ones.

    `agent`: those that this agent works on; `state`: "open", "ended" or "all"; `words`: full text;
    `asleep`: only snoozed ones, or only others."""

    team_id: int | None = None
    level_id: int | None = None
    agent_id: int | None = None
    unassigned: bool = False
    channel: str = ""
    requester_id: int | None = None
    state: str = "open"
    words: str = ""
    asleep: bool | None = None
    due_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """Tickets with these values in these columns. `is_open`: None for both kinds."""

    equal: tuple[tuple[str, int | str], ...]
    is_open: bool | None
    unassigned: bool
    asleep: bool | None = None

    def also(self, column: str, value: int) -> Lane:
        return replace(self, equal=(*self.equal, (column, value)))

    @property
    def rail(self) -> str:
        """The column by which the walk's index begins (see the indexes of `Ticket`); "" where the planner finds its way
        alone: the tickets of one requester or of nobody are few, and all tickets have only one index."""
        known = dict(self.equal)
        if self.unassigned or "requester_id" in known:
            return ""
        for column in ("owner_id", "assignee_id", "team_id", "channel", "level_id"):
            needs_state = column in ("owner_id", "assignee_id") and self.is_open is None
            needs_open = column in ("channel", "level_id") and not self.is_open
            if column in known and not needs_state and not needs_open:
                return column
        return ""


def lanes(agent: Agent, scope: Scope, teams: Circle | None = None) -> list[Lane]:
    """Return one or more lanes that together are what the agent may see of what is asked, words apart.

    Who sees everything, and who asks for what is in their own hands or teams, or in the hands of somebody absent for
    whom they stand in, is not asked again whether they may. The other lists leave out what is only stood in for.
    `teams`: the agent's, if the caller knows them."""
    asked = _asked(scope, None if scope.state == "all" else scope.state == "open")
    if agent.may(SEE_ALL) or scope.agent_id == agent.pk:
        return [asked]
    teams = teams_of(agent) if teams is None else teams
    if scope.team_id in teams or scope.agent_id in teams.away:
        return [asked]
    # what one owns and what one holds is indexed by whether it is open
    halves = [_asked(scope, state) for state in (True, False)] if asked.is_open is None else [asked]
    columns = ("owner_id",) if scope.unassigned else ("owner_id", "assignee_id")
    mine = [half.also(column, agent.pk) for half in halves for column in columns]
    if scope.team_id is not None:
        return mine
    return [*mine, *(asked.also("team_id", team) for team in sorted(teams))]


def newest(found: Sequence[Lane], limit: int, after: Mark | None = None) -> Sql:
    """Return the end of a statement, from WHERE on, that gives the newest tickets of all lanes; with its values."""
    if len(found) == 1 and not _is_railed(found[0]):
        return _walk(found[0], limit, after)
    each, values = [], []
    for place, lane in enumerate(found):
        sql, given = _walk(lane, limit, after)
        each.append(f'SELECT "id" FROM (SELECT {_T}."id" FROM {_T} {sql}) AS "lane{place}"')  # noqa: S608 - our words
        values += given
    order = _order(("updated_at", "id"))
    return f'WHERE {_T}."id" IN ({" UNION ".join(each)}) {order} LIMIT {limit:d}', values


def among(numbers: Sequence[int], ways: Sequence[Lane] = ()) -> Sql:
    """Return the end of a statement that gives these tickets, if they stand on one of the lanes (if any)."""
    every = [_where(lane) for lane in ways]
    either = " OR ".join(f"({sql})" for sql, _values in every) or "1 = 1"
    values = [value for _sql, given in every for value in given]
    if connection.vendor == "postgresql":
        hidden = "(SELECT %s::bigint[])::bigint[]"  # for the reason that `_hidden` gives
        return f'WHERE ({either}) AND {_T}."id" = ANY({hidden})', [*values, list(numbers)]
    marks = ", ".join(["%s"] * len(numbers))
    return f'WHERE ({either}) AND {_T}."id" IN ({marks})', [*values, *numbers]


_T = '"tickets_ticket"'
# SQLite needs the first form for indexes of what is open, and the second for indexes by whether it is
_STATES = {True: f'{_T}."is_open" AND {_T}."is_open" = TRUE', False: f'{_T}."is_open" = FALSE', None: "1 = 1"}


def _asked(scope: Scope, is_open: bool | None) -> Lane:
    given: list[tuple[str, int | str | None]] = [
        ("team_id", scope.team_id),
        ("level_id", scope.level_id),
        ("assignee_id", scope.agent_id),
        ("requester_id", scope.requester_id),
        ("channel", scope.channel or None),
    ]
    equal = tuple((name, value) for name, value in given if value is not None)
    return Lane(equal, is_open, scope.unassigned, scope.asleep)


def _is_railed(lane: Lane) -> bool:
    return bool(lane.rail) and connection.vendor == "postgresql"


def _walk(lane: Lane, limit: int, after: Mark | None) -> Sql:
    """Walk back along the lane's index: from its newest ticket, or from behind a mark."""
    sql, values = _where(lane, on_rail=_is_railed(lane))
    if _is_railed(lane):
        stretch, given, columns = _stretch(lane, after)
        return f"WHERE {sql} AND {stretch} {_order(columns)} LIMIT {limit:d}", values + given
    if after:
        sql += f" AND {_row(('updated_at', 'id'))} < ({_hidden(after[0])}, {_hidden(after[1])})"
        values += [connection.ops.adapt_datetimefield_value(after[0]), after[1]]
    return f"WHERE {sql} {_order(('updated_at', 'id'))} LIMIT {limit:d}", values


def _stretch(lane: Lane, after: Mark | None) -> tuple[str, list[Any], Sequence[str]]:
    """Return the stretch of the lane's own index where its tickets stand, and the columns of the walk.

    PostgreSQL takes one index for another when it thinks that some row in twelve will do, and then passes a million
    that don't. Asked for a stretch of this very index in this very order, it has no choice; and as both ends are
    rows, it thinks a ninth of all tickets to be in between, so that a walk seems short to it, as it is."""
    names, value = [lane.rail], dict(lane.equal)[lane.rail]
    own = _hidden(value)
    if lane.rail in ("owner_id", "assignee_id"):
        names.append("is_open")
        own += f", {lane.is_open}".upper()
    columns = _row((*names, "updated_at"))
    end = _hidden(after[0]) if after else "'infinity'"
    sql = f"{columns} >= ({own}, '-infinity') AND {columns} <= ({own}, {end})"
    values: list[Any] = [value, value]
    if after:
        sql += f' AND NOT ({_T}."updated_at" = {_hidden(after[0])} AND {_T}."id" >= {_hidden(after[1])})'
        values += [after[0], *after]
    return sql, values, (*names, "updated_at", "id")


def _where(lane: Lane, *, on_rail: bool = False) -> Sql:
    """Return what every ticket of a lane fulfils. `on_rail`: apart from the rail, and so that no other index fits."""
    equal = {column: value for column, value in lane.equal if not (on_rail and column == lane.rail)}
    form = 'COALESCE({0}."{1}" = {2}, FALSE)' if on_rail else '{0}."{1}" = {2}'
    parts = [_STATES[lane.is_open]]
    for name, value in equal.items():
        # one requester's tickets are few: SQLite must not walk an agent's or a team's to find them, which a "+" says
        passes_by = "requester_id" in equal and name != "requester_id" and connection.vendor == "sqlite"
        parts.append(("+" if passes_by else "") + form.format(_T, name, _hidden(value)))
    if lane.unassigned:
        parts.append(f'{_T}."assignee_id" IS NULL')
    if lane.asleep is not None:
        parts.append(f"{_T}.\"status\" {'=' if lane.asleep else '<>'} 'scheduled'")
    return " AND ".join(parts), list(equal.values())


def _order(columns: Sequence[str]) -> str:
    return "ORDER BY " + ", ".join(f'{_T}."{column}" DESC' for column in columns)


def _row(columns: Sequence[str]) -> str:
    return "(" + ", ".join(f'{_T}."{column}"' for column in columns) + ")"


def _hidden(value: int | str | datetime) -> str:
    """Return the place of a value, on PostgreSQL in a sub-select: the planner then expects the same of every value,
    and so plans the statement once for each connection; planning costs five times what the list costs."""
    if connection.vendor != "postgresql":
        return "%s"
    return f"(SELECT %s::{_TYPES[type(value)]})"
