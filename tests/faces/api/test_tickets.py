"""Lists, single tickets, new tickets, replies and notes."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from escalera.base.log.models import Event
from escalera.base.people.models import Contact
from escalera.core.channels.models import Delivery
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content, NewFile
from escalera.core.tickets.links import follow_url
from escalera.core.tickets.models import Attachment, Message, Ticket
from tests.cast import NOON, Desk, later
from tests.faces.api.program import Program, iso, named

NEW = {"requester": {"email": "farid@customer.example", "name": "Farid"}, "subject": "Slow", "text": "It is slow."}


def row(desk: Desk, ticket: Ticket) -> dict[str, Any]:
    """The whole line of an untouched ticket of Farid's."""
    return {
        "id": ticket.pk, "subject": ticket.subject, "snippet": "The light is red.", "status": "new",
        "kind": "incident", "priority": 2, "channel": "email", "level": 1, "team": desk.front.name,
        "requester": "Farid Haddad", "organization": None, "assignee": None, "opened_at": iso(ticket.opened_at),
        "updated_at": iso(ticket.updated_at), "customer_waits_since": iso(ticket.opened_at), "due_at": None,
    }  # fmt: skip


def test_the_list_has_the_last_updated_first(desk: Desk) -> None:
    older = desk.open("Older").ticket
    newer = desk.open("Newer", at=later(5)).ticket
    assert Program(desk.amira).get("tickets") == (
        200,
        {"tickets": [row(desk, newer), row(desk, older)], "next": None},
    )


def test_the_list_goes_on_where_the_last_page_ended(desk: Desk) -> None:
    numbers = [desk.open(at=later(n)).ticket_id for n in range(5)]
    program, seen = Program(desk.amira), []
    after: str | None = ""
    while after is not None:
        _, page = program.get("tickets", limit=2, after=after)
        seen += [one["id"] for one in page["tickets"]]
        after = page["next"]
    assert seen == numbers[::-1]


def test_the_list_can_be_narrowed(desk: Desk) -> None:
    mine = desk.open("Mine", "The router hums.").ticket_id
    sold = desk.open("Sales", team=desk.sales, channel="web").ticket_id
    ended = desk.open("Ended").ticket_id
    high = desk.open("High", team=desk.networks).ticket_id
    actions.take(ticket_id=mine, by=desk.sara, at=later(1))
    actions.resolve(ticket_id=ended, by=desk.sara, at=later(2))
    program = Program(desk.sara)

    def numbers(**query: object) -> set[int]:
        return {one["id"] for one in program.get("tickets", **query)[1]["tickets"]}

    assert numbers() == {mine, sold, high}
    assert numbers(team=desk.sales.pk) == {sold}
    assert numbers(level=2) == {high}
    assert numbers(channel="web") == {sold}
    assert numbers(assignee="me") == {mine}
    assert numbers(assignee=desk.sara.pk) == {mine}
    assert numbers(assignee="none") == {sold, high}
    assert numbers(state="ended") == {ended}
    assert numbers(state="all") == {mine, sold, high, ended}
    assert numbers(q="router") == {mine}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"state": "odd"}, "state"),
        ({"assignee": "x"}, "assignee"),
    ],
)
def test_a_list_refuses_what_it_does_not_know(desk: Desk, query: dict[str, object], field: str) -> None:
    status, body = Program(desk.sara).get("tickets", **query)
    assert (status, body["error"], [one["field"] for one in body["fields"]]) == (422, "invalid", [field])


