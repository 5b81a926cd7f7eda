"""The views and the list, as strings that stand ready: a template prints them and asks nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Level, Team
from escalera.base.people.models.helpers import SEE_ALL
from escalera.core.tickets.models import Priority, Status
from escalera.core.tickets.queries import Page, Scope, counts
from escalera.faces.desk.inbox.row import Words, row_html
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


def groups(agent: Agent, choice: Chosen) -> list[Group]:
    """Return the views column: three queries, whatever the number of views."""
    numbers = counts()
    sees_all = agent.may(SEE_ALL)
    teams = Team.objects.select_related("level").order_by("level__order", "name")
    own = list(teams if sees_all else teams.filter(agents=agent))
    base = reverse("desk:inbox")

    def view(key: str, name: str, place: tuple[str, str] | None = None, level: int = 0, icon: str = "") -> View:
        true = place is not None and (sees_all or place[0] in ("agent", "team"))
        number = str(numbers.get(place, 0) or "") if true and place else ""
        current = not choice.words and key == choice.key
        return View(key, name, number, base + replace(choice, key=key, words="").query, current, level, icon)

    ladder = [
        view(f"level-{level.pk}", f"{level.code} {level.name}", ("level", str(level.pk)), glyph(level.order))
        for level in Level.objects.order_by("order")
    ]
    queues = [view(UNASSIGNED, _("Unassigned"), ("unassigned", ""))]
    queues += [view(f"team-{team.pk}", team.name, ("team", str(team.pk))) for team in own]
    channels = sorted({key for kind, key in numbers if kind == "channel"})
    doors = [
        view(f"channel-{key}", channel_name(key).capitalize(), ("channel", key), icon=channel_icon(key))
        for key in channels
    ]
    mine = [view(MINE, _("My tickets"), ("agent", str(agent.pk))), view(ALL, _("All open"))]
    mine.append(view(ENDED, _("Resolved tickets")))
    found = [Group(_("For me"), mine), Group(_("The ladder"), ladder), Group(_("Queues"), queues)]
    return [*found, Group(_("Channels"), doors)] if doors else found


def title_of(choice: Chosen, columns: list[Group]) -> str:
    """Return what the list is called."""
    if choice.words:
        return _("Search: %(words)s") % {"words": choice.words}
    return next((view.name for group in columns for view in group.views if view.current), _("Inbox"))


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
