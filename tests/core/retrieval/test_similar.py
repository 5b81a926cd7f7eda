"""Solved tickets like one that is open, with how they were answered."""

from __future__ import annotations

import pytest

from escalera.base.log.readers import read_once
from escalera.core.retrieval.similar import tickets_like
from escalera.core.tickets.actions import Content, reopen, reply, resolve
from escalera.core.tickets.models import Ticket
from tests.cast import Desk, later

pytestmark = pytest.mark.django_db(transaction=True)


def solved(desk: Desk, subject: str, text: str, answer: str) -> int:
    number = desk.open(subject, text).ticket_id
    reply(ticket_id=number, content=Content(answer), by=desk.sara, at=later(1))
    resolve(ticket_id=number, by=desk.sara, at=later(2))
    return number


def test_like_ones_come_with_their_answers(desk: Desk) -> None:
    first = solved(
        desk, "Impresora sin tinta", "La impresora del segundo piso no imprime.", "Cambie el cartucho negro."
    )
    solved(desk, "VPN", "No puedo entrar en la red desde casa.", "Instale el certificado.")
    read_once("retrieval-cases")
    number = desk.open("La impresora no imprime", "La del segundo piso otra vez.").ticket_id
    found = tickets_like(number, desk.sara)
    assert [(one.number, one.answer) for one in found] == [(first, "Cambie el cartucho negro.")]


def test_those_of_others_are_not_shown(desk: Desk) -> None:
    solved(desk, "Impresora sin tinta", "La impresora no imprime.", "Cambie el cartucho.")
    read_once("retrieval-cases")
    number = desk.open("Impresora", "La impresora no imprime.", team=desk.sales).ticket_id
    assert [tickets_like(number, one) for one in (desk.omar,)] == [[]]
    with pytest.raises(Ticket.DoesNotExist):
        tickets_like(number, desk.bruno)


def test_one_that_came_back_is_no_example(desk: Desk) -> None:
    first = solved(desk, "Impresora sin tinta", "La impresora no imprime.", "Cambie el cartucho.")
    read_once("retrieval-cases")
    reopen(ticket_id=first, by=desk.sara, at=later(5))
    read_once("retrieval-cases")
    number = desk.open("Impresora", "La impresora no imprime.").ticket_id
    assert tickets_like(number, desk.sara) == []
