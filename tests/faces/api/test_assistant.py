"""The assistant for channels outside of the desk: heard once, silent after a person, by the token's rights."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.people.models import Role
from escalera.core.tickets.models import Message, Ticket
from escalera.faces.api import outputs
from escalera.levels.selfservice.models import Assistant, Turn
from tests.cast import Desk
from tests.faces.api.program import Program
from tests.faces.portal.conftest import published

VPN = "my vpn drops every hour, what is wrong with the clock"
WHO: dict[str, Any] = {"channel": "kiosk", "sender": "hall 3"}


@pytest.fixture
def kiosk(desk: Desk) -> Program:
    published(desk, "The VPN drops every hour", "Set the VPN clock to automatic and reconnect the VPN.")
    published(desk, "Secret VPN keys", "The VPN master key is in the safe.", audience="internal")
    return Program(desk.amira, "tickets:write")


def asked(program: Program, text: str = VPN, **more: Any) -> tuple[int, Any]:
    return program.post("assistant/messages", {**WHO, "text": text, "language": "en", **more})


def test_words_come_back_with_day_and_address(kiosk: Program) -> None:
    status, heard = asked(kiosk)
    outputs.HeardOut.model_validate(heard)
    says = "\n".join(heard["says"])
    assert (status, "/help/articles/the-vpn-drops-every-hour/" in says, "Secret" in says) == (200, True, False)


def test_who_wants_a_person_is_asked_who_they_are_and_goes_on_with_one(desk: Desk, kiosk: Program) -> None:
    asked(kiosk)
    wish = asked(kiosk, "give me a human")[1]
    new = {**WHO, "requester": {"email": "nora@new.example", "name": "Nora"}, "more": "Hall 3, left."}
    done = [kiosk.post("assistant/introductions", new) for _time in range(2)]
    ticket = Ticket.objects.get()
    assert (wish["wants_person"], wish["ticket"]) == (True, None)
    assert done == [(200, {"says": [], "buttons": [], "wants_person": False, "ticket": ticket.pk})] * 2
    assert (ticket.channel, ticket.requester.name) == ("kiosk", "Nora")
    assert Message.objects.get().text == f"{VPN}\n\nHall 3, left."
    assert asked(kiosk, "it is urgent")[1] == {"says": [], "buttons": [], "wants_person": False, "ticket": ticket.pk}
    assert Message.objects.latest("pk").text == "it is urgent"


def test_a_customer_whom_the_channel_knows_gets_a_person_at_once(desk: Desk, kiosk: Program) -> None:
    heard = asked(kiosk, "give me a human", email="farid@customer.example")[1]
    assert (heard["ticket"], Ticket.objects.get().requester) == (Ticket.objects.get().pk, desk.farid)


def test_the_same_message_sent_twice_is_heard_once(kiosk: Program) -> None:
    body = {**WHO, "text": VPN, "language": "en"}
    for _time in range(2):
        kiosk.post("assistant/messages", body, Idempotency_Key="m-1")
    assert Turn.objects.count() == 2


def test_one_sender_never_reads_or_hands_over_what_another_said(kiosk: Program) -> None:
    asked(kiosk)
    new = {"channel": "kiosk", "sender": "hall 4", "requester": {"email": "eve@elsewhere.example", "name": "Eve"}}
    assert kiosk.post("assistant/introductions", new)[0] == 404
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [{"text": ""}, {"text": "x" * 2001}, {"channel": "email"}, {"channel": "portal"}, {"channel": "A B"},
     {"sender": ""}, {"email": "nobody"}, {"other": 1}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(kiosk: Program, change: dict[str, Any]) -> None:
    assert (asked(kiosk, **change)[0], Turn.objects.count()) == (422, 0)


def test_a_token_that_may_not_write_and_a_role_that_may_not_work_are_refused(desk: Desk, kiosk: Program) -> None:
    reads = asked(Program(desk.amira, "tickets:read"))
    desk.omar.role = Role.objects.create(code="reader", name="Reader", permissions=[])
    desk.omar.save()
    assert (reads[0], asked(Program(desk.omar))[0], asked(Program(None))[0]) == (403, 403, 401)


def test_switched_off_it_says_nothing(kiosk: Program) -> None:
    Assistant.objects.create(is_on=False)
    assert asked(kiosk) == (409, {"error": "assistant_off", "detail": "The assistant is switched off."})
