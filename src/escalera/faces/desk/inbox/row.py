"""One row of the list, as HTML.

Rows are written here and not in a template: fifty of them with their twenty-five variables cost the template engine
eight milliseconds and this a half. Everything that people wrote goes through `escape`."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from escalera.base.settings.words import level_code
from escalera.core.tickets.queries import TicketRow
from escalera.faces.desk.inbox.cells import cells_html
from escalera.faces.desk.inbox.chips import Words, chips_html, holder_html
from escalera.faces.desk.inbox.listing import Beside
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.moments import Moments

STEPS = "<i></i>" * 4
SWAP = ' hx-swap-oob="true"'


@dataclass(frozen=True, slots=True)
class Look:
    """How the rows of one page look, and where they lead. `columns`: those of a table, none for the usual list."""

    words: Words
    moments: Moments
    beside: Beside
    columns: Sequence[str] = ()


def mark_of(row: TicketRow, look: Look, *, left: bool = False) -> str:
    """Return a short sum of everything that a row shows but for the passing of time."""
    tags, unread = look.beside.tags.get(row.id), row.id in look.beside.unread
    clock = look.beside.clocks.get(row.id)
    return format(zlib.crc32(repr((row, tags, unread, left, clock)).encode()), "x")


def row_html(row: TicketRow, look: Look, *, swap: bool = False, left: bool = False) -> str:
    """Return the row of one ticket. `swap`: it goes to the place of its older self; `left`: it is no more of the list."""
    words, moments = look.words, look.moments
    icon, via = words.via(row.channel)
    who = f"{row.requester} · {row.organization}" if row.organization else row.requester
    at = int(row.updated_at.timestamp())
    unread = row.id in look.beside.unread
    tags, clock = look.beside.tags.get(row.id, ()), look.beside.clocks.get(row.id)
    return (
        f'<div class="entry" id="t-{row.id}" data-mark="{mark_of(row, look, left=left)}"{SWAP if swap else ""}'
        f"{' data-left' if left else ''}>"
        f'<label class="choose"><input type="checkbox" class="pick" name="ticket" value="{row.id}" form="selection"'
        f' aria-label="{words.select} #{row.id}"></label>'
        f'<a class="ticket" href="{words.base}{row.id}/{words.query}" data-number="{row.id}" data-at="{at}"'
        f' data-status="{row.status}"{" data-unread" if unread else ""}>'
        f'<span class="who"><svg class="icon" role="img" aria-label="{via}">'
        f'<use href="{words.icons}#{icon}"/></svg><span>{escape(who)}</span></span>'
        f'<time title="{moments.full(row.updated_at)}"><moment-ago at="{at}">{moments.ago(row.updated_at)}'
        f'</moment-ago></time><span class="subject">{f"<b class=sr>{words.unread} </b>" if unread else ""}'
        f"{escape(row.subject)}</span>"
        f'<span class="snippet">{escape(row.snippet)}</span>'
        f'<span class="meta"><span class="steps" data-level="{glyph(row.level)}" role="img"'
        f' aria-label="{level_code(row.level)}">{STEPS}</span>{f"<span class=chip>{words.left}</span>" if left else ""}'
        f"{chips_html(row, words, moments, tags, clock)}{holder_html(row)}</span>"
        f"{cells_html(row, look.columns, words, moments, tags, clock) if look.columns else ''}"
        f"</a></div>"
    )


def gone_html(number: int, words: Words) -> str:
    """Return what stands in the place of a ticket that its reader may not see any more."""
    return f'<div class="entry" id="t-{number}" data-mark="gone" data-left{SWAP}><p class="ticket">{words.gone}</p></div>'
