from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people import staffing
from escalera.base.people.actions import add_agent
from escalera.base.people.actions import ladder as actions
from escalera.base.people.actions.checks import CannotRemove
from escalera.base.people.models import Agent, Level, Membership, Team
from escalera.base.people.queries import entrance, places
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.ladder.queries import teams_above
from escalera.core.ladder.rebuilding import StillNeeded
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


def names() -> list[str]:
    return [level.name for level in Level.objects.order_by("order")]


def test_an_agent_and_a_supervisor_may_not_rebuild_the_ladder(desk: Desk) -> None:
    for by in (desk.amira, desk.sara):
        with pytest.raises(NotAllowed):
            actions.add_level(name="Vendors", accept_within_min=60, by=by, at=NOON)
        with pytest.raises(NotAllowed):
            actions.add_team(name="Night", level=desk.front.level, by=by, at=NOON)


def test_a_level_comes_on_top_and_the_order_can_be_changed(olga: Agent) -> None:
    top = actions.add_level(name="Makers", accept_within_min=60, by=olga, at=NOON)
    assert top.order == 5
    keys = list(Level.objects.order_by("order").values_list("pk", flat=True))
    actions.reorder_levels(order=[keys[0], keys[4], *keys[1:4]], by=olga, at=NOON)
    assert names() == ["Front line", "Makers", "Specialists", "Experts", "On site and vendors"]
    assert list(Level.objects.order_by("order").values_list("order", flat=True)) == [1, 2, 3, 4, 5]
    facts = Event.objects.filter(name__startswith="level.").values_list("name", flat=True)
    assert list(facts) == ["level.added", "level.reordered"]


def test_an_order_that_misses_a_level_is_refused(olga: Agent) -> None:
    with pytest.raises(BadInput):
        actions.reorder_levels(order=[Level.objects.values_list("pk", flat=True)[0]], by=olga, at=NOON)


@pytest.mark.parametrize(("name", "minutes"), [("", 60), ("Front line", 60), ("New", 0), ("New", 10**7)])
def test_a_level_needs_a_name_of_its_own_and_a_possible_time(olga: Agent, name: str, minutes: int) -> None:
    with pytest.raises(BadInput):
        actions.add_level(name=name, accept_within_min=minutes, by=olga, at=NOON)


def test_a_level_with_history_stays_and_says_what_can_be_done(desk: Desk, olga: Agent) -> None:
    desk.open()
    level = desk.front.level
    with pytest.raises(CannotRemove):
        actions.remove_level(level_id=level.pk, by=olga, at=NOON)
    for team in Team.objects.filter(level=level):
        other = Level.objects.get(order=4)
        Team.objects.filter(pk=team.pk).update(level=other)
    with pytest.raises(StillNeeded, match="Archive it instead"):
        actions.remove_level(level_id=level.pk, by=olga, at=NOON)
    with pytest.raises(StillNeeded, match="1 open ticket"):
        actions.archive_level(level_id=level.pk, by=olga, at=NOON)
    assert Level.objects.filter(pk=level.pk, archived_at=None).exists()
    assert not Event.objects.filter(name__in=["level.removed", "level.archived"]).exists()


def test_an_empty_level_goes_for_good(olga: Agent) -> None:
    level = actions.add_level(name="Makers", accept_within_min=60, by=olga, at=NOON)
    actions.remove_level(level_id=level.pk, by=olga, at=NOON)
    assert "Makers" not in names()


def test_an_archived_team_is_offered_nowhere_and_can_come_back(desk: Desk, olga: Agent) -> None:
    ticket = Ticket.objects.get(pk=desk.open().ticket_id)
    actions.archive_team(team_id=desk.experts.pk, by=olga, at=NOON)
    assert desk.experts not in teams_above(ticket)
    assert desk.experts.pk not in places(desk.amira).teams
    actions.archive_team(team_id=desk.experts.pk, back=True, by=olga, at=NOON)
    assert desk.experts in teams_above(ticket)


def test_a_team_with_open_tickets_neither_goes_nor_moves(desk: Desk, olga: Agent) -> None:
    actions.edit_team(team_id=desk.sales.pk, name="Sales", level=desk.front.level, is_entrance=True, by=olga, at=NOON)
    desk.open(team=desk.front)
    for change in (
        lambda: actions.archive_team(team_id=desk.front.pk, by=olga, at=NOON),
        lambda: actions.remove_team(team_id=desk.front.pk, by=olga, at=NOON),
        lambda: actions.edit_team(
            team_id=desk.front.pk, name="Front line", level=desk.experts.level, by=olga, at=NOON
        ),
    ):
        with pytest.raises(StillNeeded):
            change()


def test_there_is_one_entrance_and_never_none(desk: Desk, olga: Agent) -> None:
    with pytest.raises(BadInput, match="entrance"):
        actions.edit_team(team_id=desk.front.pk, name="Front line", level=desk.front.level, by=olga, at=NOON)
    with pytest.raises(CannotRemove):
        actions.remove_team(team_id=desk.front.pk, by=olga, at=NOON)
    team = actions.add_team(name="Door", level=desk.front.level, is_entrance=True, by=olga, at=NOON)
    assert entrance() == team
    assert list(Team.objects.filter(is_entrance=True)) == [team]


def test_members_are_exactly_those_who_are_named(desk: Desk, olga: Agent) -> None:
    team = actions.add_team(
        name="Night", level=desk.front.level, members=[desk.amira, desk.omar], by=olga, at=NOON, signature="{equipo}"
    )
    actions.edit_team(
        team_id=team.pk, name="Night", level=desk.front.level, members=[desk.omar, desk.chen], by=olga, at=NOON
    )
    assert set(Membership.objects.filter(team=team).values_list("agent", flat=True)) == {desk.omar.pk, desk.chen.pk}


def test_the_ladder_is_read_in_two_queries(desk: Desk, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        levels = staffing.ladder()
    assert [(one.name, [t.name for t in one.its_teams]) for one in levels[:1]] == [  # type: ignore[attr-defined]
        ("Front line", ["Front line", "Sales"])
    ]
