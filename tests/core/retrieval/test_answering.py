"""One answer above the gate, some articles below it, nothing where there is nothing."""

from __future__ import annotations

import pytest

from escalera.core.knowledge.choices import Audience
from escalera.core.retrieval import gate
from escalera.core.retrieval.answering import Answer, answer
from escalera.core.retrieval.models import Gate
from escalera.core.retrieval.queries import Reader
from tests.cast import NOON, Desk
from tests.core.retrieval.shelf import bank, written

pytestmark = pytest.mark.django_db


def ask(text: str, reader: Reader | None = None) -> Answer:
    return answer(text, reader or Reader(), "es")


def test_a_clear_question_is_answered_with_the_articles_own_words_and_date(desk: Desk) -> None:
    bank(desk)
    said = ask("El cajero retuvo mi tarjeta, ¿qué hago con la tarjeta?")
    assert (said.outcome, [one.text for one in said.quotes]) == (
        "answered", ["Si el cajero retiene su tarjeta, bloquéela en la aplicación. Enviaremos otra."],
    )  # fmt: skip
    assert (said.quotes[0].found.title, said.quotes[0].found.written_at) == ("El cajero retuvo la tarjeta", NOON)


def test_a_vague_one_gets_articles_to_choose_from(desk: Desk) -> None:
    bank(desk)
    said = ask("bloquear la tarjeta desde otra ciudad")
    assert (said.outcome, said.quotes) == ("offers", ())
    assert [one.title for one in said.offers][:1] == ["El cajero retuvo la tarjeta"]


@pytest.mark.parametrize("text", ["¿Quién ganó el mundial de fútbol?", "what is the capital of Mongolia", "", "hola"])
def test_what_is_not_ours_gets_no_answer(desk: Desk, text: str) -> None:
    bank(desk)
    said = ask(text)
    assert (said.outcome, said.quotes, said.offers) == ("unknown", (), ())


def test_an_answer_that_a_reader_may_not_see_is_none(desk: Desk) -> None:
    written(desk, "Clave del cofre", "La clave del cofre grande es siete.", audience=Audience.INTERNAL, language="es")
    outcomes = [
        ask("¿Cuál es la clave del cofre grande?", one).outcome for one in (Reader(), Reader(agent=desk.amira))
    ]
    assert outcomes == ["unknown", "answered"]


def test_articles_that_were_shown_already_are_not_shown_again(desk: Desk) -> None:
    bank(desk)
    text = "El cajero retuvo mi tarjeta, ¿qué hago con la tarjeta?"
    shown = ask(text).quotes[0].found.article
    again = answer(text, Reader(), "es", without=[shown])
    assert shown not in {one.article for one in again.offers} | {one.found.article for one in again.quotes}


def test_the_desks_own_gate_replaces_the_one_that_ships(desk: Desk) -> None:
    bank(desk)
    Gate.objects.create(
        kind="words", weights={"bias": -9.0}, answers_from=0.9, offers_from=0.5, at=NOON, is_current=True
    )
    assert ask("El cajero retuvo mi tarjeta").outcome == "unknown"


def test_fitting_finds_which_sign_tells() -> None:
    rows = [({"covered": number / 100, "margin": (number * 37 % 100) / 100}, number > 50) for number in range(100)]
    rule = gate.Rule(gate.fit(rows, ("covered", "margin"), pull=0.01), 0.9, 0.1)
    assert [round(rule.probability({"covered": share, "margin": 0.5})) for share in (0.2, 0.8)] == [0, 1]
