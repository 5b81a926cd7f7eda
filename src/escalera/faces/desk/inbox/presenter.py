"""The views and the list, as strings that stand ready: a template prints them and asks nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Level, Team
from escalera.base.people.models.helpers import SEE_ALL
from escalera.core.tickets.models import Status
from escalera.core.tickets.queries import Page, Scope, TicketRow, counts
from escalera.faces.desk.shared.looks import TONES, channel_icon, channel_name, glyph, hue, initials
from escalera.faces.desk.shared.moments import Moments, span

LONG_WAIT = timedelta(hours=4)
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
class Line:
    """One ticket of the list."""

    number: int
    url: str
    subject: str
    snippet: str
    status: str
    state: str  # "" for one that is simply open
    tone: str
    who: str
    icon: str
    via: str
    level: int
    code: str
    team: str
    at: int  # seconds since 1970
    ago: str
    full: str
    wait: str
    wait_tone: str
    urgent: str
    urgent_tone: str
    assignee: str
    initials: str
    hue: int


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


def lines(page: Page, choice: Chosen, now: datetime) -> list[Line]:
    """Return the rows of a list, ready to be printed."""
    moments = Moments(now)
    base = reverse("desk:ticket", args=[0]).removesuffix("0/")
    states = {value: str(label) for value, label in Status.choices}
    via: dict[str, tuple[str, str]] = {}
    for row in page.rows:
        if row.channel not in via:
            via[row.channel] = (channel_icon(row.channel), channel_name(row.channel))
    words = Words(base, choice.query, states, via, _("Urgent"), _("High"))
    return [_line(row, words, moments) for row in page.rows]


@dataclass(frozen=True, slots=True)
class Words:
    """What all rows of one page share, looked up once."""

    base: str
    query: str
    states: dict[str, str]
    via: dict[str, tuple[str, str]]
    urgent: str
    high: str


def _line(row: TicketRow, words: Words, moments: Moments) -> Line:
    wait, tone = "", ""
    if row.customer_waits_since is not None and row.status in ("new", "open"):
        waited = moments.now - row.customer_waits_since
        wait, tone = span(waited), "warn" if waited > LONG_WAIT else ""
    return Line(
        number=row.id,
        url=f"{words.base}{row.id}/{words.query}",
        subject=row.subject,
        snippet=row.snippet,
        status=row.status,
        state="" if row.status == "open" else words.states.get(row.status, row.status),
        tone=TONES.get(row.status, ""),
        who=f"{row.requester} · {row.organization}" if row.organization else row.requester,
        icon=words.via[row.channel][0],
        via=words.via[row.channel][1],
        level=glyph(row.level),
        code=f"N{row.level}",
        team=row.team,
        at=int(row.updated_at.timestamp()),
        ago=moments.ago(row.updated_at),
        full=moments.full(row.updated_at),
        wait=wait,
        wait_tone=tone,
        urgent=words.urgent if row.priority == 4 else words.high if row.priority == 3 else "",
        urgent_tone="warn" if row.priority == 4 else "",
        assignee=row.assignee or "",
        initials=initials(row.assignee) if row.assignee else "",
        hue=hue(row.assignee) if row.assignee else 0,
    )
