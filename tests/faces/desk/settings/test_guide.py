from __future__ import annotations

import pytest
from django.test import Client

from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent, found_company
from escalera.base.people.models import Agent
from escalera.base.settings.models import Company
from escalera.core.tickets.actions import Content, reply, take
from escalera.core.tickets.models import Ticket
from tests.cast import NOON
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts


@pytest.fixture
def olga(db: None) -> Agent:
    teams = found_company(at=NOON).teams
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=teams[:1])


@pytest.fixture
def owner(olga: Agent, enter: Enter) -> Client:
    return enter(olga)


def states(owner: Client) -> list[str]:
    page = owner.get("/desk/guide/")
    return [str(one.attributes["data-state"]) for one in node(page, "#guide").css(".guide-step")]


def test_the_guide_leads_from_an_empty_desk_to_the_first_answer(owner: Client, olga: Agent) -> None:
    assert states(owner) == ["now", "later", "later", "later", "later"]
    owner.post("/desk/guide/company/", {"name": "Telecom", "colored": "on", "color": "#0a5c8f"})
    assert (Company.get().name, Company.get().color) == ("Telecom", "#0a5c8f")
    assert states(owner) == ["done", "now", "later", "later", "later"]
    owner.post("/desk/guide/people/", {"state": "done"})
    owner.post("/desk/guide/mailbox/", {"state": "skipped"})
    assert states(owner) == ["done", "done", "skipped", "now", "later"]
    owner.post("/desk/guide/test-ticket/")
    owner.post("/desk/guide/test-ticket/")
    ticket = Ticket.objects.get()
    assert states(owner) == ["done", "done", "skipped", "done", "now"]
    take(ticket_id=ticket.pk, by=olga, at=NOON)
    reply(ticket_id=ticket.pk, content=Content("Solved."), by=olga, at=NOON)
    assert states(owner) == ["done", "done", "skipped", "done", "done", "over"]


def test_a_step_can_be_opened_again_and_the_guide_put_away(owner: Client) -> None:
    owner.post("/desk/guide/company/", {"name": "Telecom"})
    assert texts(owner.get("/desk/guide/?step=company"), ".guide-step[data-state=now] h2") == ["Your company"]
    answer = owner.post("/desk/guide/guide/", {"state": "skipped"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert Event.objects.filter(name="guide.moved", data__step="guide").count() == 1


def test_the_part_alone_equals_the_part_of_a_fresh_page(owner: Client) -> None:
    owner.post("/desk/guide/company/", {"name": "Telecom"})
    owner.post("/desk/guide/test-ticket/")
    part = owner.get("/desk/guide/", headers={"hx-request": "true", "hx-target": "guide"})
    whole = owner.get("/desk/guide/")
    strip = [" ".join((node(one, "#guide").text(separator=" ")).split()) for one in (part, whole)]
    assert strip[0] == strip[1]


def test_a_refused_name_stays_on_the_step(owner: Client) -> None:
    answer = owner.post("/desk/guide/company/", {"name": ""})
    assert answer.status_code == 422
    assert states(owner)[0] == "now"
