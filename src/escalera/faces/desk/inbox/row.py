"""One row of the list, as HTML.

Rows are written here and not in a template: fifty of them with their twenty-five variables cost the template engine
eight milliseconds and this a half. Everything that people wrote goes through `escape`."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from escalera.core.tickets.queries import TicketRow
from escalera.faces.desk.shared.looks import TONES, glyph, hue, initials
from escalera.faces.desk.shared.moments import Moments, span

LONG_WAIT_S = 4 * 3600
STEPS = "<i></i>" * 4


@dataclass(frozen=True, slots=True)
class Words:
    """What all rows of one page share, looked up and escaped once. `via`: icon and name of each channel."""

    base: str
    query: str
    icons: str
    states: dict[str, str]
    via: dict[str, tuple[str, str]]
    priorities: dict[int, str]
    waits: str


def row_html(row: TicketRow, words: Words, moments: Moments) -> str:
    """Return the row of one ticket."""
    icon, via = words.via[row.channel]
    who = f"{row.requester} · {row.organization}" if row.organization else row.requester
    at = int(row.updated_at.timestamp())
    return (
        f'<a class="ticket" href="{words.base}{row.id}/{words.query}" data-number="{row.id}" data-at="{at}"'
        f' data-status="{row.status}"><span class="who"><svg class="icon" role="img" aria-label="{via}">'
        f'<use href="{words.icons}#{icon}"/></svg><span>{escape(who)}</span></span>'
        f'<time title="{moments.full(row.updated_at)}"><moment-ago at="{at}">{moments.ago(row.updated_at)}'
        f'</moment-ago></time><span class="subject">{escape(row.subject)}</span>'
        f'<span class="snippet">{escape(row.snippet)}</span>'
        f'<span class="meta"><span class="steps" data-level="{glyph(row.level)}" role="img"'
        f' aria-label="N{row.level}">{STEPS}</span>'
        f"{_chips(row, words, moments)}{_holder(row)}</span></a>"
    )


def _chips(row: TicketRow, words: Words, moments: Moments) -> str:
    chips = ""
    if priority := words.priorities.get(row.priority):
        tone = "warn" if row.priority == 4 else ""
        chips += f'<span class="chip" data-tone="{tone}">{priority}</span>'
    if row.customer_waits_since is not None and row.status in ("new", "open"):
        waited = moments.now - row.customer_waits_since
        tone = "warn" if waited.total_seconds() > LONG_WAIT_S else ""
        chips += (
            f'<span class="chip num" data-tone="{tone}" title="{words.waits}"><svg class="icon" aria-hidden="true">'
            f'<use href="{words.icons}#clock"/></svg><span class="sr">{words.waits} </span>'
            f"{escape(span(waited))}</span>"
        )
    if row.status != "open":
        chips += f'<span class="chip" data-tone="{TONES.get(row.status, "")}">{words.states[row.status]}</span>'
    return f'{chips}<span class="chip">{escape(row.team)}</span>'


def _holder(row: TicketRow) -> str:
    if not row.assignee:
        return ""
    name = escape(row.assignee)
    return (
        f'<span class="avatar push" data-size="small" data-hue="{hue(row.assignee)}" role="img" aria-label="{name}"'
        f' title="{name}">{escape(initials(row.assignee))}</span>'
    )
