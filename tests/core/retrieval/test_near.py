"""With the embedding, passages are found that have none of the words; who may see what is still asked first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalera.core.knowledge import actions
from escalera.core.knowledge.choices import Audience
from escalera.core.knowledge.models import Article
from escalera.core.retrieval import gate
from escalera.core.retrieval.answering import answer
from escalera.core.retrieval.embedding import Embedder
from escalera.core.retrieval.models import Passage, Vector
from escalera.core.retrieval.near import read_so_far
from escalera.core.retrieval.queries import Reader, find, search
from escalera.core.retrieval.reading import read_some
from escalera.core.retrieval.tasks import read_passages
from tests.cast import Desk, later
from tests.core.retrieval.shelf import bank, written

pytestmark = pytest.mark.django_db


def titles(text: str, reader: Reader | None = None, limit: int = 1) -> list[str]:
    return [one.title for one in find(text, reader or Reader(), "es", limit)]


def read_everything(model: Embedder) -> None:
    while read_some(model):
        pass


def test_what_has_none_of_the_words_is_found_once_it_was_read(desk: Desk, model: Embedder) -> None:
    bank(desk)
    written(desk, "Fallecimiento de un titular", "Presente el certificado de defunción.", language="es")
    asked = "mi papá se murió la semana pasada"
    before = titles(asked)
    read_everything(model)
    assert before == ["Recuperar la contraseña"]  # by "pasada" and "pasos": words do not know better
    assert titles(asked) == ["Fallecimiento de un titular"]
    assert read_so_far(model.name) == (6, 6)
    assert read_some(model) == 0


def test_words_still_count(desk: Desk, model: Embedder) -> None:
    bank(desk)
    read_everything(model)
    assert titles("cobrros duplicaods") == ["Cobro duplicado"]
    assert titles("mi tarjeta se quedó en el cajero") == ["El cajero retuvo la tarjeta"]


def test_what_a_reader_may_not_see_is_not_found_by_meaning_either(desk: Desk, model: Embedder) -> None:
    written(desk, "Clave del cofre", "La combinación de la caja fuerte es siete.", audience=Audience.INTERNAL)
    bank(desk)
    read_everything(model)
    asked = "cómo abro la caja de seguridad"
    seen = ["Clave del cofre" in titles(asked, one, 9) for one in (Reader(), Reader(contact=desk.farid))]
    assert (seen, titles(asked, Reader(agent=desk.amira))) == ([False, False], ["Clave del cofre"])


def test_a_changed_article_is_read_anew_and_a_withdrawn_one_forgotten(desk: Desk, model: Embedder) -> None:
    one = written(desk, "Fallecimiento de un titular", "Presente el certificado de defunción.", language="es")
    bank(desk)
    read_everything(model)
    asked = "mi papá se murió la semana pasada"
    found = [titles(asked)]
    actions.edit_article(article_id=one.pk, title="Wifi", body="Reinicie el router.", by=desk.sara, at=later(1))
    actions.publish(article_id=one.pk, by=desk.sara, at=later(2))
    read_everything(model)
    found.append(titles("no hay internet en mi casa"))
    actions.withdraw(article_id=one.pk, by=desk.sara, at=later(3))
    found.append(titles("no hay internet en mi casa"))
    assert found == [["Fallecimiento de un titular"], ["Wifi"], []]
    assert Vector.objects.count() == Passage.objects.count() == 5


def test_costs_one_statement_more_however_much_there_is(desk: Desk, model: Embedder) -> None:
    bank(desk)

    def cost() -> int:
        read_everything(model)
        find("mi tarjeta se quedó en el cajero", Reader(), "es")
        with CaptureQueriesContext(connection) as seen:
            find("mi tarjeta se quedó en el cajero", Reader(), "es")
        return len(seen)

    before = cost()
    for number in range(4):
        written(desk, f"Tarjeta {number}", f"La tarjeta del cajero número {number}.")
    assert (before, cost()) == (5, 5)


def test_the_gate_has_more_to_go_by(desk: Desk, model: Embedder) -> None:
    bank(desk)
    read_everything(model)
    found = search("El cajero retuvo mi tarjeta, ¿qué hago?", Reader(), "es")
    assert set(gate.signs(found)) == set(gate.SIGNS_OF[gate.BY_BOTH])
    said = answer("El cajero retuvo mi tarjeta, ¿qué hago con la tarjeta?", Reader(), "es")
    assert (said.outcome, said.kind, said.quotes[0].found.title) == (
        "answered", gate.BY_BOTH, "El cajero retuvo la tarjeta",
    )  # fmt: skip
    outcomes = {
        answer(text, Reader(), "es").outcome for text in ("¿Quién ganó el mundial de fútbol?", "dime un chiste")
    }
    assert "answered" not in outcomes


def test_the_worker_reads_what_is_new_and_nothing_without_a_model(
    desk: Desk, built: Path, tmp_path: Path, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    bank(desk)
    read_passages.call()
    counts = [Vector.objects.count()]
    settings.DATA_DIR = built
    read_passages.call()
    assert [*counts, Vector.objects.count()] == [0, Article.objects.count()]
