"""Reads a list: the page itself, what belongs to its rows, and what changed since somebody looked at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalera.base.people.models import Agent
from escalera.base.people.queries import Circle
from escalera.core.feed.queries import called_to, unread
from escalera.core.tickets.queries import (
    LARGEST_PAGE,
    PAGE,
    Page,
    TicketRow,
    rows_of,
    still_in,
    tags_of,
    ticket_page,
)
from escalera.core.writing.queries import begun_on
from escalera.faces.desk.inbox.choosing import Asked
from escalera.faces.desk.inbox.pressing import Pressing, pressing

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Beside:
    """What the rows of a page show besides: tags with hue, which are unread, and which clock makes them due."""

    tags: Mapping[int, list[tuple[str, int]]]
    unread: frozenset[int]
    clocks: Mapping[int, Pressing]


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a list since it was shown. `rows`: those that are still to be seen, as they are now; `left`:
    which of them belong to it no more; `gone`: those that may not be seen any more; `new`: how many came."""

    rows: list[TicketRow]
    left: frozenset[int]
    gone: list[int]
    new: int


def page_of(agent: Agent, asked: Asked, teams: Circle, *, after: str = "", limit: int = PAGE) -> Page:
    """Return one page of the list. Raises: BadInput for a broken mark."""
    if asked.by:
        numbers = called_to(agent) if asked.by == "calls" else begun_on(agent)
        return Page(rows_of(numbers[:LARGEST_PAGE]), None)
    return ticket_page(
        agent, asked.scope, after=after, limit=limit, teams=teams, order=asked.order, condition=asked.condition
    )


def beside(agent: Agent, rows: Sequence[TicketRow]) -> Beside:
    """Return what belongs to the rows; three queries, two where nothing is due."""
    numbers = [row.id for row in rows]
    return Beside(tags_of(numbers), frozenset(unread(agent, numbers)), pressing(rows))


def news_of(agent: Agent, asked: Asked, teams: Circle, shown: Sequence[int], *, whole: bool) -> News:
    """Compare what is shown with what is there now. `whole`: the list was shown to its end."""
    page = page_of(agent, asked, teams, limit=max(PAGE, min(len(shown), LARGEST_PAGE)))
    before, there = set(shown), {row.id for row in page.rows}
    known = [place for place, row in enumerate(page.rows) if row.id in before]
    end = len(page.rows) if whole or not known else known[-1]
    new = sum(row.id not in before for row in page.rows[:end])
    missing = [number for number in shown if number not in there]
    others = rows_of(missing, agent, teams)
    staying = still_in(agent, asked.scope, asked.condition, missing, teams) if page.next else set()
    rows = [row for row in page.rows if row.id in before] + others
    seen = {row.id for row in rows}
    left = frozenset(row.id for row in others if row.id not in staying)
    return News(rows, left, [number for number in shown if number not in seen], new)


def read_shown(text: str) -> dict[int, str]:
    """Return what a page says that it shows, number and mark of each row: "12.3fa1c2b0,15.…"; nonsense is left out."""
    shown: dict[int, str] = {}
    for part in text.split(",")[:MOST_SHOWN]:
        number, _dot, mark = part.partition(".")
        if number.isascii() and number.isdecimal() and len(number) < 19:
            shown[int(number)] = mark[:8]
    return shown
