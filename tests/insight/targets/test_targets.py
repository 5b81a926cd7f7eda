"""Goals: who sets them, how they are judged, and that presets bring them and take them away again."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent, Level
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.presets.actions import apply_preset, undo_preset
from escalera.insight.targets.actions import drop_target, set_target
from escalera.insight.targets.models import Target
from escalera.insight.targets.queries import targets
from tests.cast import Desk, later


@pytest.fixture
def owner(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


def stored() -> list[tuple[str, int | None, str, str]]:
    found = Target.objects.order_by("figure", "pk")
    return [(one.figure, one.level.order if one.level else None, one.compare, str(one.value)) for one in found]


@pytest.mark.django_db
def test_there_is_one_goal_of_a_figure_and_each_change_is_told(desk: Desk, owner: Agent) -> None:
    first = Level.objects.get(order=1)
    one = set_target(figure="push_to_front", compare="at_least", value="70", by=owner, at=later(1))
    set_target(figure="push_to_front", compare="at_least", value="72,5", by=owner, at=later(2))
    set_target(figure="push_to_front", compare="at_least", value=72.5, by=owner, at=later(3))
    set_target(figure="stay", compare="at_most", value=30, level=first, by=owner, at=later(4))
    assert stored() == [("push_to_front", None, "at_least", "72.5"), ("stay", 1, "at_most", "30.0")]
    drop_target(target_id=one.pk, by=owner, at=later(5))
    assert list(targets()) == [("stay", first.pk)]
    told = Event.objects.filter(name="target.changed").order_by("pk")
    assert [(one.data["label"], one.data.get("value", "")) for one in told] == [
        ("Solved without going up", "70.0"), ("Solved without going up", "72.5"),
        ("N1 · Working time per stay (median)", "30.0"), ("Solved without going up", ""),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("figure", "compare", "value", "order"),
    [
        ("happiness", "at_least", "70", None),
        ("push_to_front", "about", "70", None),
        ("push_to_front", "at_least", "101", None),
        ("push_to_front", "at_least", "NaN", None),
        ("push_to_front", "at_least", "many", None),
        ("stay", "at_most", "30", None),
        ("stay", "at_most", "0", 1),
        ("ping_pong", "at_most", "5", 1),
    ],
)
def test_what_makes_no_sense_is_refused(
    desk: Desk, owner: Agent, figure: str, compare: str, value: str, order: int | None
) -> None:
    level = Level.objects.get(order=order) if order else None
    with pytest.raises(BadInput):
        set_target(figure=figure, compare=compare, value=value, level=level, by=owner, at=later(1))


@pytest.mark.django_db
def test_only_who_keeps_settings_sets_and_drops_goals(desk: Desk, owner: Agent) -> None:
    one = set_target(figure="reopened", compare="at_most", value=5, by=owner, at=later(1))
    with pytest.raises(NotAllowed):
        set_target(figure="reopened", compare="at_most", value=9, by=desk.amira, at=later(2))
    with pytest.raises(NotAllowed):
        drop_target(target_id=one.pk, by=desk.amira, at=later(2))
    assert stored() == [("reopened", None, "at_most", "5.0")]


@pytest.mark.parametrize(
    ("figure", "compare", "value", "actual", "verdict"),
    [
        ("push_to_front", "at_least", 70, 70.0, "met"),
        ("push_to_front", "at_least", 70, 65.0, "near"),
        ("push_to_front", "at_least", 70, 64.9, "missed"),
        ("push_to_front", "at_least", 70, None, "unknown"),
        ("ping_pong", "at_most", 5, 5.0, "met"),
        ("ping_pong", "at_most", 5, 8.0, "near"),
        ("ping_pong", "at_most", 5, 12.0, "missed"),
        ("stay", "at_most", 60, 66.0, "near"),
        ("stay", "at_most", 60, 67.0, "missed"),
    ],
)
def test_a_figure_is_met_near_or_missed(
    figure: str, compare: str, value: int, actual: float | None, verdict: str
) -> None:
    assert Target(figure=figure, compare=compare, value=value).verdict(actual) == verdict


@pytest.mark.django_db
def test_a_preset_brings_its_goals_and_takes_them_away(desk: Desk, owner: Agent) -> None:
    set_target(figure="ping_pong", compare="at_most", value=3, by=owner, at=later(1))
    run = apply_preset(preset="isp", language="es", by=owner, at=later(2)).run
    assert stored() == [
        ("ping_pong", None, "at_most", "5.0"),
        ("push_to_front", None, "at_least", "65.0"),
        ("sla_met", None, "at_least", "90.0"),
    ]
    assert run is not None
    undo_preset(run_id=run.pk, by=owner, at=later(3))
    assert stored() == [("ping_pong", None, "at_most", "3.0")]
