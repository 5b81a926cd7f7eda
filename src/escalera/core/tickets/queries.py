"""Lists of tickets and what stands on one. Lists come by keyset pages, in rows of plain values."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Membership
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.people.queries import Circle, teams_of
from escalera.base.people.staffing import represented_by
from escalera.base.refusals import BadInput
from escalera.base.storage.ready import Head, Ready
from escalera.core.tickets import search
from escalera.core.tickets.lanes import Lane, Scope, among, lanes, newest
from escalera.core.tickets.models import Message, Participant, Status, Ticket, TicketTag
from escalera.core.tickets.models.ticket import MOST_MERGES
from escalera.core.tickets.orders import UPDATED, walk
from escalera.core.tickets.policies import visible_to

__all__ = [
    "LARGEST_PAGE",
    "PAGE",
    "Page",
    "Scope",
    "TicketRow",
    "find_ticket",
    "mark_of",
    "messages_of",
    "read_mark",
    "rows_of",
    "tags_of",
    "ticket_page",
]  # fmt: skip

PAGE = 50
LARGEST_PAGE = 200
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One line of a list, in plain values."""

    id: int
    subject: str
    snippet: str
    status: str
    kind: str
    priority: int
    channel: str
    updated_at: datetime
    opened_at: datetime
    customer_waits_since: datetime | None
    level: int  # the level's order
    team: str
    requester: str
    organization: str | None
    assignee_id: int | None
    assignee: str | None
    due_at: datetime | None
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `next` is the opaque mark to ask for the following one, None at the end."""

    rows: list[TicketRow]
    next: str | None


_COLUMNS = (
    "id", "subject", "snippet", "status", "kind", "priority", "channel", "updated_at", "opened_at",
    "customer_waits_since", "level__order", "team__name", "requester__name", "organization__name", "assignee_id",
    "assignee__name", "due_at", "snoozed_until",
)  # fmt: skip


_TAGS = Head(lambda: TicketTag.objects.values_list("ticket_id", "tag__name", "tag__hue"))
_LINES = Head(lambda: Ticket.objects.values_list(*_COLUMNS))


def ticket_page(
    agent: Agent,
    scope: Scope,
    *,
    after: str = "",
    limit: int = PAGE,
    teams: Circle | None = None,
    order: str = UPDATED,
    condition: Q | None = None,
) -> Page:
    """Return the tickets of a scope that the agent may see, last updated first or in another order of `ORDERS`.

    Paging goes by the order's columns and the number, so a page never shifts while tickets move. `teams`: the agent's,
    if the caller knows them. `condition`: what must hold besides. Raises: BadInput for a broken mark."""
    limit = max(1, min(limit, LARGEST_PAGE))
    if scope.words:
        return _searched(agent, scope, limit, teams)
    if order != UPDATED or condition is not None or scope.due_before:
        return _walked(agent, scope, condition or Q(), order, after, limit, teams)
    statement = newest(lanes(agent, scope, teams), limit + 1, read_mark(after) if after else None)
    rows = [TicketRow(*row) for row in _LINES.rows(*statement)]
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, mark_of(rows[-1]) if more else None)


def rows_of(numbers: Sequence[int], agent: Agent | None = None, teams: Circle | None = None) -> list[TicketRow]:
    """Return these tickets in this order. `agent`: leave out what is not in their hands or teams."""
    if not numbers:
        return []
    ways = _ways_to_all(agent, teams) if agent and not agent.may(SEE_ALL) else ()
    rows = {row[0]: TicketRow(*row) for row in _LINES.rows(*among(numbers, ways))}
    return [rows[number] for number in numbers if number in rows]


def _ways_to_all(agent: Agent, teams: Circle | None) -> list[Lane]:
    """Return the lanes of everything that the agent works on, also in somebody's place."""
    teams = teams_of(agent) if teams is None else teams
    ways = lanes(agent, Scope(state="all"), teams)
    everything = Lane((), None, False)
    return ways + [everything.also(column, one) for one in teams.away for column in ("owner_id", "assignee_id")]


