"""Passages are found in anybody's words, by those who may read them, as long as they are published."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalera.base.log.readers import read_once
from escalera.core.knowledge import actions
from escalera.core.knowledge.choices import Audience
from escalera.core.knowledge.rendering import to_html
from escalera.core.retrieval.models import Heap, Passage, Term
from escalera.core.retrieval.queries import Reader, find
from tests.cast import Desk, later
from tests.core.retrieval.shelf import bank, shelf, written

pytestmark = pytest.mark.django_db


def titles(text: str, reader: Reader | None = None, language: str = "es", limit: int = 1) -> list[str]:
    return [one.title for one in find(text, reader or Reader(), language, limit)]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("mi tarjeta se quedó en el cajero", "El cajero retuvo la tarjeta"),
        ("se tragó mi plástico el ATM", "El cajero retuvo la tarjeta"),  # none of its words stands there
        ("la contrasena no la recuerdo", "Recuperar la contraseña"),
        ("esqueci a minha senha", "Recuperar la contraseña"),  # Portuguese
        ("I forgot my password", "Recuperar la contraseña"),  # English
        ("cobrros duplicaods", "Cobro duplicado"),  # typos
        ('¿Me han cobrado 2 veces? "AND" NEAR( * : \' --', "Cobro duplicado"),  # nothing is taken for a command
        ("A qué hora abren las oficinas", "Horario de oficinas"),
    ],
)
def test_finds_it_in_anybodys_words(desk: Desk, asked: str, title: str) -> None:
    bank(desk)
    assert titles(asked) == [title]


def test_a_question_of_common_words_and_one_of_nothing_find_nothing_wrong(desk: Desk) -> None:
    bank(desk)
    assert [titles(text) for text in ("", "   ", "¿?", "zzzzqqq")] == [[], [], [], []]


def test_what_a_reader_may_not_see_is_not_found(desk: Desk) -> None:
    written(desk, "Abrir el cofre", "La clave del cofre es 7.", audience=Audience.INTERNAL)
    asked = "clave del cofre"
    seen = [titles(asked, one) for one in (Reader(), Reader(contact=desk.farid), Reader(agent=desk.amira))]
    assert seen == [[], [], ["Abrir el cofre"]]


def test_a_hidden_topic_hides_its_articles_at_once(desk: Desk) -> None:
    topic = shelf(desk)
    written(desk, "Abrir el cofre", "La clave del cofre es 7.", topic=topic)
    actions.save_topic(
        name="Help", icon="web", order=0, is_public=False, topic_id=topic.pk, by=desk.sara, at=later(1)
    )
    assert titles("clave del cofre") == []


def test_what_is_withdrawn_or_rewritten_is_forgotten_at_once(desk: Desk) -> None:
    one = written(desk, "Cofre", "La combinación secreta es siete.")
    actions.edit_article(article_id=one.pk, body="Pregunte en la oficina por el cofre.", by=desk.sara, at=later(1))
    assert titles("combinación secreta") == ["Cofre"]  # readers still see the published words
    actions.publish(article_id=one.pk, by=desk.sara, at=later(2))
    assert (titles("combinación secreta"), titles("oficina")) == ([], ["Cofre"])
    actions.withdraw(article_id=one.pk, by=desk.sara, at=later(3))
    assert (titles("oficina"), Passage.objects.count()) == ([], 0)
    assert set(Term.objects.values_list("documents", flat=True)) == {0}
    assert set(Heap.objects.values_list("documents", "length")) == {(0, 0)}


def test_a_passage_says_its_heading_and_shows_what_was_found(desk: Desk) -> None:
    written(
        desk,
        "Router",
        "Antes.\n\n## Luz roja\n\nApague el **router** <b>diez</b> segundos.\n\n## Luz verde\n\nTodo va bien.",
    )
    [found] = find("el router tiene una luz roja, ¿cuántos segundos?", Reader(), "es")
    assert (found.heading, found.anchor) == ("Luz roja", "at-luz-roja")
    assert to_html("## Luz roja\n\n## ¡Luz roja!\n\n## …") == (
        '<h2 id="at-luz-roja">Luz roja</h2>\n<h2>¡Luz roja!</h2>\n<h2>…</h2>\n'
    )
    assert found.snippet == "Apague el <mark>router</mark> &lt;b&gt;diez&lt;/b&gt; <mark>segundos</mark>."


def test_each_article_comes_once(desk: Desk) -> None:
    written(desk, "Router", "\n\n".join(f"## Luz {n}\n\nLa luz del router es {n}." for n in range(6)))
    assert titles("luz del router", limit=10) == ["Router"]


def test_costs_the_same_however_much_there_is(desk: Desk) -> None:
    bank(desk)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            find("mi tarjeta se quedó en el cajero", Reader(), "es")
        return len(seen)

    before = cost()
    for number in range(6):
        written(desk, f"Tarjeta {number}", f"La tarjeta del cajero número {number}.")
    assert (before, cost()) == (4, 4)


@pytest.mark.django_db(transaction=True)
def test_articles_from_before_are_caught_up(desk: Desk) -> None:
    bank(desk)
    Passage.objects.all().delete()
    for table in ("retrieval_words", "retrieval_letters", "retrieval_term", "retrieval_heap"):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    read_once("retrieval-articles")
    assert titles("mi tarjeta se quedó en el cajero") == ["El cajero retuvo la tarjeta"]
