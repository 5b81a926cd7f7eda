"""The views column and the list, as strings that stand ready: a template prints them and asks nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.people.queries import Places
from escalera.base.settings.phrases import phrase
from escalera.base.settings.words import level_code
from escalera.core.tickets.orders import ORDERS
from escalera.core.tickets.queries import Page
from escalera.core.views.queries import Numbers, ViewLine
from escalera.faces.desk.inbox.chips import Words
from escalera.faces.desk.inbox.choosing import (
    ALL,
    DRAFTS,
    DUE,
    ENDED,
    LATE,
    MENTIONS,
    MINE,
    SNOOZED,
    STAND_IN,
    UNASSIGNED,
    Asked,
    Chosen,
    chosen,
)
from escalera.faces.desk.inbox.listing import Beside, News
from escalera.faces.desk.inbox.row import STEPS, Look, gone_html, mark_of, row_html
from escalera.faces.desk.shared.looks import channel_icon, channel_name, glyph
from escalera.faces.desk.shared.moments import Moments

__all__ = [
    "Chosen", "Columns", "chosen", "column_html", "look_of", "news_html", "news_words", "number_of", "rows_html",
    "sorts", "title_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """One entry of the views column. `number`: "" where there is nothing, or nothing known."""

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


class Columns:
    """Builds the views column for one agent and one choice."""

    def __init__(self, agent: Agent, choice: Chosen, places: Places) -> None:
        self.agent, self.choice, self.places = agent, choice, places
        self.base = reverse("desk:inbox")

    def groups(self, numbers: Numbers, saved: Sequence[ViewLine], calls: int, begun: int) -> list[Group]:
        """Return the groups from the nearest to the furthest; empty ones are left out."""
        view = self._view
        mine = [
            view(MINE, phrase("mine"), numbers.mine), view(MENTIONS, _("Mentions"), calls),
            view(DUE, _("Due today"), numbers.due), view(SNOOZED, _("Snoozed"), numbers.asleep),
            view(DRAFTS, _("Drafts"), begun),
        ]  # fmt: skip
        for pk, name in self.places.own.away.items():
            mine.append(view(f"{STAND_IN}-{pk}", _("Standing in for %(name)s") % {"name": name}, numbers.away[pk]))
        ladder = [
            view(f"level-{pk}", f"{level_code(order)} {name}", numbers.levels[pk], level=glyph(order))
            for pk, (order, name) in self.places.levels.items()
        ]
        sees_all = self.agent.may(SEE_ALL)
        teams = [
            view(f"team-{pk}", name, numbers.teams[pk])
            for pk, name in self.places.teams.items()
            if sees_all or pk in self.places.own
        ]
        doors = [
            view(f"channel-{key}", _capital(channel_name(key)), number, icon=channel_icon(key))
            for key, number in sorted(numbers.channels.items())
            if number
        ]
        own = [view(f"view-{line.view.pk}", line.name, line.number) for line in saved]
        whole = [
            view(UNASSIGNED, _("Unassigned"), numbers.unassigned), view(LATE, _("Overdue"), numbers.late),
            view(ALL, _("All open"), numbers.all), view(ENDED, phrase("ended")),
        ]  # fmt: skip
        groups = [
            Group(_("For me"), mine), Group(_("Views"), own), Group(_("The ladder"), ladder),
            Group(_("Queues"), whole + teams), Group(_("Channels"), doors),
        ]  # fmt: skip
        return [group for group in groups if group.views]

    def _view(self, key: str, name: str, number: int | None = None, level: int = 0, icon: str = "") -> View:
        current = not self.choice.words and key == self.choice.key
        url = self.base + Chosen(key, "").query
        return View(key, name, str(number) if number and number > 0 else "", url, current, level, icon)


def title_of(choice: Chosen, columns: list[Group]) -> str:
    """Return what the list is called."""
    if choice.words:
        return _("Search: %(words)s") % {"words": choice.words}
    if choice.filter:
        return _("Filter")
    return next((view.name for group in columns for view in group.views if view.current), _("Inbox"))


def number_of(columns: list[Group]) -> int:
    """Return the stored number of the list that is shown; 0 if it is not known."""
    return next((int(view.number) for group in columns for view in group.views if view.current and view.number), 0)


def column_html(columns: list[Group]) -> SafeString:
    """Return the views column's entries, ready to be printed; written here for the same reason as the rows."""
    icons = escape(static("escalera/icons.svg"))
    lines: list[str] = []
    for group in columns:
        lines.append(f"<h2>{escape(group.name)}</h2>")
        lines += [_entry_html(view, icons) for view in group.views]
    return mark_safe("\n".join(lines))  # noqa: S308 - names and addresses are escaped


def _entry_html(view: View, icons: str) -> str:
    current = ' aria-current="page"' if view.current else ""
    level = f'<span class="steps" data-level="{view.level}" aria-hidden="true">{STEPS}</span>' if view.level else ""
    icon = f'<svg class="icon" aria-hidden="true"><use href="{icons}#{view.icon}"/></svg>' if view.icon else ""
    number = f' <span class="num">{view.number}</span>' if view.number else ""
    return f'<a href="{escape(view.url)}"{current}>{level}{icon}<span>{escape(view.name)}</span>{number}</a>'


def sorts(choice: Chosen, asked: Asked) -> list[dict[str, object]]:
    """Return the orders to choose from; one alone where the list has but one."""
    base = reverse("desk:inbox")
    return [
        {"label": order.label, "url": base + replace(choice, sort=key).query, "current": key == asked.order}
        for key, order in ORDERS.items()
    ]


def look_of(choice: Chosen, asked: Asked, beside: Beside, now: datetime) -> Look:
    base = reverse("desk:ticket", args=[0]).removesuffix("0/")
    return Look(Words(base, escape(choice.query)), Moments(now), beside, asked.columns)


def rows_html(page: Page, look: Look) -> SafeString:
    """Return the rows of a list, ready to be printed."""
    return mark_safe("".join(row_html(row, look) for row in page.rows))  # noqa: S308 - see row_html


def news_html(news: News, shown: Mapping[int, str], look: Look) -> SafeString:
    """Return the rows that changed, each for the place where it stands; the others are left alone."""
    rows = [
        row_html(row, look, swap=True, left=row.id in news.left)
        for row in news.rows
        if shown.get(row.id) != mark_of(row, look, left=row.id in news.left)
    ]
    gone = [gone_html(number, look.words) for number in news.gone if shown[number] != "gone"]
    return mark_safe("".join(rows + gone))  # noqa: S308 - see row_html


def news_words(news: News) -> str:
    """Return what came and what went, in few words; "" if neither."""
    went = len(news.left) + len(news.gone)
    words = []
    if news.new:
        words.append(ngettext("%(n)d new", "%(n)d new", news.new) % {"n": news.new})
    if went:
        words.append(ngettext("%(n)d no longer here", "%(n)d no longer here", went) % {"n": went})
    return " · ".join(words)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
