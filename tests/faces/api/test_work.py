"""Holding, waiting, resolving, and the ladder, over HTTP."""

from __future__ import annotations

from typing import Any

from escalera.base.people.queries import robot
from escalera.core.ladder.models import Escalation
from escalera.core.tickets import actions
from escalera.core.tickets.actions.keeping_classes import save_category
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.faces.api.program import NOT_FOUND, Program, iso, named

PACKET: dict[str, Any] = {
    **dict.fromkeys(("summary", "symptom", "service", "tried", "evidence", "question", "promise"), ""),
    "own": {},
}


def state(desk: Desk, number: int, **change: Any) -> dict[str, Any]:
    """The whole state of a fresh ticket of Farid's that Amira holds, as of now."""
    ticket = Ticket.objects.get(pk=number)
    amira = named(desk.amira)
    return {
        "id": number, "subject": "No internet", "status": "open", "is_open": True, "kind": "incident", "priority": 2,
        "category": None, "impact": None, "urgency": None, "language": "", "wait_reason": "", "bounces": 0,
        "channel": "email", "level": {"order": 1, "name": desk.front.level.name}, "team": named(desk.front),
        "requester": named(desk.farid), "organization": None, "owner": amira, "assignee": amira,
        "opened_at": iso(NOON), "updated_at": iso(ticket.updated_at), "customer_waits_since": iso(NOON),
        "due_at": None, "promised_at": None, "resolved_at": None, "reopened": 0, **change,
    }  # fmt: skip


def offer(desk: Desk, number: int, **change: Any) -> dict[str, Any]:
    """The whole escalation that Amira made."""
    one = Escalation.objects.get(ticket=number)
    return {
        "id": one.pk, "ticket": number, "kind": "functional", "state": "offered", "from_team": named(desk.front),
        "to_team": named(desk.networks), "vendor": None, "reference": "", "expected_at": None,
        "handover": {**PACKET, "summary": "No carrier", "tried": "Restart"},
        "offered_by": named(desk.amira), "offered_at": iso(one.offered_at), "expires_at": iso(one.expires_at),
        "answered_by": None, "answered_at": None, "answer_reason": "", "code": "", "missing": [], **change,
    }  # fmt: skip


def escalated(desk: Desk) -> tuple[int, int]:
    """Let Amira escalate a fresh ticket; return the numbers of ticket and escalation."""
    number = desk.open().ticket_id
    handover = {"to_team": desk.networks.pk, "summary": "No carrier", "tried": "Restart"}
    status, body = Program(desk.amira).post(f"tickets/{number}/escalations", handover)
    assert (status, body) == (201, offer(desk, number))
    return number, body["id"]


def test_taking_a_ticket(desk: Desk) -> None:
    number = desk.open().ticket_id
    assert Program(desk.amira).post(f"tickets/{number}/take") == (200, state(desk, number))


def test_waiting_and_going_on(desk: Desk) -> None:
    number = desk.open().ticket_id
    program = Program(desk.amira)
    free = {"owner": None, "assignee": None}
    waits = program.post(f"tickets/{number}/wait", {"status": "waiting_vendor"})
    assert waits == (200, state(desk, number, status="waiting_vendor", wait_reason="vendor", **free))
    goes_on = program.post(f"tickets/{number}/wait", {"status": "open"})
    assert goes_on == (200, state(desk, number, **free))


def test_waiting_for_nobody_known(desk: Desk) -> None:
    number = desk.open().ticket_id
    detail = "A ticket can wait for the customer, for colleagues or for a vendor."
    answer = Program(desk.amira).post(f"tickets/{number}/wait", {"status": "waiting_godot"})
    assert answer == (422, {"error": "bad_input", "detail": detail})


def test_resolving_and_reopening(desk: Desk) -> None:
    number = desk.open().ticket_id
    program = Program(desk.amira)
    status, body = program.post(f"tickets/{number}/resolution")
    resolved = {"status": "resolved", "is_open": False, "customer_waits_since": None}
    assert (status, body) == (200, state(desk, number, **resolved, resolved_at=body["updated_at"]))
    assert program.delete(f"tickets/{number}/resolution") == (
        200, state(desk, number, customer_waits_since=None, reopened=1),
    )  # fmt: skip


def test_resolving_twice_is_refused(desk: Desk) -> None:
    number = desk.open().ticket_id
    actions.resolve(ticket_id=number, by=desk.amira, at=later(1))
    answer = Program(desk.amira).post(f"tickets/{number}/resolution")
    assert answer == (409, {"error": "cannot_resolve", "detail": "The ticket is already resolved."})


def test_accepting_an_escalation(desk: Desk) -> None:
    number, escalation = escalated(desk)
    status, body = Program(desk.bruno).post(f"escalations/{escalation}/accept")
    accepted = {"state": "accepted", "answered_by": named(desk.bruno), "answered_at": body["answered_at"]}
    assert (status, body) == (200, offer(desk, number, **accepted))
    assert Ticket.objects.get().assignee == desk.bruno


