"""What a person was told, and how they want to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from escalera.base.people.models import Agent
from escalera.base.storage.ready import Ready
from escalera.core.notifications.choices import ALWAYS, ONLY_PEOPLE_WHO, USUAL, NoticeKind, Wanted
from escalera.core.notifications.models import Notification, Preference, PushSubscription, Reach
from escalera.core.tickets.policies import visible_to

PAGE = 30
_UNSEEN = Ready(lambda agent: Reach.objects.filter(agent=agent).values_list("unseen"))

Mark = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list, newest first; `next`: the mark of its last row if there are more."""

    rows: list[Notification]
    next: Mark | None


def unseen(agent: Agent) -> int:
    """Return the stored number of things that the person has not seen: one look-up, for every page's bell."""
    rows = _UNSEEN.rows(agent.pk)
    return int(rows[0][0]) if rows else 0


def page_for(agent: Agent, *, before: Mark | None = None, only_unseen: bool = False, limit: int = PAGE) -> Page:
    """Return what the person was told about tickets that they may still see, newest first."""
    mine = theirs(agent).filter(in_app=True)
    if only_unseen:
        mine = mine.filter(seen_at__isnull=True)
    if before is not None:
        at, key = before
        mine = mine.filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=key))
    rows = list(mine.select_related("ticket__level", "ticket__requester").order_by("-last_at", "-pk")[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, (rows[-1].last_at, rows[-1].pk) if more else None)


def reach_of(agent: Agent) -> Reach:
    """Return how the person may be reached; the usual where they never chose."""
    return Reach.objects.filter(pk=agent.pk).first() or Reach(agent=agent)


def wanted_by(agent: Agent) -> dict[str, Wanted]:
    """Return the ways on which the person wants to hear of each kind."""
    chosen = {row.kind: Wanted(row.app, row.push, row.mail) for row in Preference.objects.filter(agent=agent)}
    return {kind: usual if kind in ALWAYS else chosen.get(kind, usual) for kind, usual in USUAL.items()}


def kinds_for(agent: Agent) -> list[str]:
    """Return the kinds that can concern the agent at all, in order."""
    return [kind for kind in USUAL if kind not in ONLY_PEOPLE_WHO or agent.may(ONLY_PEOPLE_WHO[NoticeKind(kind)])]


def theirs(agent: Agent) -> QuerySet[Notification]:
    """Return what the agent was told and may still know of: about tickets that they may see, or about none."""
    mine = Q(ticket__isnull=True) | Q(ticket__in=visible_to(agent))
    return Notification.objects.filter(mine, agent=agent)


def browsers_of(agent: Agent) -> list[PushSubscription]:
    return list(PushSubscription.objects.filter(agent=agent).order_by("-created_at", "-pk"))
