"""The portal as a customer's segment has it: its forms, its words for how things stand, its steps, its channels."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from escalera.base.people.actions import add_agent
from escalera.base.people.actions.segments import save_segment
from escalera.base.people.models import Agent, Level, Segment
from escalera.core.deeds.variables import fill, values_for
from escalera.core.ladder.policies import may_ask_higher
from escalera.core.tickets.actions.keeping import save_form
from escalera.core.tickets.links import follow_key
from escalera.core.tickets.models import Ticket
from escalera.core.workflows import actions
from escalera.core.workflows.queries import flow_for
from escalera.faces.portal.contact.asking import subjects
from escalera.faces.portal.words import ladder_steps, state_words
from tests.cast import NOON, Desk


@pytest.fixture
def owner(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


@pytest.fixture
def gold(desk: Desk, owner: Agent) -> Segment:
    segment = save_segment(name="Gold", may_ask_higher=False, by=owner, at=NOON)
    desk.farid.segment = segment
    desk.farid.save()
    return segment


def put(segment: Segment | None, by: Agent, **data: Any) -> None:
    key = segment.pk if segment else None
    actions.save_draft(segment_id=key, data=data, by=by, at=NOON)
    actions.publish(segment_id=key, by=by, at=NOON)


def page_of(ticket: Ticket) -> str:
    return Client().get(f"/t/{follow_key(ticket.pk)}/", headers={"accept-language": "en"}).content.decode()


def test_only_the_forms_of_the_segment_are_offered(desk: Desk, owner: Agent, gold: Segment) -> None:
    forms = [save_form(name=name, kind="request", fields=[], public=True, by=owner, at=NOON) for name in "ABC"]
    put(gold, owner, forms=[forms[1].pk])
    assert [one.name for one in subjects(flow_for(gold.pk))] == ["B"]
    assert [one.name for one in subjects(flow_for(None))] == ["A", "B", "C"]


def test_a_portal_that_takes_no_requests_says_by_which_ways_they_are_taken(desk: Desk, owner: Agent) -> None:
    put(None, owner, channels=["phone"])
    sent = Client().post(
        "/help/contact/", {"text": "Hello", "email": "a@b.example", "name": "A"}, headers={"accept-language": "en"}
    )
    assert (sent.status_code, Ticket.objects.count()) == (422, 0)
    assert "Your requests are not taken here, but by: telephone." in sent.content.decode()


@pytest.mark.parametrize(
    ("own_workflow", "flag", "may"),
    [(None, True, True), (None, False, False), (True, False, True), (False, True, False)],
)
def test_a_segments_own_workflow_says_whether_higher_may_be_asked_for(
    desk: Desk, owner: Agent, gold: Segment, own_workflow: bool | None, flag: bool, may: bool
) -> None:
    save_segment(name="Gold", may_ask_higher=flag, segment_id=gold.pk, by=owner, at=NOON)
    put(None, owner, may_ask_higher=False, survey="csat")
    if own_workflow is not None:
        put(gold, owner, may_ask_higher=own_workflow)
    assert may_ask_higher(desk.open().ticket) is may


def test_replies_speak_in_the_tone_of_the_segment(desk: Desk, owner: Agent, gold: Segment) -> None:
    desk.farid.language = "en"
    desk.farid.save()
    told = []
    for data in (
        {"tone": "near"}, {"tone": "formal"}, {"greeting": "Señora {cliente}:", "signature": "{agente}, {empresa}"},
    ):  # fmt: skip
        put(gold, owner, **data)
        told.append(fill("{saludo} … {closing}", values_for(desk.open().ticket, desk.amira, "Acme")))
    assert told == [
        "Hello, Farid: … Kind regards,\nAmira",
        "Dear Farid Haddad: … Yours sincerely,\nAmira",
        "Señora Farid Haddad: … Amira, Acme",
    ]


def test_the_customer_reads_the_segments_words_and_its_steps(desk: Desk, owner: Agent, gold: Segment) -> None:
    path = list(Level.objects.filter(order__in=(2, 3)).values_list("pk", flat=True))
    put(gold, owner, path=path, statuses={"new": "Un especialista lo tiene"})
    ticket = desk.open(team=desk.front).ticket
    flow = flow_for(gold.pk)
    assert state_words(ticket, flow) == "Un especialista lo tiene"
    assert [step.code for step in ladder_steps(ticket, NOON, flow)] == ["N2", "N3"]
    assert "Un especialista lo tiene" in page_of(ticket)
