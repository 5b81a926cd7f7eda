"""What the API says of itself, and whether it keeps to it."""

from __future__ import annotations

import pytest
from django.test import Client

from escalera.base.people.models import Level, Team
from escalera.core.ladder.models import Escalation
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from escalera.faces.api import outputs
from tests.cast import Desk, later
from tests.faces.api.program import Program
from tests.faces.api.test_work import escalated


def test_the_levels_from_the_lowest(desk: Desk) -> None:
    expected = [
        {"order": one.order, "code": f"N{one.order}", "name": one.name, "accept_within_min": one.accept_within_min}
        for one in Level.objects.order_by("order")
    ]
    assert Program(desk.amira, "ladder").get("levels") == (200, expected)
    assert [one["order"] for one in expected] == [1, 2, 3, 4]


def test_the_teams_from_the_lowest_level(desk: Desk) -> None:
    expected = [
        {
            "id": one.pk,
            "name": one.name,
            "level": {"order": one.level.order, "name": one.level.name},
            "is_entrance": one.is_entrance,
        }
        for one in Team.objects.select_related("level").order_by("level__order", "name")
    ]
    assert Program(desk.amira, "ladder").get("teams") == (200, expected)


def test_answers_are_what_the_description_says(desk: Desk) -> None:
    number, escalation = escalated(desk)
    actions.note(ticket_id=number, content=Content("Yes."), by=desk.sara, at=later(9))
    program = Program(desk.sara)
    outputs.TicketOut.model_validate(program.get(f"tickets/{number}")[1])
    outputs.TicketPage.model_validate(program.get("tickets")[1])
    outputs.MessagePage.model_validate(program.get(f"tickets/{number}/messages")[1])
    outputs.EscalationOut.model_validate(program.post(f"escalations/{escalation}/accept")[1])
    outputs.TicketState.model_validate(program.post(f"tickets/{number}/take")[1])
    new = {"requester": {"email": "a@b.example"}, "text": "x"}
    outputs.Opened.model_validate(program.post("tickets", new)[1])
    assert Escalation.objects.get().state == "accepted"


def test_the_description_is_openapi_3_1(client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    assert (document["openapi"], document["info"]["title"], document["info"]["version"]) == (
        "3.1.0",
        "Escalera",
        "1.0.0",
    )
    told = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert told == {
        ("get", "/api/tickets"), ("post", "/api/tickets"), ("get", "/api/tickets/{number}"),
        ("get", "/api/tickets/{number}/messages"), ("get", "/api/tickets/{number}/attachments/{attachment}"),
        ("post", "/api/tickets/{number}/replies"), ("post", "/api/tickets/{number}/notes"),
        ("post", "/api/tickets/{number}/take"), ("post", "/api/tickets/{number}/wait"),
        ("post", "/api/tickets/{number}/resolution"), ("delete", "/api/tickets/{number}/resolution"),
        ("post", "/api/tickets/{number}/escalations"), ("post", "/api/tickets/{number}/returns"),
        ("post", "/api/escalations/{number}/accept"), ("post", "/api/escalations/{number}/reject"),
        ("post", "/api/tickets/{number}/closing"), ("post", "/api/tickets/{number}/cancellation"),
        ("patch", "/api/tickets/{number}/classification"), ("get", "/api/levels"), ("get", "/api/teams"),
        ("get", "/api/procedures"), ("post", "/api/procedures"), ("get", "/api/procedures/{number}"),
        ("patch", "/api/procedures/{number}"), ("post", "/api/procedures/{number}/archive"),
        ("delete", "/api/procedures/{number}/archive"), ("get", "/api/procedures/{number}/draft"),
        ("put", "/api/procedures/{number}/draft"), ("post", "/api/procedures/{number}/versions"),
        ("get", "/api/tickets/{number}/procedures"), ("get", "/api/tickets/{number}/runs"),
        ("post", "/api/tickets/{number}/runs"), ("get", "/api/runs/{number}"), ("post", "/api/runs/{number}/answers"),
        ("post", "/api/runs/{number}/back"), ("post", "/api/runs/{number}/pause"),
        ("delete", "/api/runs/{number}/pause"), ("put", "/api/runs/{number}/holder"),
        ("post", "/api/runs/{number}/stop"), ("post", "/api/runs/{number}/diagnostics"),
        ("post", "/api/runs/{number}/remarks"),
        ("post", "/api/assistant/messages"), ("post", "/api/assistant/introductions"),
        ("get", "/api/channels"), ("get", "/api/channels/{number}"), ("get", "/api/deliveries"),
        ("post", "/api/deliveries/{number}/resend"),
    }  # fmt: skip


@pytest.mark.django_db
def test_the_page_for_people_names_every_endpoint(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    paths = client.get("/api/openapi.json").json()["paths"]
    assert [path for path in paths if f"<code>{path}</code>" not in page] == []