def tags_of(numbers: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """Return name and hue of the tags of these tickets; those without any are left out."""
    found: dict[int, list[tuple[str, int]]] = {}
    if not numbers:
        return found
    marks = ", ".join(["%s"] * len(numbers))
    where = f'WHERE "tickets_tickettag"."ticket_id" IN ({marks}) ORDER BY "tickets_tag"."key"'
    for number, name, hue in _TAGS.rows(where, list(numbers)):
        found.setdefault(number, []).append((name, hue))
    return found


def _walked(
    agent: Agent, scope: Scope, condition: Q, order: str, after: str, limit: int, teams: Circle | None
) -> Page:
    """Return a page of what a condition or another order asks for: the numbers along an index, then their rows."""
    numbers, mark = walk(_within(agent, scope, condition, teams), order, limit, after)
    return Page(rows_of(numbers), mark)


def taking_part(agent: Agent, contact_id: int, *, most: int = 20) -> list[TicketRow]:
    """Return the newest tickets of others in which a customer takes part, as far as the agent sees them."""
    parts = Participant.objects.filter(contact=contact_id).exclude(ticket__requester=contact_id)
    return rows_of(list(parts.order_by("-ticket").values_list("ticket", flat=True)[:most]), agent)


def still_in(
    agent: Agent, scope: Scope, condition: Q | None, numbers: Sequence[int], teams: Circle | None = None
) -> set[int]:
    """Return those of these tickets that belong to the list now."""
    if not numbers:
        return set()
    found = _within(agent, scope, condition or Q(), teams).filter(pk__in=numbers)
    return set(found.values_list("pk", flat=True))


def count_at_most(most: int, agent: Agent, scope: Scope, condition: Q | None, teams: Circle | None = None) -> int:
    """Count the tickets of a list, but never further than one more than `most`; for a look ahead, not for pages."""
    return len(_within(agent, scope, condition or Q(), teams).values_list("pk", flat=True)[: most + 1])


def _within(agent: Agent, scope: Scope, condition: Q, teams: Circle | None) -> QuerySet[Ticket]:
    tickets = Ticket.objects.filter(_asked(scope), condition)
    if agent.may(SEE_ALL) or scope.agent_id == agent.pk:
        return tickets
    near = teams_of(agent) if teams is None else teams
    if scope.agent_id in near.away:
        return tickets
    return tickets.filter(Q(team__in=near) | Q(owner=agent) | Q(assignee=agent))


def _asked(scope: Scope) -> Q:
    given = {
        "team": scope.team_id, "level": scope.level_id, "assignee": scope.agent_id, "requester": scope.requester_id,
        "channel": scope.channel or None, "is_open": None if scope.state == "all" else scope.state == "open",
        "due_at__lt": scope.due_before,
    }  # fmt: skip
    asked = Q(**{name: value for name, value in given.items() if value is not None})
    if scope.unassigned:
        asked &= Q(assignee=None)
    if scope.asleep is not None:
        asleep = Q(status=Status.SCHEDULED)
        asked &= asleep if scope.asleep else ~asleep
    return asked


def _searched(agent: Agent, scope: Scope, limit: int, teams: Circle | None) -> Page:
    """Return the newest matches among what the agent may see; search results are one page.

    A search through everything also finds what the agent was called into, which no list shows."""
    everywhere = scope == Scope(state="all", words=scope.words)
    ways = [] if everywhere else lanes(agent, scope, teams)
    free = agent.may(SEE_ALL) and everywhere
    found: dict[int, None] = {}
    for batch in search.batches(scope.words):
        fresh = [number for number in dict.fromkeys(batch) if number not in found]
        found |= dict.fromkeys(fresh if free else _visible(agent, fresh) if everywhere else _seen(ways, fresh))
        if len(found) >= limit:
            break
    numbers = list(found)[:limit]
    rows = {row[0]: TicketRow(*row) for row in _LINES.rows(*among(numbers))} if numbers else {}
    return Page([rows[number] for number in numbers if number in rows], None)


def _visible(agent: Agent, numbers: Sequence[int]) -> list[int]:
    """Return those numbers, in their order, that the agent may see in any way."""
    seen = set(visible_to(agent).filter(pk__in=numbers).values_list("pk", flat=True))
    return [number for number in numbers if number in seen]


def _seen(ways: Sequence[Lane], numbers: Sequence[int]) -> list[int]:
    """Return those numbers, in their order, that one of the ways leads to."""
    if not numbers:
        return []
    sql, values = among(numbers, ways)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "tickets_ticket"."id" FROM "tickets_ticket" {sql}', values)  # noqa: S608 - our words
        seen = {row[0] for row in cursor.fetchall()}
    return [number for number in numbers if number in seen]


def mark_of(row: TicketRow) -> str:
    text = f"{row.updated_at.isoformat()} {row.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_mark(mark: str) -> tuple[datetime, int]:
    """Return the place that a page's mark stands for. Raises: BadInput."""
    try:
        text = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()
        moment, number = text.rsplit(" ", 1)
        return datetime.fromisoformat(moment), int(number)
    except (ValueError, binascii.Error):
        raise BadInput(_("This page mark is not one of ours. Start from the first page.")) from None


_RELATED = (
    "requester",
    "organization",
    "segment",
    "team__level",
    "level",
    "owner",
    "assignee",
    "category",
    "wait_reason",
)
_ANY = Ready(lambda number: Ticket.objects.select_related(*_RELATED).filter(pk=number))
_ASIDE = Ready(
    lambda number, agent: (
        Ticket.objects.select_related(*_RELATED)
        .filter(pk=number)
        .filter(Q(sights__agent=agent) | Q(sights__team__in=Membership.objects.filter(agent=agent).values("team")))
    )
)
_THEIRS = Ready(
    lambda number, agent: (
        Ticket.objects.select_related(*_RELATED)
        .filter(pk=number)
        .filter(
            Q(owner=agent)
            | Q(assignee=agent)
            | Q(team__in=Membership.objects.filter(agent=agent).values("team"))
            | Q(owner__in=represented_by(agent))
            | Q(assignee__in=represented_by(agent))
        )
    )
)


def find_ticket(agent: Agent, number: int) -> Ticket:
    """Return the ticket with what its page shows; `only_seen` if it is not theirs to work on.

    Raises: Ticket.DoesNotExist (also if not theirs to see)."""
    ticket = None
    if number <= LARGEST_NUMBER:
        ticket = _ANY.first(number) if agent.may(SEE_ALL) else _THEIRS.first(number, agent.pk)
        if ticket is None and (ticket := _ASIDE.first(number, agent.pk)):
            ticket.only_seen = True
    if ticket is None:
        raise Ticket.DoesNotExist(f"there is no ticket #{number} for {agent}")
    return ticket


def standing(number: int) -> int:
    """Return where a ticket's conversation goes on: its own number, if it was not merged or is not there."""
    for _step in range(MOST_MERGES):
        into = Ticket.objects.filter(pk=number).values_list("merged_into", flat=True).first()
        if into is None:
            break
        number = into
    return number


def messages_of(ticket_id: int, *, internal: bool = True) -> Sequence[Message]:
    """Return what was said on a ticket, oldest first, with authors and files; without notes if not `internal`."""
    said = Message.objects.filter(ticket=ticket_id).select_related("contact", "agent")
    if not internal:
        said = said.filter(~Q(kind="note"))
    return list(said.prefetch_related("attachments").order_by("id")[:2000])
