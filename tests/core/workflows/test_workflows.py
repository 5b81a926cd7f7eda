"""How segments are served: drafted, published, obeyed, brought back, and looked at beforehand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent
from escalera.base.people.actions.segments import save_segment
from escalera.base.people.models import Agent, Level, Organization, Segment
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.workflows import actions
from escalera.core.workflows.choices import PARTS
from escalera.core.workflows.flow import EVERYTHING, Flow
from escalera.core.workflows.models import WorkflowVersion
from escalera.core.workflows.preview import preview
from escalera.core.workflows.queries import flow_for, published_of, versions_of, workflow_of
from tests.cast import NOON, Desk, later


@pytest.fixture
def owner(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


@pytest.fixture
def gold(owner: Agent) -> Segment:
    return save_segment(name="Gold", may_ask_higher=False, by=owner, at=NOON)


def levels(*orders: int) -> list[int]:
    return list(Level.objects.filter(order__in=orders).values_list("pk", flat=True))


def put(segment: Segment | None, by: Agent, minute: int = 1, **data: Any) -> WorkflowVersion:
    key = segment.pk if segment else None
    actions.save_draft(segment_id=key, data=data, by=by, at=later(minute))
    return actions.publish(segment_id=key, by=by, at=later(minute))


def begun_at(desk: Desk, **change: Any) -> str:
    return desk.open(**change).ticket.team.name


def test_only_who_may_change_settings_drafts_publishes_and_brings_back(desk: Desk, gold: Segment) -> None:
    for action, more in (
        (actions.save_draft, {"data": {}}), (actions.publish, {}), (actions.restore, {"number": 1}),
        (actions.drop_draft, {}), (actions.switch_off, {}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            action(segment_id=gold.pk, by=desk.sara, at=NOON, **more)


def test_a_draft_is_not_obeyed(desk: Desk, owner: Agent, gold: Segment) -> None:
    actions.save_draft(segment_id=gold.pk, data={"path": levels(2, 3)}, by=owner, at=NOON)
    assert flow_for(gold.pk) == EVERYTHING
    version = actions.publish(segment_id=gold.pk, by=owner, at=NOON)
    assert (version.number, flow_for(gold.pk).path) == (1, tuple(levels(2, 3)))


def test_a_segment_without_its_own_is_served_by_the_default_one(desk: Desk, owner: Agent, gold: Segment) -> None:
    other = save_segment(name="Standard", may_ask_higher=False, by=owner, at=NOON)
    put(None, owner, survey="csat")
    put(gold, owner, survey="nps")
    assert [flow_for(key).survey for key in (gold.pk, other.pk, None)] == ["nps", "csat", "csat"]
    actions.switch_off(segment_id=gold.pk, by=owner, at=later(2))
    assert flow_for(gold.pk).survey == "csat"


def test_gold_starts_on_its_first_level(desk: Desk, owner: Agent, gold: Segment) -> None:
    put(gold, owner, path=levels(3, 2))
    assert begun_at(desk) == desk.front.name
    desk.farid.segment = gold
    desk.farid.save()
    assert begun_at(desk, team=desk.front) == desk.networks.name
    assert begun_at(desk, team=desk.experts) == desk.experts.name  # chosen, and on the path
    assert begun_at(desk, team=desk.front, by=desk.amira) == desk.front.name  # written down there on purpose


def test_a_company_gives_its_people_its_segment(desk: Desk, owner: Agent, gold: Segment) -> None:
    put(gold, owner, path=levels(2))
    desk.farid.organization = Organization.objects.create(name="Customer", segment=gold)
    desk.farid.save()
    ticket = desk.open().ticket
    assert (ticket.segment_id, ticket.team) == (gold.pk, desk.networks)


def test_an_entrance_takes_what_comes_to_the_companys(desk: Desk, owner: Agent) -> None:
    put(None, owner, entrance=desk.sales.pk)
    assert begun_at(desk) == "Sales"


def test_hidden_statuses_look_like_shown_ones(desk: Desk, owner: Agent) -> None:
    put(None, owner, hidden=["waiting_internal", "new"], statuses={"open": "  En  marcha "})
    flow = flow_for(None)
    words = {status: flow.words_for(status) for status in ("new", "open", "waiting_internal", "resolved")}
    assert words == {"new": "En marcha", "open": "En marcha", "waiting_internal": "En marcha", "resolved": ""}


@pytest.mark.parametrize(
    "data",
    [
        {"magic": 1}, {"path": [999]}, {"forms": [999]}, {"entrance": 999}, {"channels": ["pigeon"]},
        {"survey": "tea"}, {"tone": "rude"}, {"routing": "chance"}, {"hidden": ["open"]}, {"statuses": {"gone": "x"}},
        {"statuses": {"open": "x" * 61}}, {"greeting": "x" * 601}, {"statuses": 5}, {"path": "ab"},
    ],
)  # fmt: skip
def test_what_cannot_be_obeyed_is_refused(desk: Desk, owner: Agent, data: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        actions.save_draft(segment_id=None, data=data, by=owner, at=NOON)


def test_tickets_begin_on_the_path(desk: Desk, owner: Agent) -> None:
    with pytest.raises(BadInput, match="does not stand on the path"):
        actions.save_draft(segment_id=None, data={"path": levels(2), "entrance": desk.front.pk}, by=owner, at=NOON)


def test_versions_are_kept_and_one_comes_back_as_a_new_one(desk: Desk, owner: Agent, gold: Segment) -> None:
    put(gold, owner, survey="csat")
    put(gold, owner, 2, survey="nps")
    actions.restore(segment_id=gold.pk, number=1, by=owner, at=later(3))
    found = workflow_of(gold.pk)
    told = [(one.number, one.data["survey"], one.by, one.restored) for one in versions_of(found)]
    assert told == [(3, "csat", owner, 1), (2, "nps", owner, None), (1, "csat", owner, None)]
    assert published_of(found) == {**PARTS, "survey": "csat"}
    said = [event.fact.sentence("Olga") for event in Event.objects.filter(name="workflow.published").order_by("id")]
    assert said == [
        "Olga published version 1 of the workflow of Gold",
        "Olga published version 2 of the workflow of Gold",
        "Olga brought version 1 of the workflow of Gold back",
    ]


def test_nothing_new_is_not_published(desk: Desk, owner: Agent) -> None:
    put(None, owner, survey="csat")
    for prepare in (
        lambda: None,
        lambda: actions.save_draft(segment_id=None, data={"survey": "csat"}, by=owner, at=NOON),
    ):
        prepare()
        with pytest.raises(actions.NothingToPublish):
            actions.publish(segment_id=None, by=owner, at=NOON)


def test_the_preview_says_what_would_have_gone_elsewhere(desk: Desk, owner: Agent, gold: Segment) -> None:
    desk.farid.segment = gold
    desk.farid.save()
    mine = [desk.open(at=later(minute)).ticket for minute in range(3)]
    desk.open(requester=desk.eve)
    draft = Flow(path=tuple(levels(2, 3)), statuses={"new": "Recibido"})
    looked = preview(gold.pk, draft, by=owner, since=NOON - timedelta(days=1), until=later(60))
    told = {one.heading: (one.count, one.examples[0].words) for one in looked.differences}
    assert told == {
        "They would have begun elsewhere": (
            3, f"with {desk.networks.name} (N2) in place of {desk.front.name} (N1)",
        ),
        "They stand, or ended, on a level that the path leaves out": (3, "N1"),
        "Customers would read other words for how it stands": (3, "Recibido"),
    }  # fmt: skip
    assert (looked.tickets, looked.differing) == (3, 3)
    assert {one.number for one in looked.differences[0].examples} == {one.pk for one in mine}


def test_a_flow_costs_one_look_up(desk: Desk, owner: Agent, gold: Segment, django_assert_num_queries: Any) -> None:
    put(gold, owner, survey="csat")
    flow_for(gold.pk)
    with django_assert_num_queries(1):
        assert flow_for(gold.pk).survey == "csat"
