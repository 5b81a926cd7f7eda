"""Macros and filled-in words over many tickets."""

from __future__ import annotations

import pytest

from escalera.base.refusals import BadInput
from escalera.core.bulk.actions import advance, start
from escalera.core.tickets.models import Message, Ticket
from escalera.levels.frontline.actions import NewMacro, add_macro
from tests.cast import Desk, later


@pytest.mark.django_db
def test_the_places_of_a_text_are_filled_in_for_each_customer(desk: Desk) -> None:
    numbers = [desk.open().ticket_id, desk.open(requester=desk.eve).ticket_id]
    text = "Hello {cliente}, your case {ticket} is solved. {agente}"
    start(verb="reply", given={"text": text}, tickets=numbers, by=desk.sara, at=later(10))
    advance(at=later(11))
    said = Message.objects.filter(agent=desk.sara).order_by("pk").values_list("text", flat=True)
    assert list(said) == [
        f"Hello Farid Haddad, your case {numbers[0]} is solved. Sara",
        f"Hello Eve, your case {numbers[1]} is solved. Sara",
    ]


@pytest.mark.django_db
def test_a_macro_does_its_deeds_on_every_ticket(desk: Desk) -> None:
    numbers = [desk.open().ticket_id for _ in range(2)]
    macro = add_macro(macro=NewMacro("Take it", note="Seen by {agente}", deeds=[{"do": "take"}]), by=desk.sara)
    start(verb="macro", given={"macro": str(macro.pk)}, tickets=numbers, by=desk.sara, at=later(10))
    advance(at=later(11))
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {desk.sara.pk}
    notes = Message.objects.filter(kind="note").order_by("pk").values_list("ticket", "text")
    assert list(notes) == [(number, "Seen by Sara") for number in numbers]


@pytest.mark.django_db
def test_a_macro_of_somebody_else_is_not_run(desk: Desk) -> None:
    number = desk.open().ticket_id
    macro = add_macro(macro=NewMacro("Mine", note="mine", is_own=True), by=desk.amira)
    with pytest.raises(BadInput):
        start(verb="macro", given={"macro": str(macro.pk)}, tickets=[number], by=desk.sara, at=later(10))