def test_a_list_refuses_a_mark_and_a_level_that_are_none(desk: Desk) -> None:
    program = Program(desk.sara)
    mark = "This page mark is not one of ours. Start from the first page."
    assert program.get("tickets", after="x y") == (422, {"error": "bad_input", "detail": mark})
    assert program.get("tickets", level=9) == (422, {"error": "bad_input", "detail": "There is no level 9."})


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_the_database_three_times(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for n in range(count):
        desk.open(at=later(n))
    program = Program(desk.amira)
    with django_assert_num_queries(3):  # the token, the teams, the rows
        assert len(program.get("tickets")[1]["tickets"]) == count


def test_a_new_ticket_stands_where_it_was_put(desk: Desk) -> None:
    status, body = Program(desk.amira).post(
        "tickets", {**NEW, "team": desk.networks.pk, "kind": "request", "priority": 4}
    )
    ticket = Ticket.objects.get()
    assert (status, body) == (
        201,
        {
            "id": ticket.pk,
            "message": Message.objects.get().pk,
            "status": "new",
            "team": named(desk.networks),
            "level": 2,
            "follow_url": follow_url(ticket.pk),
        },
    )
    assert (ticket.requester, ticket.subject, ticket.kind, ticket.priority, ticket.channel) == (
        desk.farid, "Slow", "request", 4, "api",
    )  # fmt: skip
    assert Event.objects.get(name="ticket.opened").actor == desk.amira.actor


def test_a_new_ticket_comes_to_the_entrance_with_its_files(desk: Desk) -> None:
    file = {"name": "log.txt", "content_type": "text/plain", "content": base64.b64encode(b"lines").decode()}
    _, body = Program(desk.amira).post("tickets", {**NEW, "attachments": [file]})
    assert body["team"] == named(desk.front)
    one = Attachment.objects.get()
    assert (one.name, one.content_type, one.size) == ("log.txt", "text/plain", 5)
    program = Program(desk.amira)
    address = f"/api/tickets/{body['id']}/attachments/{one.pk}"
    got: Any = program.client.get(address, headers={"Authorization": f"Bearer {program.key}"})
    assert b"".join(got.streaming_content) == b"lines"
    assert got["Content-Disposition"] == 'attachment; filename="log.txt"'


def test_a_refused_ticket_leaves_no_contact_behind(desk: Desk) -> None:
    stranger = {"email": "stranger@else.example"}
    status, _ = Program(desk.amira).post("tickets", {**NEW, "requester": stranger, "kind": "wish"})
    assert (status, Contact.objects.filter(identities__address="stranger@else.example").count()) == (422, 0)


def test_the_same_key_makes_one_ticket(desk: Desk) -> None:
    program = Program(desk.amira)
    first = program.post("tickets", NEW, Idempotency_Key="order-7")
    again = program.post("tickets", NEW, Idempotency_Key="order-7")
    assert (first[0], again[0], first[1] == again[1], Ticket.objects.count()) == (201, 200, True, 1)


def test_the_same_key_of_another_program_is_another_key(desk: Desk) -> None:
    made = [Program(desk.amira).post("tickets", NEW, Idempotency_Key="order-7")[0] for _ in range(2)]
    assert (made, Ticket.objects.count()) == ([201, 201], 2)


def test_the_same_key_on_another_ticket_is_another_key(desk: Desk) -> None:
    program = Program(desk.amira)
    numbers = [desk.open().ticket_id, desk.open().ticket_id]
    made = [program.post(f"tickets/{n}/replies", {"text": "Yes."}, Idempotency_Key="k") for n in numbers]
    assert [(status, body["ticket"]) for status, body in made] == [(201, numbers[0]), (201, numbers[1])]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"requester": {"email": "nobody"}}, ["requester.email"]),
        ({"requester": None}, ["requester"]),
        ({"subjet": "typo"}, ["subjet"]),
        ({"channel": "Not A Channel"}, ["channel"]),
        ({"attachments": [{"name": "x"}]}, ["attachments.0.content"]),
    ],
)
def test_a_new_ticket_is_refused_field_by_field(desk: Desk, change: dict[str, Any], fields: list[str]) -> None:
    status, body = Program(desk.amira).post("tickets", {**NEW, **change})
    assert (status, body["error"], body["detail"]) == (422, "invalid", "Some fields are missing or wrong.")
    assert ["body." + f for f in fields] == [_full(one["field"]) for one in body["fields"]]
    assert Ticket.objects.count() == 0


def _full(field: str) -> str:
    return field if field.startswith("body.") else "body." + field


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"text": " "}, "Write something, or attach a file."),
        ({"kind": "wish"}, "Unknown kind “wish”: use incident, request, question, complaint."),
        ({"priority": 9}, "Unknown priority 9: use 1 (low) to 4 (urgent)."),
        ({"team": 10**18}, f"There is no team {10**18}."),
        ({"attachments": [{"name": "x", "content": "%%"}]}, "The file “x” is not valid base64."),
    ],
)
def test_a_new_ticket_is_refused_in_words(desk: Desk, change: dict[str, Any], detail: str) -> None:
    answer = Program(desk.amira).post("tickets", {**NEW, **change})
    assert (answer, Ticket.objects.count()) == ((422, {"error": "bad_input", "detail": detail}), 0)


def test_files_have_a_bound(desk: Desk) -> None:
    file = {"name": "x", "content": "A" * (21 * 1024 * 1024)}
    answer = Program(desk.amira).post("tickets", {**NEW, "attachments": [file]})
    assert answer == (422, {"error": "bad_input", "detail": "The files are too large: at most 15 MB in all."})


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 100_000, b'"\\ud800"', b"\xff\xfe", b'{"text": NaN}', b"1" * 5000 + b"x"]
)
def test_what_is_not_json_is_named_so(desk: Desk, body: bytes) -> None:
    answer = Program(desk.amira).post("tickets", body)
    assert answer == (400, {"error": "malformed_json", "detail": "The body is not valid JSON in UTF-8."})


def test_a_zero_character_does_no_harm(desk: Desk) -> None:
    status, _ = Program(desk.amira).post("tickets", {**NEW, "subject": "a\x00b", "text": "c\x00d"})
    assert (status, Ticket.objects.get().subject, Message.objects.get().text) == (201, "ab", "cd")


