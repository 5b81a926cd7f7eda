"""Working queues off: each turn in its own transaction, under the queue's lock; any number of workers beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from escalera.base.people.models import Team
from escalera.base.storage.wake import ring
from escalera.core.routing.handing import lock_queue, work_off
from escalera.core.routing.models import Mark

TURNS = 50  # of one queue before the next one has its turn


def mark(teams: Iterable[int], *, at: datetime) -> None:
    """Say that these teams' queues must be looked at, from `at` on."""
    rows = [Mark(team_id=team, at=at) for team in sorted(set(teams))]
    if rows:
        Mark.objects.bulk_create(rows)
        ring()


def drain_due(*, at: datetime) -> int:
    """Work off every queue that is marked; return how many tickets found somebody."""
    teams = list(Mark.objects.filter(at__lte=at).order_by().values_list("team", flat=True).distinct())
    return sum(drain(team_id=team, at=at) for team in teams)


def drain(*, team_id: int, at: datetime) -> int:
    """Work one queue off, turn by turn; return how many tickets found somebody. 0 too while another worker does it."""
    total = 0
    for _turn in range(TURNS):
        found, more = _turn_at(team_id, at)
        total += found
        if not more:
            break
    return total


@transaction.atomic
def _turn_at(team_id: int, at: datetime) -> tuple[int, bool]:
    """Take the marks along with the turn: one that is set meanwhile is younger than these and stays."""
    if lock_queue(team_id) is None:
        return 0, False
    team = Team.objects.select_related("level").filter(pk=team_id, archived_at__isnull=True).first()
    marks = list(Mark.objects.filter(team=team_id, at__lte=at).values_list("pk", flat=True))
    if team is None:
        Mark.objects.filter(pk__in=marks).delete()
        return 0, False
    turned = work_off(team, at)
    if not turned.more:
        Mark.objects.filter(pk__in=marks).delete()
    if turned.next_at is not None and not Mark.objects.filter(team=team, at__gt=at, at__lte=turned.next_at).exists():
        Mark.objects.create(team=team, at=turned.next_at)
    return turned.given + turned.offered, turned.more
