"""Proposals beside a ticket, and the settings of triage."""

from __future__ import annotations

import pytest

from escalera.base.jobs.models import Job
from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent
from escalera.core.tickets.models import Category, Ticket
from escalera.core.triage.actions import read_tickets
from escalera.core.triage.choices import Fate, Tone
from escalera.core.triage.models import FieldPolicy, Proposal, Signal, TriageModel
from escalera.faces.live.hints import hints_of
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.test_suggestions import texts

pytestmark = pytest.mark.django_db


def proposed(desk: Desk) -> tuple[int, Category]:
    number = desk.open().ticket_id
    line = Category.objects.create(key="linea", name="Línea")
    Proposal.objects.create(ticket_id=number, field="category", value=str(line.pk), confidence=0.914, at=NOON)
    Signal.objects.create(ticket_id=number, urgency=2, phrases=[["outage", "No internet"]], tone=Tone.UPSET)
    return number, line


def test_one_click_takes_what_is_proposed(desk: Desk, enter: Enter) -> None:
    number, line = proposed(desk)
    client = enter(desk.amira)
    page = client.get(f"/desk/tickets/{number}/proposals/")
    assert (texts(page, ".suggest b"), texts(page, ".suggest .num")) == (["Línea"], ["91 % sure"])
    assert texts(page, ".chip") == ["nothing works: “No internet”", "sounds upset"]
    client.post(f"/desk/tickets/{number}/proposals/category/")
    assert Ticket.objects.get(pk=number).category == line
    assert texts(client.get(f"/desk/tickets/{number}/proposals/"), ".suggest") == []
    again = client.post(f"/desk/tickets/{number}/proposals/category/")
    assert (again.status_code, texts(again, "[role=alert]")) == (409, ["This proposal has its answer already."])


def test_no_is_an_answer_too(desk: Desk, enter: Enter) -> None:
    number, _line = proposed(desk)
    enter(desk.amira).post(f"/desk/tickets/{number}/proposals/category/", {"no": "1"})
    assert (Ticket.objects.get(pk=number).category, Proposal.objects.get().fate) == (None, Fate.DISMISSED)


def test_whoever_does_not_see_the_ticket_sees_no_proposal(desk: Desk, enter: Enter) -> None:
    number, _line = proposed(desk)
    client = enter(desk.chen)
    assert client.get(f"/desk/tickets/{number}/proposals/").status_code == 404
    assert client.post(f"/desk/tickets/{number}/proposals/category/").status_code == 404


def test_settings_say_how_far_each_field_goes(desk: Desk, enter: Enter) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=[])
    client = enter(owner)
    page = client.get("/desk/settings/triage/")
    assert texts(page, "form.box h2") == ["Category", "Kind", "Priority", "Level", "Team"]
    client.post("/desk/settings/triage/category/", {"mode": "apply", "threshold": "85"})
    kept = FieldPolicy.objects.get(field="category")
    assert (kept.mode, kept.threshold) == ("apply", 0.85)
    refused = client.post("/desk/settings/triage/level/", {"mode": "apply", "threshold": "85"})
    assert refused.status_code == 422
    assert client.post("/desk/settings/triage/kind/", {"mode": "apply", "threshold": "x"}).status_code == 422
    client.post("/desk/settings/triage/lesson/")
    assert Job.objects.filter(task__endswith="triage.tasks.learn").count() == 1


def test_settings_are_for_who_may_change_them(desk: Desk, enter: Enter) -> None:
    assert enter(desk.amira).get("/desk/settings/triage/").status_code == 403
    assert enter(desk.amira).post("/desk/settings/triage/lesson/").status_code == 403


def test_settings_say_from_where_on_it_is_right(desk: Desk, enter: Enter) -> None:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=[])
    figures = {"accuracy": 0.912, "majority": 0.3, "rule": 0.41, "covered": 0.634}
    TriageModel.objects.create(field="category", number=1, state="live", gate=0.871, figures=figures, at=NOON)
    page = enter(owner).get("/desk/settings/triage/")
    assert texts(page, "form.box .facts dt") == [
        "Learned", "Always the most frequent", "Rule of words", "Right 19 times of 20 from", "Tickets of which it is so sure",
    ]  # fmt: skip
    assert texts(page, "form.box .facts dd") == ["91 %", "30 %", "41 %", "88 % sure", "63 %"]


def test_what_triage_finds_reaches_open_pages(desk: Desk) -> None:
    number = desk.open("Fraude", "Me robaron la tarjeta, es un fraude.").ticket_id
    read_tickets(numbers=[number], at=NOON)
    (hint,) = hints_of(list(Event.objects.filter(name="triage.read")))
    assert hint.topics[:2] == [f"ticket-{number}", "queue"]  # what the part beside the ticket listens to
