"""The views and the list, as strings that stand ready: a template prints them and asks nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.people.queries import Places
from escalera.core.tickets.models import Priority, Status
from escalera.core.tickets.queries import Page, Scope
from escalera.core.views.queries import numbers
from escalera.faces.desk.inbox.row import STEPS, Words, row_html
from escalera.faces.desk.shared.looks import channel_icon, channel_name, glyph
from escalera.faces.desk.shared.moments import Moments

MINE, UNASSIGNED, ALL, ENDED = "mine", "unassigned", "all", "ended"


@dataclass(frozen=True, slots=True)
class View:
    """One entry of the views column. `number` is "" where the stored count would not be what this agent sees."""

    key: str
    name: str
    number: str
    url: str
    current: bool
    level: int = 0
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    views: list[View]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which list is asked for: a view of the column, or words in all of them."""

    key: str
    words: str

    @property
    def query(self) -> str:
        given = {"view": self.key if self.key != MINE else "", "q": self.words}
        text = urlencode({name: value for name, value in given.items() if value})
        return f"?{text}" if text else ""


def chosen(parameters: Mapping[str, str]) -> Chosen:
    """Read the choice out of the address; an unknown view is one's own tickets."""
    key = parameters.get("view", MINE)[:40]
    kind, _colon, rest = key.partition("-")
    known = key in (MINE, UNASSIGNED, ALL, ENDED) or (
        kind in ("level", "team") and rest.isdecimal() and len(rest) < 10
    )
    known = known or (kind == "channel" and rest.isalnum())
    return Chosen(key if known else MINE, parameters.get("q", "").strip()[:200])


def scope_of(choice: Chosen, agent: Agent) -> Scope:
    """Return what the list asks for; words search everywhere, ended tickets too."""
    if choice.words:
        return Scope(state="all", words=choice.words)
    kind, _dash, rest = choice.key.partition("-")
    scopes = {
        MINE: Scope(agent_id=agent.pk),
        UNASSIGNED: Scope(unassigned=True),
        ALL: Scope(),
        ENDED: Scope(state="ended"),
    }
    if kind == "level":
        return Scope(level_id=int(rest))
    if kind == "team":
        return Scope(team_id=int(rest))
    return Scope(channel=rest) if kind == "channel" else scopes[choice.key]


def groups(agent: Agent, choice: Chosen, places: Places) -> list[Group]:
    """Return the views column: one query, whatever the number of views."""
    found = numbers(agent, places.own, timezone.now())
    sees_all = agent.may(SEE_ALL)
    base = reverse("desk:inbox")

    def view(key: str, name: str, number: int = 0, level: int = 0, icon: str = "") -> View:
        current = not choice.words and key == choice.key
        url = base + replace(choice, key=key, words="").query
        return View(key, name, str(number or ""), url, current, level, icon)

    ladder = [
        view(f"level-{pk}", f"N{order} {name}", found.levels[pk], glyph(order))
        for pk, (order, name) in places.levels.items()
    ]
    queues = [view(UNASSIGNED, _("Unassigned"), found.unassigned)]
    queues += [
        view(f"team-{pk}", name, found.teams[pk]) for pk, name in places.teams.items() if sees_all or pk in places.own
    ]
    doors = [
        view(f"channel-{key}", channel_name(key).capitalize(), found.channels[key], icon=channel_icon(key))
        for key in sorted(found.channels)
    ]
    mine = [view(MINE, _("My tickets"), found.mine), view(ALL, _("All open"))]
    mine.append(view(ENDED, _("Resolved tickets")))
    groups = [Group(_("For me"), mine), Group(_("The ladder"), ladder), Group(_("Queues"), queues)]
    return [*groups, Group(_("Channels"), doors)] if doors else groups


def title_of(choice: Chosen, columns: list[Group]) -> str:
    """Return what the list is called."""
    if choice.words:
        return _("Search: %(words)s") % {"words": choice.words}
    return next((view.name for group in columns for view in group.views if view.current), _("Inbox"))


def column_html(columns: list[Group]) -> SafeString:
    """Return the views column's entries, ready to be printed; written here for the same reason as the rows."""
    icons = escape(static("escalera/icons.svg"))
    lines: list[str] = []
    for group in columns:
        lines.append(f"<h3>{escape(group.name)}</h3>")
        lines += [_entry_html(view, icons) for view in group.views]
    return mark_safe("\n".join(lines))  # noqa: S308 - names and addresses are escaped


def _entry_html(view: View, icons: str) -> str:
    current = ' aria-current="page"' if view.current else ""
    level = f'<span class="steps" data-level="{view.level}" aria-hidden="true">{STEPS}</span>' if view.level else ""
    icon = f'<svg class="icon" aria-hidden="true"><use href="{icons}#{view.icon}"/></svg>' if view.icon else ""
    number = f' <span class="num">{view.number}</span>' if view.number else ""
    return f'<a href="{escape(view.url)}"{current}>{level}{icon}<span>{escape(view.name)}</span>{number}</a>'


def rows_html(page: Page, choice: Chosen, now: datetime) -> SafeString:
    """Return the rows of a list, ready to be printed."""
    channels = {row.channel for row in page.rows}
    words = Words(
        base=reverse("desk:ticket", args=[0]).removesuffix("0/"),
        query=escape(choice.query),
        icons=escape(static("escalera/icons.svg")),
        states={value: escape(str(label)) for value, label in Status.choices},
        via={one: (channel_icon(one), escape(channel_name(one))) for one in channels},
        priorities={Priority.HIGH: escape(_("High")), Priority.URGENT: escape(_("Urgent"))},
        waits=escape(_("Customer waits")),
    )
    moments = Moments(now)
    return mark_safe("".join(row_html(row, words, moments) for row in page.rows))  # noqa: S308 - see row_html
