"""A message that only thanks for what had ended: it reopens nothing where the company wants that."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent
from escalera.base.settings.actions import edit_company
from escalera.core.clocks.models import Clock
from escalera.core.tickets.actions import Content, receive_message, resolve
from escalera.core.tickets.models import Message, Ticket
from tests.cast import NOON, Desk, later

pytestmark = pytest.mark.django_db
THANKS = "¡Muchas gracias, Amira!"


def solved(desk: Desk) -> int:
    number = desk.open().ticket_id
    resolve(ticket_id=number, by=desk.amira, at=later(1))
    return number


def hear(desk: Desk, number: int, text: str, minutes: float = 2) -> Ticket:
    receive_message(
        ticket_id=number, contact=desk.farid, content=Content(text), channel="email", at=later(minutes)
    )  # fmt: skip
    return Ticket.objects.get(pk=number)


def let_thanks_rest() -> None:
    olga = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    edit_company(name="Telecom", thanks_reopen=False, by=olga, at=NOON)


def test_thanks_reopen_until_the_company_says_otherwise(desk: Desk) -> None:
    number = solved(desk)
    ticket = hear(desk, number, THANKS)
    assert (ticket.status, ticket.reopened) == ("open", 1)


def test_thanks_rest(desk: Desk) -> None:
    let_thanks_rest()
    number = solved(desk)
    clocks = list(Clock.objects.filter(ticket=number).order_by("pk").values())
    ticket = hear(desk, number, THANKS)
    assert (ticket.status, ticket.reopened, ticket.customer_waits_since) == ("resolved", 0, None)
    assert (Message.objects.latest("pk").text, ticket.snippet) == (THANKS, THANKS)
    assert list(Clock.objects.filter(ticket=number).order_by("pk").values()) == clocks
    assert Event.objects.filter(name="ticket.reopened").count() == 0
    assert Event.objects.get(name="message.received").data["thanks"] is True


@pytest.mark.parametrize(
    "text", ["Gracias, pero sigue igual", "Thanks! When will the invoice come?", "Obrigado, 3 vezes"]
)
def test_whoever_says_more_is_heard(desk: Desk, text: str) -> None:
    let_thanks_rest()
    ticket = hear(desk, solved(desk), text)
    assert (ticket.status, ticket.reopened, ticket.customer_waits_since) == ("open", 1, later(2))


def test_thanks_on_an_open_ticket_are_a_word_like_any_other(desk: Desk) -> None:
    let_thanks_rest()
    number = desk.open().ticket_id
    hear(desk, number, THANKS)
    assert Event.objects.get(name="message.received").data.get("thanks", False) is False
