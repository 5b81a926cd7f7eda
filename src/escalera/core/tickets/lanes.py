"""Where a page of a list is read: along one index for each way in which the agent may see a ticket.

A list that says "of my teams, or owned by me, or with me" in one condition is read from no index; as lanes, each is a
walk along an index that ends after one page, and the pages are merged. So a list of fifty costs the same among a
million tickets as among a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.people.queries import teams_of

_TYPES = {int: "bigint", str: "text", datetime: "timestamptz"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which tickets a list is about. Everything given must hold; nothing given means all open ones.

    `agent`: those that this agent works on; `state`: "open", "ended" or "all"; `words`: full text."""

    team_id: int | None = None
    level_id: int | None = None
    agent_id: int | None = None
    unassigned: bool = False
    channel: str = ""
    requester_id: int | None = None
    state: str = "open"
    words: str = ""


class Conditions:
    """Conditions on tickets as SQL, with their values."""

    def __init__(self, *, also: Conditions | None = None) -> None:
        self.parts: list[str] = list(also.parts) if also else []
        self.values: list[Any] = list(also.values) if also else []

    def equal(self, column: str, value: int | str | None) -> None:
        """Ask for a value in a column; for None ask nothing."""
        if value is not None:
            self.parts.append(f'"tickets_ticket"."{column}" = {_hidden(value)}')
            self.values.append(value)

    def before(self, moment: datetime, number: int) -> None:
        """Ask for what comes after a place in the order of lists."""
        columns = '"tickets_ticket"."updated_at", "tickets_ticket"."id"'
        self.parts.append(f"({columns}) < ({_hidden(moment)}, {_hidden(number)})")
        self.values += [connection.ops.adapt_datetimefield_value(moment), number]

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts) or "1 = 1"


def in_scope(scope: Scope) -> Conditions:
    """Return what a list asks of a ticket, words apart."""
    asked = Conditions()
    if scope.state != "all":
        asked.parts.append(
            '"tickets_ticket"."is_open"' if scope.state == "open" else 'NOT "tickets_ticket"."is_open"'
        )
    asked.equal("team_id", scope.team_id)
    asked.equal("level_id", scope.level_id)
    asked.equal("assignee_id", scope.agent_id)
    asked.equal("requester_id", scope.requester_id)
    asked.equal("channel", scope.channel or None)
    if scope.unassigned:
        asked.parts.append('"tickets_ticket"."assignee_id" IS NULL')
    return asked


def lanes(agent: Agent, scope: Scope, asked: Conditions, teams: frozenset[int] | None) -> list[Conditions]:
    """Return one or more sets of conditions that together are what the agent may see of what is asked.

    Who sees everything, and who asks for what is in their own hands or teams, is not asked again whether they may.
    `teams`: the agent's, if the caller knows them."""
    if agent.may(SEE_ALL) or scope.agent_id == agent.pk:
        return [asked]
    teams = teams_of(agent) if teams is None else teams
    if scope.team_id in teams:
        return [asked]
    ways: list[tuple[str, int]] = [("owner_id", agent.pk), ("assignee_id", agent.pk)]
    if scope.team_id is None:
        ways += [("team_id", team) for team in sorted(teams)]
    return [_with(asked, column, value) for column, value in ways]


def newest(found: Sequence[Conditions], limit: int) -> tuple[str, list[Any]]:
    """Return the end of a statement, from WHERE on, that gives the newest tickets of all lanes; with its values."""
    if len(found) == 1:
        return f"WHERE {found[0].sql} {_newest_first(limit)}", found[0].values
    each = (
        f'SELECT "id" FROM (SELECT "tickets_ticket"."id" FROM "tickets_ticket" '  # noqa: S608 - words of ours
        f'WHERE {one.sql} {_newest_first(limit)}) AS "lane{place}"'
        for place, one in enumerate(found)
    )
    merged = f'WHERE "tickets_ticket"."id" IN ({" UNION ".join(each)}) {_newest_first(limit)}'
    return merged, [value for one in found for value in one.values]


def among(numbers: Sequence[int], ways: Sequence[Conditions] = ()) -> tuple[str, list[Any]]:
    """Return the end of a statement that gives these tickets, if one of the ways (if any) leads to them."""
    values: list[Any] = [value for one in ways for value in one.values]
    either = " OR ".join(f"({one.sql})" for one in ways) or "1 = 1"
    if connection.vendor == "postgresql":
        hidden = "(SELECT %s::bigint[])::bigint[]"  # for the reason that `_hidden` gives
        return f'WHERE ({either}) AND "tickets_ticket"."id" = ANY({hidden})', [*values, list(numbers)]
    marks = ", ".join(["%s"] * len(numbers))
    return f'WHERE ({either}) AND "tickets_ticket"."id" IN ({marks})', [*values, *numbers]


def _with(asked: Conditions, column: str, value: int) -> Conditions:
    lane = Conditions(also=asked)
    lane.equal(column, value)
    return lane


def _newest_first(limit: int) -> str:
    return f'ORDER BY "tickets_ticket"."updated_at" DESC, "tickets_ticket"."id" DESC LIMIT {limit:d}'


def _hidden(value: int | str | datetime) -> str:
    """Return the place of a value, on PostgreSQL in a sub-select: the planner then expects the same of every value,
    and so plans the statement once for each connection; planning costs five times what the list costs."""
    return f"(SELECT %s::{_TYPES[type(value)]})" if connection.vendor == "postgresql" else "%s"
