"""The small signs of a row: how it presses, when it is due, how long the customer waits, its tags, who has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from django.templatetags.static import static
from django.utils.translation import gettext as _

from escalera.core.tickets.models import Kind, Priority, Status
from escalera.core.tickets.queries import TicketRow
from escalera.faces.desk.inbox.pressing import SHORT, Pressing
from escalera.faces.desk.shared.countdown import left_html
from escalera.faces.desk.shared.looks import TONES, channel_icon, channel_name, hue, initials
from escalera.faces.desk.shared.moments import Moments, span

LONG_WAIT_S, SOON_S, DAY_S = 4 * 3600, 2 * 3600, 24 * 3600
AT_RISK = 75  # percent
MOST_TAGS = 2
Tags = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Words:
    """What all rows of one page share, looked up and escaped once. `base`, `query`: around a ticket's number."""

    base: str
    query: str
    icons: str = field(default_factory=lambda: escape(static("escalera/icons.svg")))
    states: dict[str, str] = field(default_factory=lambda: {v: escape(str(n)) for v, n in Status.choices})
    kinds: dict[str, str] = field(default_factory=lambda: {v: escape(str(n)) for v, n in Kind.choices})
    priorities: dict[int, str] = field(default_factory=lambda: {v: escape(str(n)) for v, n in Priority.choices})
    waits: str = field(default_factory=lambda: escape(_("Waits")))
    waits_long: str = field(default_factory=lambda: escape(_("Customer waits")))
    due: str = field(default_factory=lambda: escape(_("Due in")))
    until: str = field(default_factory=lambda: escape(_("Until")))
    select: str = field(default_factory=lambda: escape(_("Select")))
    unread: str = field(default_factory=lambda: escape(_("Unread")))
    left: str = field(default_factory=lambda: escape(_("No longer here")))
    gone: str = field(default_factory=lambda: escape(_("This ticket went where you don't look.")))
    channels: dict[str, tuple[str, str]] = field(default_factory=dict)
    clocks: dict[str, str] = field(default_factory=dict)

    def via(self, channel: str) -> tuple[str, str]:
        """Return icon and name of a channel."""
        if channel not in self.channels:
            self.channels[channel] = (channel_icon(channel), escape(channel_name(channel)))
        return self.channels[channel]

    def clock(self, kind: str) -> str:
        """Return the short name of a kind of clock."""
        if kind not in self.clocks:
            self.clocks[kind] = escape(str(SHORT[kind]))
        return self.clocks[kind]


def chips_html(row: TicketRow, words: Words, moments: Moments, tags: Tags, clock: Pressing | None = None) -> str:
    """Return the signs in the order of their weight; the last ones may be cut."""
    chips, when = "", clock_html(row, words, moments, clock)
    if row.priority >= Priority.HIGH:
        tone = "warn" if row.priority == Priority.URGENT else ""
        chips += f'<span class="chip" data-tone="{tone}">{words.priorities[row.priority]}</span>'
    chips = when + chips if row.due_at is not None else chips + when  # a deadline must not be cut
    if row.status not in ("open", "scheduled") or (row.status == "scheduled" and row.snoozed_until is None):
        chips += f'<span class="chip" data-tone="{TONES.get(row.status, "")}">{words.states[row.status]}</span>'
    chips += tags_html(tags[:MOST_TAGS])
    return f'{chips}<span class="chip">{escape(row.team)}</span>'


def clock_html(row: TicketRow, words: Words, moments: Moments, clock: Pressing | None = None) -> str:
    """Return the clock that matters most now: when a snoozed ticket wakes, when it is due, how long the customer waits."""
    if row.status == "scheduled" and row.snoozed_until is not None:
        until = escape(moments.clock(row.snoozed_until))
        return _clock("", words.until, until, moments.full(row.snoozed_until), words)
    if row.due_at is not None and row.status not in ("resolved", "closed", "cancelled"):
        return due_html(row, words, moments, clock)
    return waits_html(row, words, moments)


def due_html(row: TicketRow, words: Words, moments: Moments, clock: Pressing | None = None) -> str:
    """Return until when something is due, named by the clock that says so: "Solution 03:20", late "Solution −00:18"."""
    if row.due_at is None:
        return ""
    left = row.due_at - moments.now
    seconds = left.total_seconds()
    risky = seconds < SOON_S or (clock is not None and clock.warned >= AT_RISK)
    tone = "bad" if seconds < 0 else "warn" if risky else "ok" if seconds < DAY_S else ""
    name = words.clock(clock.kind) if clock else words.due
    return _clock(tone, name, left_html(row.due_at, moments.now), moments.full(row.due_at), words)


def waits_html(row: TicketRow, words: Words, moments: Moments) -> str:
    if row.customer_waits_since is None or row.status not in ("new", "open"):
        return ""
    waited = moments.now - row.customer_waits_since
    tone = "warn" if waited.total_seconds() > LONG_WAIT_S else ""
    return _clock(tone, words.waits, escape(span(waited)), words.waits_long, words)


def tags_html(tags: Tags) -> str:
    return "".join(f'<span class="chip tag" data-hue="{hue_}">{escape(name)}</span>' for name, hue_ in tags)


def holder_html(row: TicketRow) -> str:
    if not row.assignee:
        return ""
    name = escape(row.assignee)
    return (
        f'<span class="avatar push" data-size="small" data-hue="{hue(row.assignee)}" role="img" aria-label="{name}"'
        f' title="{name}">{escape(initials(row.assignee))}</span>'
    )


def _clock(tone: str, name: str, length: str, title: str, words: Words) -> str:
    """`name`, `length`: ready to be printed."""
    return (
        f'<span class="chip num" data-tone="{tone}" title="{escape(title)}"><svg class="icon" aria-hidden="true">'
        f'<use href="{words.icons}#clock"/></svg>{name} {length}</span>'
    )
