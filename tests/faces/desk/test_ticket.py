from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from escalera.core.channels.models import Delivery
from escalera.core.ladder.actions import Handover, escalate
from escalera.core.tickets.actions import Content, note, receive_message, reply, resolve, take
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import buttons, node, texts, tree

CountQueries = Callable[[int], AbstractContextManager[Any]]


@pytest.mark.usefixtures("known_model")
@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_page_costs_the_same_whatever_was_said(
    desk: Desk, enter: Enter, count: int, django_assert_num_queries: CountQueries
) -> None:
    number = desk.open().ticket_id
    for n in range(count):
        receive_message(
            ticket_id=number, contact=desk.farid, content=Content(f"Word {n}"), channel="email", at=later(n)
        )
    browser = enter(desk.sara)
    with django_assert_num_queries(13):  # three of them: the ways to the customer, who has mail alone
        page = browser.get(f"/desk/tickets/{number}/")
    assert texts(page, ".message .body") == ["The light is red.", *(f"Word {n}" for n in range(count))]


def test_who_may_not_see_it_finds_nothing(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.omar)
    gets = {
        part: browser.get(f"/desk/tickets/{number}/{part}").status_code
        for part in ("", "parts/", "answers/", "escalations/", "return/")
    }
    posts = {
        part: browser.post(f"/desk/tickets/{number}/{part}").status_code
        for part in (
            "holder/",
            "queue/",
            "resolution/",
            "reopening/",
            "wait/",
            "messages/",
            "escalations/",
            "return/",
        )
    }
    parts = browser.get(f"/desk/tickets/{number}/parts/", headers={"hx-request": "true"})
    assert gets == {"": 404, "parts/": 302, "answers/": 404, "escalations/": 404, "return/": 404}
    assert set(posts.values()) == {404}
    assert (parts.status_code, parts["HX-Retarget"]) == (404, "#work")