def test_a_ticket_is_told_whole(desk: Desk) -> None:
    first = desk.open(content=Content("The light is red.", files=[NewFile("a.txt", "text/plain", b"abc")]))
    number = first.ticket_id
    reply = actions.reply(ticket_id=number, content=Content("Since when?"), by=desk.amira, at=later(2))
    note = actions.note(ticket_id=number, content=Content("Looks like the router."), by=desk.amira, at=later(3))
    delivery = Delivery.objects.filter(message=reply).first()
    file = Attachment.objects.get()
    assert Program(desk.amira).get(f"tickets/{number}") == (
        200,
        {
            "id": number, "subject": "No internet", "status": "open", "is_open": True, "kind": "incident",
            "priority": 2, "category": None, "impact": None, "urgency": None, "language": "", "wait_reason": "",
            "bounces": 0, "channel": "email", "level": {"order": 1, "name": desk.front.level.name},
            "team": named(desk.front), "requester": named(desk.farid), "organization": None,
            "owner": named(desk.amira), "assignee": named(desk.amira), "opened_at": iso(NOON),
            "updated_at": iso(later(3)), "customer_waits_since": None, "due_at": None,
            "promised_at": None, "resolved_at": None, "reopened": 0, "clocks": [],
            "follow_url": follow_url(number),
            "messages": [
                {
                    **said(first, "contact", desk.farid, NOON, "The light is red."),
                    "attachments": [{
                        "id": file.pk, "name": "a.txt", "content_type": "text/plain", "size": 3, "is_inline": False,
                        "url": f"/api/tickets/{number}/attachments/{file.pk}",
                    }],
                },
                {
                    **said(reply, "agent", desk.amira, later(2), "Since when?"),
                    "delivery": delivery and {"state": "queued", "attempts": 0, "sent_at": None, "answer": ""},
                },
                {**said(note, "agent", desk.amira, later(3), "Looks like the router."), "kind": "note", "channel": ""},
            ],
            "next_messages": None,
            "stays": [{
                "team": named(desk.front), "level": 1, "entered_at": iso(NOON), "accepted_at": iso(later(2)),
                "accepted_by": named(desk.amira), "left_at": None, "left_because": "",
            }],
            "escalations": [],
        },
    )  # fmt: skip


def said(message: Message, kind: str, author: Any, at: datetime, text: str) -> dict[str, Any]:
    return {
        "id": message.pk, "ticket": message.ticket_id, "kind": "message", "channel": "email",
        "author": {"kind": kind, **named(author)}, "at": iso(at), "text": text, "html": None, "folded": [],
        "attachments": [], "delivery": None,
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_a_ticket_takes_the_same_queries_however_long(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    number = desk.open().ticket_id
    for n in range(count):
        content = Content("Yes.", files=[NewFile("a", "text/plain", b"a")])
        actions.reply(ticket_id=number, content=content, by=desk.amira, at=later(n))
    program = Program(desk.amira)
    with django_assert_num_queries(7):  # token, ticket, messages, files, stays, escalations, clocks
        assert len(program.get(f"tickets/{number}")[1]["messages"]) == count + 1


def test_messages_come_by_pages(desk: Desk) -> None:
    number = desk.open(text="0").ticket_id
    for n in range(1, 5):
        actions.note(ticket_id=number, content=Content(str(n)), by=desk.amira, at=later(n))
    program, texts = Program(desk.amira), []
    after: int | None = 0
    while after is not None:
        _, page = program.get(f"tickets/{number}/messages", after=after, limit=2)
        texts.append([one["text"] for one in page["messages"]])
        after = page["next"]
    assert texts == [["0", "1"], ["2", "3"], ["4"]]


@pytest.mark.parametrize(("then", "status"), [("", "open"), ("wait", "waiting_customer"), ("resolve", "resolved")])
def test_a_reply_is_told_and_changes_the_state(desk: Desk, then: str, status: str) -> None:
    number = desk.open().ticket_id
    code, body = Program(desk.amira).post(f"tickets/{number}/replies", {"text": "Since when?", "then": then})
    message = Message.objects.latest("id")
    assert code == 201
    assert {**body, "delivery": None} == said(message, "agent", desk.amira, message.at, "Since when?")
    assert Ticket.objects.get().status == status


def test_a_note_stays_inside(desk: Desk) -> None:
    number = desk.open().ticket_id
    program = Program(desk.amira)
    made = [program.post(f"tickets/{number}/notes", {"text": "Hm."}, Idempotency_Key="n1") for _ in range(2)]
    message = Message.objects.get(kind="note")
    expected = {**said(message, "agent", desk.amira, message.at, "Hm."), "kind": "note", "channel": ""}
    assert made == [(201, expected), (200, expected)]


def test_an_empty_reply_is_refused(desk: Desk) -> None:
    number = desk.open().ticket_id
    answer = Program(desk.amira).post(f"tickets/{number}/replies", {"text": ""})
    assert answer == (422, {"error": "bad_input", "detail": "Write something, or attach a file."})


def test_times_are_told_in_utc(desk: Desk) -> None:
    desk.open(at=datetime(2026, 3, 2, 12, 0, 0, 250_000, tzinfo=UTC))
    assert Program(desk.amira).get("tickets")[1]["tickets"][0]["opened_at"] == "2026-03-02T12:00:00.250000Z"
