"""Stored counts: after any history they equal a count over the tickets, for everybody."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from escalera.base.log.readers import read_all
from escalera.base.people.models import Agent, Membership
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.people.queries import teams_of
from escalera.core.conditions.compiling import to_q
from escalera.core.conditions.reading import read
from escalera.core.ladder.actions import Handover, escalate
from escalera.core.tickets.actions import Content, reply, resolve, take
from escalera.core.tickets.models import Ticket
from escalera.core.views.actions import Wanted, change_view, create_view, delete_view
from escalera.core.views.models import PlaceCount, SavedView, Standing, ViewCount, ViewMember
from escalera.core.views.queries import level_counts, numbers, views_of
from escalera.core.views.tasks import tick
from tests.cast import NOON, Desk, later

pytestmark = pytest.mark.django_db(transaction=True)  # readers see what is committed
OPEN: dict[str, Any] = {"field": "open", "is": True}
CONDITIONS: list[dict[str, Any]] = [
    {"all": [OPEN, {"field": "priority", "is": 4}]},
    {"all": [OPEN, {"any": [{"field": "assignee", "is": "me"}, {"field": "team", "is": "my_teams"}]}]},
    {"all": [OPEN, {"field": "assignee", "is_not": "me"}]},
    {"all": [OPEN, {"field": "due", "before": "today"}]},
]


def real(agent: Agent, q: Q) -> int:
    seen = Q() if agent.may(SEE_ALL) else Q(team__in=teams_of(agent)) | Q(owner=agent) | Q(assignee=agent)
    return Ticket.objects.filter(q, seen, is_open=True).count()


def live_a_little(desk: Desk, seed: int) -> None:
    """Let tickets come, move and end, in an order that the seed says."""
    dice = random.Random(seed)
    opened = [
        desk.open(at=later(n), team=dice.choice([desk.front, desk.networks, desk.sales]), priority=dice.choice([2, 4]),
                  channel=dice.choice(["email", "phone"])).ticket_id
        for n in range(12)
    ]  # fmt: skip
    for number in dice.sample(opened, 5):
        take(ticket_id=number, by=desk.sara, at=later(20))
    read_all()
    for number in dice.sample(opened, 4):
        Ticket.objects.filter(pk=number).update(
            assignee=dice.choice([desk.amira, desk.bruno]), owner=dice.choice([desk.omar, None]),
            due_at=NOON + timedelta(days=dice.choice([-2, 0, 3])), status=dice.choice(["open", "scheduled"]),
        )  # fmt: skip
        reply(ticket_id=number, content=Content("Hi"), by=desk.sara, at=later(30))
    for number in dice.sample(opened, 3):
        if Ticket.objects.get(pk=number).is_open:
            resolve(ticket_id=number, by=desk.sara, at=later(40))
    moved = Ticket.objects.filter(team=desk.front, is_open=True).first()
    if moved:
        escalate(ticket_id=moved.pk, to_team=desk.networks, handover=Handover("Deep"), by=desk.sara, at=later(50))


@pytest.mark.parametrize("seed", range(4))
def test_every_number_equals_a_count_over_the_tickets(desk: Desk, seed: int) -> None:
    Membership.objects.create(agent=desk.amira, team=desk.sales)
    for condition in CONDITIONS:
        create_view(Wanted("View", condition, sharing="all"), by=desk.sara, at=NOON)
    live_a_little(desk, seed)
    read_all()
    for agent in (desk.amira, desk.bruno, desk.omar, desk.sara):
        found = numbers(agent, teams_of(agent), NOON)
        mine = Q(assignee=agent)
        assert (found.mine, found.asleep, found.due, found.late, found.unassigned, found.all) == (
            real(agent, mine & ~Q(status="scheduled")), real(agent, mine & Q(status="scheduled")),
            real(agent, mine & Q(due_at__lt=NOON + timedelta(hours=12))), real(agent, Q(due_at__lte=later(50))),
            real(agent, Q(assignee=None)), real(agent, Q()),
        )  # fmt: skip
        for team in (desk.front, desk.networks, desk.sales):
            assert found.teams[team.pk] == real(agent, Q(team=team))
        assert found.levels[desk.front.level_id] == real(agent, Q(level=desk.front.level))
        assert found.channels["phone"] == real(agent, Q(channel="phone"))
        assert [view.number for view in views_of(agent, teams_of(agent))] == [
            real(agent, to_q(read(condition), agent, timezone.now())) for condition in CONDITIONS
        ]
    assert (
        level_counts()[desk.networks.level_id]
        == Ticket.objects.filter(is_open=True, level=desk.networks.level).count()
    )


def test_the_clock_finds_the_same_numbers_and_mends_lost_ones(desk: Desk) -> None:
    view = create_view(Wanted("Late", CONDITIONS[3], sharing="all"), by=desk.sara, at=NOON)
    live_a_little(desk, 7)
    read_all()
    before = sorted(PlaceCount.objects.exclude(tickets=0).values_list())
    tick(at=NOON)
    assert sorted(PlaceCount.objects.values_list()) == before
    days_later = NOON + timedelta(days=9)
    tick(at=days_later + timedelta(minutes=1))
    late = Ticket.objects.filter(is_open=True, due_at__isnull=False).count()
    assert [line.number for line in views_of(desk.sara, frozenset())] == [late]
    Standing.objects.all().delete()
    PlaceCount.objects.all().delete()
    tick(at=days_later)
    assert sum(level_counts().values()) == Ticket.objects.filter(is_open=True).count()
    delete_view(view_id=view.pk, by=desk.sara, at=NOON)
    assert (ViewMember.objects.count(), ViewCount.objects.count()) == (0, 0)


def test_a_changed_view_is_counted_anew_and_one_of_ended_tickets_not_at_all(desk: Desk) -> None:
    desk.open(priority=4)
    desk.open()
    view = create_view(Wanted("Mine", OPEN), by=desk.sara, at=NOON)
    assert [line.number for line in views_of(desk.sara, frozenset())] == [2]  # a small one at once
    read_all()
    assert [line.number for line in views_of(desk.sara, frozenset())] == [2]
    change_view(Wanted("Mine", CONDITIONS[0]), view_id=view.pk, by=desk.sara, at=NOON)
    read_all()
    assert [line.number for line in views_of(desk.sara, frozenset())] == [1]
    change_view(Wanted("All", {}), view_id=view.pk, by=desk.sara, at=NOON)
    read_all()
    assert [line.number for line in views_of(desk.sara, frozenset())] == [None]
    SavedView.objects.update(condition={"field": "custom.gone", "is": "x"})
    desk.open()
    read_all()
    assert [line.number for line in views_of(desk.sara, frozenset())] == [None]
