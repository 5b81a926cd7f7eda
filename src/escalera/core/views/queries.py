"""The views of an agent with their numbers. Numbers are read from stored rows, as this agent may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from escalera.base.people.models import Agent, Membership
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.people.queries import Circle
from escalera.base.storage.ready import Ready
from escalera.core.views.models import LATE, PlaceCount, SavedView, Sharing, ViewCount
from escalera.core.views.policies import changeable_by, shown_to

MOST = 200  # views of one agent

_COLUMNS = ("holder_id", "team_id", "level_id", "channel", "taken", "asleep", "due_on", "tickets")
_ALL = Ready(
    lambda agent: PlaceCount.objects.filter(Q(holder_id=0) | Q(holder_id=agent)).values_list(*_COLUMNS)
)  # fmt: skip
_LEVELS = Ready(lambda: PlaceCount.objects.filter(holder_id=0).values_list("level_id", "tickets"))
_VIEW_COUNTS = Ready(
    lambda agent, same: (
        ViewCount.objects.filter(Q(reader_id=0) | Q(reader_id=agent))
        .filter(Q(holder_id=0) | Q(holder_id=same))
        .values_list("view_id", "holder_id", "team_id", "tickets")
    )
)


_VIEWS = Ready(
    lambda agent, same: SavedView.objects.filter(
        Q(agent=agent)
        | Q(sharing=Sharing.ALL)
        | Q(sharing=Sharing.TEAM, team__in=Membership.objects.filter(agent=same).values("team"))
    ).order_by("position", "pk")[:MOST]
)


@dataclass(slots=True)
class Numbers:
    """How many open tickets an agent may see in each place. `due`: theirs, until the end of today; `late`: all that are
    late; `mine` without those that sleep; `away`: what the absent people work on for whom the agent stands in, without
    sleepers."""

    mine: int = 0
    asleep: int = 0
    due: int = 0
    late: int = 0
    unassigned: int = 0
    all: int = 0
    levels: Counter[int] = field(default_factory=Counter)
    teams: Counter[int] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    away: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One saved view in the column. `number`: None while it is not counted, or can't be."""

    view: SavedView
    number: int | None

    @property
    def name(self) -> str:
        return self.view.name

    @property
    def is_shared(self) -> bool:
        return self.view.sharing != Sharing.PRIVATE


def numbers(agent: Agent, teams: Circle, at: datetime) -> Numbers:
    """Return the numbers of the built-in views for this agent; one query, for those who stand in for somebody two."""
    found, sees_all = Numbers(), agent.may(SEE_ALL)
    today = at.astimezone(timezone.get_default_timezone()).date().isoformat()
    for holder, team, level, channel, taken, asleep, due_on, tickets in _ALL.rows(agent.pk):
        if holder and taken == "me":
            found.asleep += tickets if asleep else 0
            found.mine += 0 if asleep else tickets
            found.due += tickets if due_on == LATE or "" < due_on <= today else 0
        if (holder == 0) != (sees_all or team in teams):
            continue  # a team within reach counts as a whole, what is further away only if it is theirs
        found.all += tickets
        found.late += tickets if due_on == LATE else 0
        found.unassigned += 0 if taken else tickets
        found.levels[level] += tickets
        found.teams[team] += tickets
        found.channels[channel] += tickets
    if teams.away:
        held = PlaceCount.objects.filter(holder_id__in=list(teams.away), taken="me", asleep=False)
        for holder, tickets in held.values_list("holder_id", "tickets"):
            found.away[holder] += tickets
    return found


def level_counts() -> Counter[int]:
    """Return how many open tickets stand on each level, whoever asks."""
    found: Counter[int] = Counter()
    for level, tickets in _LEVELS.rows():
        found[level] += tickets
    return found


def views_of(agent: Agent, teams: frozenset[int]) -> list[ViewLine]:
    """Return the saved views of an agent with their numbers, in their order; two queries."""
    views = _VIEWS.all(agent.pk, agent.pk)
    if not views:
        return []
    sums, sees_all = Counter[int](), agent.may(SEE_ALL)
    for view_id, holder, team, tickets in _VIEW_COUNTS.rows(agent.pk, agent.pk):
        if (holder == 0) == (sees_all or team in teams):
            sums[view_id] += tickets
    return [ViewLine(view, sums[view.pk] if view.counted_at else None) for view in views]


def find_view(agent: Agent, view_id: int, teams: frozenset[int]) -> SavedView:
    """Return a view that stands in the agent's column. Raises: SavedView.DoesNotExist."""
    return SavedView.objects.filter(shown_to(agent, teams)).get(pk=view_id)


def find_changeable(agent: Agent, view_id: int) -> SavedView:
    """Return a view that the agent may change. Raises: SavedView.DoesNotExist."""
    return SavedView.objects.filter(changeable_by(agent)).get(pk=view_id)


def views_to_change(agent: Agent) -> Sequence[SavedView]:
    """Return the views that the agent may change, in their order."""
    return list(changeable(agent)[:MOST])


def changeable(agent: Agent) -> QuerySet[SavedView, Any]:
    found = SavedView.objects.filter(changeable_by(agent))
    return found.select_related("team", "agent").order_by("position", "pk")