def test_the_conversation_stands_in_the_order_in_which_it_happened(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    reply(ticket_id=number, content=Content("Which colour?"), by=desk.amira, at=later(2))
    note(ticket_id=number, content=Content("Looks like MTU."), by=desk.amira, at=later(3))
    escalate(
        ticket_id=number,
        to_team=desk.networks,
        handover=Handover("Drops", "Rebooted", "Check MTU"),
        by=desk.amira,
        at=later(4),
    )
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    sides = [node.attributes["data-side"] for node in tree(page).css(".message")]
    assert sides == ["customer", "agent", "note"]
    lines = texts(page, ".event > div, .message .body")
    assert lines == [
        "The light is red.", "Amira took the ticket", "Which colour?", "Looks like MTU.",
        "Amira escalated from N1 Front line to N2 Specialists What is wrong Drops What was tried Rebooted What is asked Check MTU",
    ]  # fmt: skip


def test_only_what_is_allowed_now_is_offered(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    waits = ["Waiting for the customer", "Waiting for colleagues", "Waiting for a vendor"]
    browser = enter(desk.amira)
    new = buttons(browser.get(f"/desk/tickets/{number}/"))
    take(ticket_id=number, by=desk.amira, at=later(1))
    held = buttons(browser.get(f"/desk/tickets/{number}/"))
    resolve(ticket_id=number, by=desk.amira, at=later(2))
    ended = buttons(browser.get(f"/desk/tickets/{number}/"))
    aside = ["Put aside…", *waits, "Wait with a reason…", "Promise a date…", "Get help…", "Give to…"]
    others = ["Merge…", "Link…", "Split…", "Classify…", "Subject and requester…"]
    assert (new, held, ended) == (
        ["Take", "Escalate", "Resolve", *aside, *others, "This is spam…", "Cancel the ticket…"],
        ["Escalate", "Resolve", *aside, "Put back in the queue", *others, "This is spam…", "Cancel the ticket…"],
        ["Reopen", *others[:3], "Write this up", *others[3:], "Close it for good"],
    )


def test_an_offer_asks_only_those_to_whom_it_was_made(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    escalate(ticket_id=number, to_team=desk.networks, handover=Handover("Drops"), by=desk.amira, at=later(1))
    words = "Amira offers this ticket to N2 Specialists"
    for agent, offered in ((desk.bruno, ["Accept", "Reject…"]), (desk.amira, [])):
        page = enter(agent).get(f"/desk/tickets/{number}/")
        assert texts(page, ".bands b") == [words]
        assert texts(page, ".bands button, .bands a") == offered


def test_hostile_words_are_shown_not_run(desk: Desk, enter: Enter) -> None:
    text = '<script>alert(1)</script> https://a.example/"onmouseover=x'
    number = desk.open("<img src=x onerror=alert(1)>", text).ticket_id
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    thread = node(page, "#thread")
    assert node(page, "#thread .body").text() == text
    assert [a.attributes["href"] for a in thread.css(".body a")] == ["https://a.example/"]
    assert (thread.css("script"), tree(page).css("#head img")) == ([], [])


def test_folded_parts_warnings_and_the_rule_are_there(desk: Desk, enter: Enter) -> None:
    folded = [
        {"kind": "signature", "text": "Farid", "header": ""},
        {"kind": "quote", "text": "> old", "header": "You wrote:"},
    ]
    extra = {
        "rule": "references", "outsider": True, "security": "smime-signed", "forwarded": [{"from": "X", "text": "inner"}],
        "invitations": [{"method": "REQUEST", "summary": "Visit", "starts": "2026-03-05T10:00:00", "ends": None, "location": "Here"}],
    }  # fmt: skip
    number = desk.open(content=Content("Hello", folded=folded, extra=extra)).ticket_id
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    assert texts(page, ".folded summary") == ["Forwarded: X", "Signature", "Quoted text"]
    assert texts(page, ".folded .body") == ["inner", "Farid", "You wrote: > old"]
    assert texts(page, ".invitation") == ["Visit 5 mar 10:00 Here"]
    assert texts(page, ".bubble .notice") == [
        "The sender was not part of this ticket until now: check who they are before you answer."
    ]
    assert texts(page, ".foot details") == ["Why here? It answers a mail that stands on this ticket. Put it right…"]
    assert texts(page, ".message header .chip") == ["Signed · S/MIME", "Forwarded mail"]


def test_a_delivery_says_how_far_it_got(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    message = reply(ticket_id=number, content=Content("Hi"), by=desk.amira, at=later(1))
    browser = enter(desk.amira)
    queued = texts(browser.get(f"/desk/tickets/{number}/"), ".message .foot")
    Delivery.objects.filter(message=message).update(state="failed", answer="550 no such user")
    failed = texts(browser.get(f"/desk/tickets/{number}/"), ".message .foot")
    delivery = Delivery.objects.get(message=message)
    again = browser.post(f"/desk/tickets/{number}/deliveries/{delivery.pk}/again/")
    assert (queued, failed) == (["Queued"], ["Failed Send again Send by another channel 550 no such user"])
    assert (again.status_code, Delivery.objects.get().state) == (302, "queued")
    assert browser.post(f"/desk/tickets/{number}/deliveries/{delivery.pk}/again/").status_code == 409


def test_the_staircase_says_who_held_it(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    escalate(ticket_id=number, to_team=desk.networks, handover=Handover("Drops"), by=desk.amira, at=later(90))
    page = enter(desk.sara).get(f"/desk/tickets/{number}/")
    steps = [(node.attributes["data-level"], node.attributes["data-state"]) for node in tree(page).css(".stairs li")]
    assert steps == [("1", "past"), ("2", "here"), ("3", "ahead"), ("4", "ahead")]
    assert texts(page, ".stairs li")[0] == "N1 Front · 1 h"


def test_the_parts_are_the_same_as_those_of_a_fresh_page(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    receive_message(ticket_id=number, contact=desk.farid, content=Content("More"), channel="email", at=later(1))
    fresh, parts = tree(browser.get(f"/desk/tickets/{number}/")), tree(browser.get(f"/desk/tickets/{number}/parts/"))
    for selector in ("#thread article", "#head h1", "#context .facts"):
        assert [n.html for n in parts.css(selector)] == [n.html for n in fresh.css(selector)]
