"""The cells of a row where a saved view asks for columns: shown as a table while there is room for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from escalera.base.settings.words import level_code
from escalera.core.tickets.queries import TicketRow
from escalera.core.views.choices import COLUMNS
from escalera.faces.desk.inbox.chips import Tags, Words, due_html, tags_html, waits_html
from escalera.faces.desk.inbox.pressing import Pressing
from escalera.faces.desk.shared.moments import Moments

Cell = Callable[[TicketRow, Words, Moments, Tags], str]

_CELLS: dict[str, Cell] = {
    "number": lambda row, _w, _m, _t: f"#{row.id}",
    "subject": lambda row, _w, _m, _t: escape(row.subject),
    "requester": lambda row, _w, _m, _t: escape(row.requester),
    "organization": lambda row, _w, _m, _t: escape(row.organization or ""),
    "status": lambda row, words, _m, _t: words.states[row.status],
    "priority": lambda row, words, _m, _t: words.priorities[row.priority],
    "kind": lambda row, words, _m, _t: words.kinds[row.kind],
    "level": lambda row, _w, _m, _t: level_code(row.level),
    "team": lambda row, _w, _m, _t: escape(row.team),
    "assignee": lambda row, _w, _m, _t: escape(row.assignee or ""),
    "channel": lambda row, words, _m, _t: words.via(row.channel)[1],
    "tags": lambda _r, _w, _m, tags: tags_html(tags),
    "waits": lambda row, words, moments, _t: waits_html(row, words, moments),
    "opened": lambda row, _w, moments, _t: moments.clock(row.opened_at),
    "updated": lambda row, _w, moments, _t: moments.clock(row.updated_at),
}


def cells_html(
    row: TicketRow, columns: Sequence[str], words: Words, moments: Moments, tags: Tags, clock: Pressing | None = None
) -> str:
    """Return the row's cells. Each says its column's name to who can't see the head."""
    due = due_html(row, words, moments, clock) if "due" in columns else ""
    cells = "".join(
        f'<span class="cell" data-column="{key}"><span class="sr">{escape(str(COLUMNS[key]))}: </span>'
        f"{due if key == 'due' else _CELLS[key](row, words, moments, tags)}</span>"
        for key in columns
    )
    return f'<span class="cells">{cells}</span>'


def head_html(columns: Sequence[str]) -> SafeString:
    """Return the head of the table; its names are said again in each cell."""
    cells = "".join(f'<span class="cell" data-column="{key}">{escape(str(COLUMNS[key]))}</span>' for key in columns)
    return mark_safe(f'<div class="cells table-head" aria-hidden="true">{cells}</div>')  # noqa: S308 - our words