def test_rejecting_an_escalation(desk: Desk) -> None:
    number, escalation = escalated(desk)
    status, body = Program(desk.bruno).post(f"escalations/{escalation}/reject", {"reason": "Not ours."})
    rejected = {"state": "rejected", "answered_by": named(desk.bruno), "answered_at": body["answered_at"]}
    assert (status, body) == (200, offer(desk, number, **rejected, answer_reason="Not ours.", code="other"))
    assert Ticket.objects.get().team == desk.front


def test_sending_back(desk: Desk) -> None:
    number, escalation = escalated(desk)
    bruno = Program(desk.bruno)
    bruno.post(f"escalations/{escalation}/accept")
    desk.bruno.teams.add(desk.front)  # so that he still sees it afterwards
    answer = bruno.post(f"tickets/{number}/returns", {"reason": "Ask for the model."})
    assert answer == (200, state(desk, number, bounces=1))


def test_sending_back_what_nobody_sent(desk: Desk) -> None:
    number = desk.open().ticket_id
    detail = "Nobody below sent this ticket here, so it can't be sent back."
    answer = Program(desk.amira).post(f"tickets/{number}/returns", {"reason": "x"})
    assert answer == (409, {"error": "cannot_return", "detail": detail})


def test_escalating_downwards_or_nowhere(desk: Desk) -> None:
    number = desk.open().ticket_id
    program = Program(desk.amira)
    down = program.post(f"tickets/{number}/escalations", {"to_team": desk.sales.pk, "summary": "x"})
    detail = "Sales is not above N1: escalate upwards, or send back."
    assert down == (409, {"error": "cannot_escalate", "detail": detail})
    nowhere = program.post(f"tickets/{number}/escalations", {"to_team": 1_000_000_000, "summary": "x"})
    assert nowhere == (422, {"error": "bad_input", "detail": "There is no team 1000000000."})
    empty = program.post(f"tickets/{number}/escalations", {"to_team": desk.networks.pk, "summary": " "})
    detail = "Write a hand-over: what is wrong, and what you found."
    assert empty == (422, {"error": "bad_input", "detail": detail})


def test_only_the_asked_team_answers(desk: Desk) -> None:
    _, escalation = escalated(desk)
    detail = f"Only {desk.networks.name} can answer this escalation."
    for answer in ("accept", "reject"):
        assert Program(desk.chen).post(f"escalations/{escalation}/{answer}", {"reason": "x"}) == NOT_FOUND
        refused = Program(desk.amira).post(f"escalations/{escalation}/{answer}", {"reason": "x"})
        assert refused == (409, {"error": "cannot_answer", "detail": detail})


def test_answering_twice_is_refused(desk: Desk) -> None:
    _, escalation = escalated(desk)
    bruno = Program(desk.bruno)
    bruno.post(f"escalations/{escalation}/accept")
    answer = bruno.post(f"escalations/{escalation}/reject", {"reason": "x"})
    detail = "This escalation is not open any more: accepted."
    assert answer == (409, {"error": "cannot_answer", "detail": detail})


def test_closing_cancelling_and_classifying(desk: Desk) -> None:
    number, other = desk.open().ticket_id, desk.open().ticket_id
    made = save_category(name="Wi-Fi", by=robot(), at=NOON)
    program = Program(desk.amira)
    status, body = program.patch(
        f"tickets/{number}/classification", {"category": made.key, "impact": 1, "urgency": 2}
    )
    category = {"key": "wi-fi", "name": "Wi-Fi"}
    assert (status, body["category"], body["impact"], body["urgency"], body["priority"]) == (200, category, 1, 2, 3)
    status, body = program.patch(f"tickets/{number}/classification", {"category": None})
    assert (status, body["category"], body["impact"]) == (200, None, 1)
    assert program.post(f"tickets/{number}/closing")[0] == 409
    program.post(f"tickets/{number}/resolution")
    assert program.post(f"tickets/{number}/closing")[1]["status"] == "closed"
    assert program.post(f"tickets/{other}/cancellation", {"reason": "Twice"})[1]["status"] == "cancelled"


def test_rejecting_because_information_is_missing(desk: Desk) -> None:
    _number, escalation = escalated(desk)
    code = {"code": "missing_information", "missing": ["service"]}
    status, body = Program(desk.bruno).post(f"escalations/{escalation}/reject", code)
    assert (status, body["code"], body["missing"], body["state"]) == (200, *code.values(), "rejected")


def test_a_wait_with_a_reason(desk: Desk) -> None:
    number = desk.open().ticket_id
    answer = Program(desk.amira).post(f"tickets/{number}/wait", {"status": "waiting_vendor", "reason": "parts"})
    assert (answer[0], answer[1]["wait_reason"]) == (200, "parts")
