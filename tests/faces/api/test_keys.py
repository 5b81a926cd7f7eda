"""Who gets in, and for what."""

from __future__ import annotations

import pytest
from django.test import Client

from escalera.base.people.models import Agent, Role, Token
from tests.cast import NOON, Desk
from tests.faces.api.program import NOT_FOUND, Program

NEEDED = [
    ("get", "tickets", "tickets:read"),
    ("get", "tickets/1", "tickets:read"),
    ("get", "tickets/1/messages", "tickets:read"),
    ("get", "tickets/1/attachments/1", "tickets:read"),
    ("post", "tickets", "tickets:write"),
    ("post", "tickets/1/replies", "tickets:write"),
    ("post", "tickets/1/notes", "tickets:write"),
    ("post", "tickets/1/take", "tickets:write"),
    ("post", "tickets/1/wait", "tickets:write"),
    ("post", "tickets/1/resolution", "tickets:write"),
    ("delete", "tickets/1/resolution", "tickets:write"),
    ("post", "tickets/1/escalations", "ladder"),
    ("post", "tickets/1/returns", "ladder"),
    ("post", "escalations/1/accept", "ladder"),
    ("post", "escalations/1/reject", "ladder"),
]
UNAUTHORIZED = (401, {"error": "unauthorized", "detail": "Send a valid token: “Authorization: Bearer esc_…”."})


@pytest.mark.parametrize(("method", "path", "scope"), NEEDED)
def test_an_endpoint_is_closed_to_a_token_without_its_scope(desk: Desk, method: str, path: str, scope: str) -> None:
    others = {"tickets:read", "tickets:write", "ladder"} - {scope}
    answer = getattr(Program(desk.amira, *others), method)(path)
    assert answer == (403, {"error": "scope_missing", "detail": f"This token lacks the scope “{scope}”."})


@pytest.mark.parametrize(("method", "path"), [(m, p) for m, p, _ in NEEDED] + [("get", "teams"), ("get", "levels")])
def test_nobody_gets_in_without_a_token(desk: Desk, method: str, path: str) -> None:
    assert getattr(Program(None), method)(path) == UNAUTHORIZED


def test_a_refusal_says_how_to_authenticate(desk: Desk) -> None:
    response = Program(None).client.get("/api/teams")
    assert (response["WWW-Authenticate"], response["Content-Type"]) == ("Bearer", "application/problem+json")


def test_a_revoked_token_is_no_token(desk: Desk) -> None:
    program = Program(desk.amira)
    Token.objects.update(revoked_at=NOON)
    assert program.get("teams") == UNAUTHORIZED


def test_the_token_of_somebody_who_left_is_no_token(desk: Desk) -> None:
    program = Program(desk.amira)
    Agent.objects.filter(pk=desk.amira.pk).update(is_active=False)
    assert program.get("teams") == UNAUTHORIZED


def test_another_teams_agent_finds_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    omar = Program(desk.omar)
    asked = [
        omar.get(f"tickets/{number}"),
        omar.get(f"tickets/{number}/messages"),
        omar.get(f"tickets/{number}/attachments/1"),
        omar.post(f"tickets/{number}/replies", {"text": "x"}),
        omar.post(f"tickets/{number}/notes", {"text": "x"}),
        omar.post(f"tickets/{number}/take"),
        omar.post(f"tickets/{number}/wait", {"status": "waiting_customer"}),
        omar.post(f"tickets/{number}/resolution"),
        omar.delete(f"tickets/{number}/resolution"),
        omar.post(f"tickets/{number}/escalations", {"to_team": desk.networks.pk, "summary": "x"}),
        omar.post(f"tickets/{number}/returns", {"reason": "x"}),
    ]
    assert asked == [NOT_FOUND] * len(asked)
    assert omar.get("tickets") == (200, {"tickets": [], "next": None})


def test_a_reader_may_read_but_not_work(desk: Desk) -> None:
    number = desk.open().ticket_id
    desk.amira.role = Role.objects.create(code="reader", name="Reader", permissions=["tickets.see_all"])
    desk.amira.save()
    program = Program(desk.amira)
    refusal = (403, {"error": "not_allowed", "detail": "Your role can read tickets but not work on them."})
    new = {"requester": {"email": "a@b.example"}, "text": "x"}
    assert program.get(f"tickets/{number}")[0] == 200
    assert [program.post("tickets", new), program.post(f"tickets/{number}/take")] == [refusal, refusal]


def test_a_number_beyond_every_ticket_is_not_found(desk: Desk) -> None:
    assert Program(desk.sara).get(f"tickets/{10**30}") == NOT_FOUND


def test_an_unknown_address_says_so(desk: Desk) -> None:
    detail = "There is no such endpoint. See /api/openapi.json"
    assert Program(desk.sara).get("nothing") == (404, {"error": "not_found", "detail": detail})


def test_even_an_unknown_address_answers_in_the_callers_language() -> None:
    answer = Client().get("/api/nowhere", headers={"Accept-Language": "es"})
    assert answer.json() == {"error": "not_found", "detail": "Esa dirección no existe. Vea /api/openapi.json"}
