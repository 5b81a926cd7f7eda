"""Telephone calls on the pages: who calls, who waits, who is to be called back, what was; the button that calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from escalera.base.jobs.running import run_due
from escalera.base.people.actions import meet
from escalera.base.people.models import Agent
from escalera.core.channels.models import Call, Callback, CallbackState, CallState, Channel
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.core.channels.voice.conftest import AMIRA, OURS, THEIRS, Caller
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import tree
from tests.faces.live_parts import OpenPage
from tests.peers.twilio import ROOT, SID, TOKEN, Twilio

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    peer = Twilio()
    peer.start()
    yield peer
    peer.stop()


@pytest.fixture
def line(desk: Desk, twilio: Twilio) -> Channel:
    Agent.objects.filter(pk=desk.amira.pk).update(telephone=AMIRA)
    desk.amira.refresh_from_db()
    settings: dict[str, Any] = {"provider": "twilio", "account_sid": SID, "base_url": twilio.url, "public_url": ROOT}
    settings = with_secret(settings, "auth_token", TOKEN, NOON)
    return Channel.objects.create(kind="voice", name="Telephone", address=OURS, team=desk.front, settings=settings)


def texts(response: Any, css: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree(response).css(css)]


def ringing(line: Channel, desk: Desk) -> Call:
    """Let Ana call, and Amira's telephone ring."""
    meet(channel="phone", address=THEIRS, name="Ana", at=NOON)
    caller = Caller(line)
    twiml = caller.follow(caller.ask("", CallStatus="ringing"))
    number = twiml.find(".//Number")
    assert number is not None
    caller.ask(number.attrib["statusCallback"], CallSid="CAleg", CallStatus="ringing")
    return Call.objects.get()


def waiting(line: Channel) -> Call:
    Agent.objects.update(telephone="")
    caller = Caller(line)
    caller.follow(caller.ask(""))
    Agent.objects.filter(name="Amira").update(telephone=AMIRA)
    return Call.objects.get()


def asked_back(line: Channel) -> Callback:
    call = waiting(line)
    caller = Caller(line, minute=5)
    caller.ask(f"callback?t=team.{call.team_id}")
    caller.ask("status", CallStatus="completed")
    return Callback.objects.get()


