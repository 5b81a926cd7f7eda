from __future__ import annotations

import pytest

from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.tickets.queries import find_ticket
from escalera.levels.frontline.actions import TitleTaken, add_answer, change_answer, drop_answer
from escalera.levels.frontline.models import CannedAnswer
from escalera.levels.frontline.queries import answers_for, fill
from tests.cast import Desk


def test_answers_come_filled_in_and_in_the_customers_language(desk: Desk) -> None:
    add_answer(title="B", text="Hola, {cliente}: caso {ticket}. {agente}", by=desk.sara)
    add_answer(title="A", text="Olá", language="pt", by=desk.sara)
    number = desk.open().ticket_id
    texts = [(a.title, a.text) for a in answers_for(find_ticket(desk.amira, number), desk.amira)]
    desk.farid.language = "es"
    desk.farid.save()
    spanish = [a.title for a in answers_for(find_ticket(desk.amira, number), desk.amira)]
    assert texts == [("A", "Olá"), ("B", f"Hola, Farid Haddad: caso {number}. Amira")]
    assert spanish == ["B"]


def test_other_braces_stay_and_values_are_not_filled_again() -> None:
    values = {"cliente": "{ticket}", "ticket": "7", "agente": "A"}
    assert fill("{cliente} {x} {{ticket}} {agente", values) == "{ticket} {x} {7} {agente"


def test_only_supervisors_change_them(desk: Desk) -> None:
    answer = add_answer(title="A", text="x", by=desk.sara)
    with pytest.raises(NotAllowed):
        add_answer(title="B", text="x", by=desk.amira)
    with pytest.raises(NotAllowed):
        change_answer(answer_id=answer.pk, title="B", text="x", by=desk.amira)
    with pytest.raises(NotAllowed):
        drop_answer(answer_id=answer.pk, by=desk.amira)
    drop_answer(answer_id=answer.pk, by=desk.sara)
    assert CannedAnswer.objects.count() == 0


def test_titles_are_needed_and_taken_once(desk: Desk) -> None:
    add_answer(title=" A ", text="x", by=desk.sara)
    other = add_answer(title="B", text="x", by=desk.sara)
    for title, text, refusal in (
        ("", "x", BadInput),
        ("C", " ", BadInput),
        ("c" * 121, "x", BadInput),
        ("A", "y", TitleTaken),
    ):
        with pytest.raises(refusal):
            change_answer(answer_id=other.pk, title=title, text=text, by=desk.sara)
    assert list(CannedAnswer.objects.order_by("pk").values_list("title", "text")) == [("A", "x"), ("B", "x")]
