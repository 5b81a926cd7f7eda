"""Lists of tickets and what stands on one. Lists come by keyset pages, in rows of plain values."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.refusals import BadInput
from escalera.core.tickets import search
from escalera.core.tickets.models import Message, QueueCount, Ticket
from escalera.core.tickets.policies import visible_to

PAGE = 50
LARGEST_PAGE = 200


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


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `next` is the opaque mark to ask for the following one, None at the end."""

    rows: list[TicketRow]
    next: str | None


_COLUMNS = (
    "id", "subject", "snippet", "status", "kind", "priority", "channel", "updated_at", "opened_at",
    "customer_waits_since", "level__order", "team__name", "requester__name", "organization__name", "assignee_id",
    "assignee__name",
)  # fmt: skip


def ticket_page(agent: Agent, scope: Scope, *, after: str = "", limit: int = PAGE) -> Page:
    """Return the tickets of a scope that the agent may see, last updated first.

    Paging goes by (updated_at, id), so a page never shifts while tickets move. Raises: BadInput for a broken mark."""
    limit = max(1, min(limit, LARGEST_PAGE))
    if scope.words:
        return _searched(agent, scope, limit)
    tickets = _scoped(_seen_by(agent, scope), scope).order_by("-updated_at", "-id")
    if after:
        moment, number = read_mark(after)
        tickets = tickets.filter(updated_at__lte=moment).exclude(updated_at=moment, id__gte=number)
    rows = [TicketRow(*row) for row in tickets.values_list(*_COLUMNS)[: limit + 1]]
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, mark_of(rows[-1]) if more else None)


def _seen_by(agent: Agent, scope: Scope) -> QuerySet[Ticket]:
    """Return what the agent may see; a list of one's own team or hands need not ask again whether one may see it."""
    if scope.agent_id == agent.pk:
        return Ticket.objects.all()
    if scope.team_id is not None and not agent.may(SEE_ALL) and agent.teams.filter(pk=scope.team_id).exists():
        return Ticket.objects.all()
    return visible_to(agent)


def _searched(agent: Agent, scope: Scope, limit: int) -> Page:
    """Return the newest matches among what the agent may see; search results are one page."""
    numbers = search.matching_tickets(scope.words, limit=limit * 4)
    found = _scoped(visible_to(agent).filter(pk__in=numbers), scope)
    rows = {row[0]: TicketRow(*row) for row in found.values_list(*_COLUMNS)}
    return Page([rows[n] for n in numbers if n in rows][:limit], None)


def _scoped(tickets: QuerySet[Ticket], scope: Scope) -> QuerySet[Ticket]:
    if scope.state != "all":
        tickets = tickets.filter(is_open=scope.state == "open")
    given: dict[str, Any] = {
        "team": scope.team_id,
        "level": scope.level_id,
        "assignee": scope.agent_id,
        "requester": scope.requester_id,
        "channel": scope.channel or None,
    }
    tickets = tickets.filter(**{name: value for name, value in given.items() if value is not None})
    return tickets.filter(assignee__isnull=True) if scope.unassigned else tickets


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


def find_ticket(agent: Agent, number: int) -> Ticket:
    """Return the ticket with what its page shows. Raises: Ticket.DoesNotExist (also if not theirs to see)."""
    related = ("requester__organization", "organization", "segment", "team__level", "level", "owner", "assignee")
    return visible_to(agent).select_related(*related).get(pk=number)


def messages_of(ticket_id: int, *, internal: bool = True) -> Sequence[Message]:
    """Return what was said on a ticket, oldest first, with authors and files; without notes if not `internal`."""
    said = Message.objects.filter(ticket=ticket_id).select_related("contact", "agent")
    if not internal:
        said = said.filter(~Q(kind="note"))
    return list(said.prefetch_related("attachments").order_by("id")[:2000])


def counts() -> dict[tuple[str, str], int]:
    """Return the stored number of open tickets of every queue: ("team", "3"): 12, ("unassigned", ""): 4 …"""
    return {
        (scope, key): tickets for scope, key, tickets in QueueCount.objects.values_list("scope", "key", "tickets")
    }
