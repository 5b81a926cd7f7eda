"""What may help beside a ticket: fetched after its page, put into the reply by one click."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalera.base.log.readers import read_once
from escalera.core.knowledge.choices import Audience
from escalera.core.knowledge.models import Article, Use
from escalera.core.retrieval.models import Asked
from escalera.core.tickets.actions import Content, reply, resolve
from escalera.levels.frontline.models import Macro
from tests.cast import Desk, later
from tests.core.retrieval.shelf import bank, written
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import tree

pytestmark = pytest.mark.django_db(transaction=True)


def texts(response: Any, css: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree(response).css(css)]


def stuck_card(desk: Desk) -> int:
    return desk.open("Tarjeta en el cajero", "El cajero de la plaza retuvo mi tarjeta.").ticket_id


def test_articles_canned_answers_and_solved_tickets_come_together(desk: Desk, enter: Enter) -> None:
    bank(desk)
    Macro.objects.create(name="Tarjeta retenida en el cajero", texts={"es": "Le enviamos otra tarjeta mañana."})
    Macro.objects.create(name="Horario", texts={"": "Abrimos a las ocho."})
    first = stuck_card(desk)
    reply(ticket_id=first, content=Content("Ya va otra tarjeta por correo."), by=desk.sara, at=later(1))
    resolve(ticket_id=first, by=desk.sara, at=later(2))
    read_once("retrieval-cases")
    page = enter(desk.amira).get(f"/desk/tickets/{stuck_card(desk)}/suggestions/")
    assert texts(page, "h3") == ["Articles", "Canned answers", "Solved tickets like this"]
    assert texts(page, ".suggest a")[:1] + texts(page, ".suggest a")[-1:] == [
        "El cajero retuvo la tarjeta", f"#{first} Tarjeta en el cajero",
    ]  # fmt: skip
    assert texts(page, "button.suggest b") == ["Tarjeta retenida en el cajero"]
    words = [node.html or "" for node in tree(page).css("[data-put] template")]
    assert "Ya va otra tarjeta por correo." in words[-1]


def test_nothing_that_fits_leaves_no_card(desk: Desk, enter: Enter) -> None:
    bank(desk)
    number = desk.open("Xilófono", "Partitura barroca.").ticket_id
    assert texts(enter(desk.amira).get(f"/desk/tickets/{number}/suggestions/"), ".card") == []


def test_an_internal_article_is_read_but_not_put_into_a_letter(desk: Desk, enter: Enter) -> None:
    written(desk, "Tarjeta retenida en el cajero", "Abra el cajero con la llave.", audience=Audience.INTERNAL)
    page = enter(desk.amira).get(f"/desk/tickets/{stuck_card(desk)}/suggestions/")
    assert (texts(page, ".suggest .chip"), texts(page, "[data-put]")) == (["internal"], [])


def test_putting_an_article_into_a_reply_is_counted_once(desk: Desk, enter: Enter) -> None:
    bank(desk)
    number = stuck_card(desk)
    article = Article.objects.get(title="El cajero retuvo la tarjeta")
    browser = enter(desk.amira)
    answers = [
        browser.post(f"/desk/tickets/{number}/suggestions/{article.pk}/use/").status_code for _time in range(2)
    ]
    assert (answers, list(Use.objects.values_list("ticket_id", "how"))) == ([204, 204], [(number, "used")])
    article.refresh_from_db()
    assert article.used == 1
    assert list(Asked.objects.values_list("where", "ticket_id", "article_id", "fate")) == [
        ("ticket", number, article.pk, "right")
    ]


def test_another_article_than_the_first_says_that_the_search_was_wrong(desk: Desk, enter: Enter) -> None:
    bank(desk)
    number, other = stuck_card(desk), Article.objects.get(title="Horario de oficinas")
    enter(desk.amira).post(f"/desk/tickets/{number}/suggestions/{other.pk}/use/")
    assert list(Asked.objects.values_list("outcome", "fate")) == [("answered", "wrong")]


def test_whoever_may_not_see_the_ticket_gets_nothing(desk: Desk, enter: Enter, htmx: Any) -> None:
    number = stuck_card(desk)
    browser = enter(desk.chen)
    assert browser.get(f"/desk/tickets/{number}/suggestions/", **htmx).status_code == 204
    assert browser.post(f"/desk/tickets/{number}/suggestions/1/use/").status_code == 404


def test_the_page_has_a_place_for_it_and_costs_the_same(desk: Desk, enter: Enter) -> None:
    bank(desk)
    number = stuck_card(desk)
    browser = enter(desk.amira)
    places = [
        node.attributes["hx-get"]
        for node in tree(browser.get(f"/desk/tickets/{number}/")).css(f"#suggestions-{number}")
    ]
    assert places == [f"/desk/tickets/{number}/suggestions/"]

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"/desk/tickets/{number}/suggestions/")
        return len(seen)

    before = cost()
    for place in range(4):
        written(desk, f"Tarjeta {place}", f"La tarjeta del cajero número {place}.")
    assert cost() == before