def test_a_desk_without_a_telephone_shows_nothing_of_it(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    part = browser.get("/desk/calls/mine/")
    assert (texts(part, "#calls-mine > *"), texts(part, "#calls-link")) == ([], [])
    assert texts(browser.get(f"/desk/calls/to/ticket/{number}/"), ".call-button > *") == []
    assert texts(browser.get("/desk/calls/"), "main > .scroll .notice")[0] == "No telephone is set up."


def test_who_calls_appears_to_whoever_is_rung_with_what_is_open(desk: Desk, enter: Enter, line: Channel) -> None:
    call = ringing(line, desk)
    part = enter(desk.amira).get("/desk/calls/mine/")
    assert texts(part, ".call-card > summary b") == ["A call for you"]
    assert texts(part, ".call-card a[href^='/desk/customers/']") == ["Ana"]
    assert texts(part, ".call-card li") == [f"#{call.ticket_id} Llamada de {THEIRS}"]
    assert [one.attributes["href"] for one in tree(part).css(".call-card .button")] == [
        f"/desk/tickets/{call.ticket_id}/"
    ]
    assert texts(enter(desk.sara).get("/desk/calls/mine/"), ".call-card") == []


def test_an_open_page_hears_of_the_call(desk: Desk, enter: Enter, line: Channel) -> None:
    page = OpenPage(enter(desk.amira), desk.amira, "/desk/calls/")
    page.after(lambda: ringing(line, desk))
    assert "calls" in page.heard
    assert page.content == page.fresh().content


def test_a_call_that_waits_is_answered_by_a_press(
    desk: Desk, enter: Enter, line: Channel, twilio: Twilio, htmx: Any
) -> None:
    call = waiting(line)
    browser = enter(Agent.objects.get(name="Amira"))
    page = browser.get("/desk/calls/")
    assert texts(page, ".queue-figures dd") == ["1", "0", "0", "0"]
    [form] = tree(page).css(".calls-live form")
    part = browser.post(form.attributes["action"] or "", **htmx)
    run_due()
    assert (part.status_code, [name for name, _data in twilio.redirected]) == (200, [call.external_id])
    assert enter(desk.omar).post(f"/desk/calls/{call.pk}/answer/", **htmx).status_code == 403
    assert texts(enter(desk.omar).get("/desk/calls/"), ".calls-live .avatar") == []


def test_who_asked_to_be_called_back_is_called_or_taken_off(
    desk: Desk, enter: Enter, line: Channel, twilio: Twilio, htmx: Any
) -> None:
    callback = asked_back(line)
    browser = enter(Agent.objects.get(name="Amira"))
    page = browser.get("/desk/calls/")
    assert [one.attributes["action"] for one in tree(page).css(".calls-live form")] == [
        f"/desk/calls/backs/{callback.pk}/call/",
        f"/desk/calls/backs/{callback.pk}/end/",
    ]
    part = browser.post(f"/desk/calls/backs/{callback.pk}/call/", **htmx)
    run_due()
    assert ([one["To"] for one in twilio.calls], part.status_code) == ([AMIRA], 200)
    again = browser.post(f"/desk/calls/backs/{callback.pk}/call/", **htmx)
    assert (again.status_code, texts(again, "[role=alert]")) == (409, ["You have a call already."])
    browser.post(f"/desk/calls/backs/{callback.pk}/end/", {"done": "1"})
    callback.refresh_from_db()
    assert callback.state == CallbackState.DONE


def test_the_button_calls_the_customer_of_a_ticket(
    desk: Desk, enter: Enter, line: Channel, twilio: Twilio, htmx: Any
) -> None:
    customer = meet(channel="phone", address=THEIRS, name="Ana", at=NOON)
    number = desk.open(requester=customer).ticket_id
    page = tree(enter(desk.amira).get(f"/desk/tickets/{number}/"))
    assert [one.attributes["hx-get"] for one in page.css(f"#call-ticket-{number}")] == [
        f"/desk/calls/to/ticket/{number}/"
    ]
    browser = enter(desk.amira)
    assert texts(browser.get(f"/desk/calls/to/ticket/{number}/"), "button") == [f"Call {THEIRS}"]
    part = browser.post(f"/desk/calls/to/ticket/{number}/", {"number": THEIRS}, **htmx)
    run_due()
    assert texts(part, "[role=status]") == ["Your telephone rings first; then theirs."]
    assert [one["To"] for one in twilio.calls] == [AMIRA]
    assert enter(desk.omar).get(f"/desk/calls/to/ticket/{number}/").status_code == 404
    without = enter(desk.sara).get(f"/desk/calls/to/customer/{customer.pk}/")
    assert texts(without, ".call-button a") == [
        "Enter your telephone number in your account: the call rings there first."
    ]
    assert browser.get(f"/desk/calls/to/nobody/{number}/").status_code == 404


def past(line: Channel, desk: Desk, number: int, **more: Any) -> Call:
    usual: dict[str, Any] = {"direction": "in", "outcome": "answered", "team": desk.front}
    return Call.objects.create(
        channel=line, external_id=f"CA{number}", state=CallState.ENDED, their_number=f"+3460000000{number}",
        begun_at=later(number), ended_at=later(number + 1), **{**usual, **more},
    )  # fmt: skip


def test_the_log_is_filtered_searched_and_goes_on(desk: Desk, enter: Enter, line: Channel) -> None:
    changes: list[dict[str, Any]] = [
        {}, {"outcome": "abandoned"}, {"outcome": "voicemail"}, {"direction": "out", "agent": desk.amira},
    ]  # fmt: skip
    for number, more in enumerate(changes, 1):
        past(line, desk, number, **more)
    past(line, desk, 5, team=desk.experts)
    browser = enter(desk.amira)

    def log(query: str) -> list[str]:
        return texts(browser.get(f"/desk/calls/?{query}"), ".calls-log b")

    assert log("") == ["+34600000004", "+34600000003", "+34600000002", "+34600000001"]
    assert log("only=missed") == ["+34600000003", "+34600000002"]
    assert log("only=mine") == log("only=out") == ["+34600000004"]
    assert log("only=nonsense&q=%00") == log("")
    assert log("q=%2B34 600 000 002") == log("q=0000002") == ["+34600000002"]
    assert log(f"before={Call.objects.get(external_id='CA3').pk}") == ["+34600000002", "+34600000001"]
    assert texts(enter(desk.sara).get("/desk/calls/"), ".calls-log b")[0] == "+34600000005"


def test_ones_own_telephone_stands_in_the_account(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.bruno)
    values = {"name": "Bruno", "language": "en", "keys": "1"}
    assert browser.post("/desk/profile/", {**values, "telephone": "+34 611 22 33 44"}).status_code == 302
    desk.bruno.refresh_from_db()
    assert desk.bruno.telephone == "+34611223344"
    refused = browser.post("/desk/profile/", {**values, "telephone": "my mobile"})
    assert (refused.status_code, texts(refused, "main [role=alert]")) == (
        422, ["A telephone number is written with + and the country first."],
    )  # fmt: skip


def test_the_call_stands_in_the_conversation(desk: Desk, enter: Enter, line: Channel) -> None:
    call = ringing(line, desk)
    Caller(line, minute=3).ask("status", CallStatus="completed")
    page = enter(desk.amira).get(f"/desk/tickets/{call.ticket_id}/")
    assert f"Llamada entrante de {THEIRS} Dejó de esperar. Esperó 2:00." in texts(page, "#thread")[0]
    assert Ticket.objects.get().channel == "voice"


def test_nobody_sees_calls_without_signing_in() -> None:
    assert Client().get("/desk/calls/").status_code == 302
