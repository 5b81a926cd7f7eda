"""What somebody wrote or took back is never lost to an answer that is on its way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.company.steps import head, held, open_ticket, send, take, thread, words
from tests.journeys.conftest import People
from tests.journeys.product import Product

pytestmark = pytest.mark.browser
SUBJECT = "El teléfono de la entrada no suena"
SAID = "Hola, Rosa: ¿está en silencio?"


def at_work(product: Product, people: People, subject: str) -> Page:
    """Noelia's window with a new ticket that she took."""
    page = people.sign_in("noelia@cordillera.example")
    product.mail_in(subject, "Desde ayer.")
    open_ticket(page, subject)
    take(page, "Noelia Vega")
    return page


@pytest.mark.parametrize("part", ["held", "thread"])
def test_a_part_that_is_refreshed_meanwhile_takes_nothing_away(product: Product, people: People, part: str) -> None:
    noelia = at_work(product, people, f"{SUBJECT} ({part})")
    send(noelia, SAID)
    told_while_undoing(noelia, part)
    held(noelia).get_by_role("button", name="Deshacer").click()
    expect(words(noelia)).to_have_value(SAID)
    expect(held(noelia).get_by_role("button")).to_have_count(0)
    assert people.complaints == []


def told_while_undoing(page: Page, part: str) -> None:
    """Let the page hear that a part is stale after the undo has been asked for and before its answer is there."""

    def late(route: Route) -> None:
        answer = route.fetch()
        page.evaluate(f"document.getElementById('{part}').dispatchEvent(new CustomEvent('stale'))")
        page.wait_for_timeout(500)
        route.fulfill(response=answer)

    page.route("**/undo/", late)


def test_what_is_pressed_when_a_part_is_refreshed_is_clicked(product: Product, people: People) -> None:
    noelia = at_work(product, people, "El timbre no suena")
    more = head(noelia).get_by_label("Más acciones")
    more.hover()
    noelia.mouse.down()
    noelia.evaluate("document.getElementById('thread').dispatchEvent(new CustomEvent('stale'))")
    noelia.wait_for_timeout(1000)
    with noelia.expect_response("**/parts/"):
        noelia.mouse.up()
    noelia.wait_for_load_state("networkidle")
    expect(head(noelia).get_by_role("link", name="Esperar con un motivo…")).to_be_visible()
    assert people.complaints == []


def late(route: Route) -> None:
    route.request.frame.page.wait_for_timeout(800)
    route.continue_()


def test_a_hand_over_for_another_team_keeps_what_is_written_meanwhile(product: Product, people: People) -> None:
    noelia = at_work(product, people, "El altavoz no suena")
    noelia.route("**/form/", late)
    noelia.get_by_role("link", name="Escalar").click()
    with noelia.expect_response("**/form/"):
        noelia.get_by_role("radio", name=re.compile("N2")).last.check(force=True)
        noelia.get_by_label("Qué se probó").fill("Otro altavoz.")
    noelia.wait_for_load_state("networkidle")
    expect(noelia.get_by_label("Qué se probó")).to_have_value("Otro altavoz.")
    expect(noelia.get_by_label("Qué se probó")).to_be_focused()
    assert people.complaints == []


def test_a_field_has_its_words_as_soon_as_it_was_put_anew(product: Product, people: People) -> None:
    noelia = at_work(product, people, "La centralita no contesta")
    noelia.get_by_label("Agregar etiqueta").fill("fibra")
    found = noelia.get_by_label("Agregar etiqueta").evaluate(
        """field => new Promise((tell) => {
          field.blur()
          document.addEventListener("htmx:afterSwap", () => tell(document.getElementsByName(field.name)[0].value), { once: true })
          document.getElementById("thread").dispatchEvent(new CustomEvent("stale"))
        })"""
    )
    assert found == "fibra"
    noelia.get_by_label("Agregar etiqueta").press("Enter")
    expect(noelia.get_by_role("button", name="Quitar fibra")).to_be_visible()
    assert people.complaints == []


def test_what_is_written_while_an_answer_is_on_its_way_stays(product: Product, people: People) -> None:
    noelia = at_work(product, people, "El fax no contesta")
    noelia.route("**/messages/", written_meanwhile)
    send(noelia, SAID)
    expect(noelia.get_by_label("Agregar etiqueta")).to_have_value("fibra")
    expect(words(noelia)).to_have_value("")
    noelia.get_by_label("Agregar etiqueta").press("Enter")
    expect(noelia.get_by_role("button", name="Quitar fibra")).to_be_visible()
    expect(noelia.get_by_label("Agregar etiqueta")).to_have_value("")
    assert people.complaints == []


def written_meanwhile(route: Route) -> None:
    answer = route.fetch()
    route.request.frame.page.get_by_label("Agregar etiqueta").fill("fibra")
    route.fulfill(response=answer)


def test_words_that_are_on_their_way_are_not_kept_once_more(product: Product, people: People) -> None:
    noelia = at_work(product, people, "La extensión no marca")
    noelia.route("**/messages/", answered_late)
    send(noelia, SAID)
    noelia.wait_for_load_state("networkidle")
    noelia.reload()
    expect(thread(noelia).or_(held(noelia)).get_by_text(SAID).first).to_be_visible()
    expect(words(noelia)).to_have_value("")
    assert people.complaints == []


def answered_late(route: Route) -> None:
    answer = route.fetch()
    route.request.frame.page.wait_for_timeout(2000)
    route.fulfill(response=answer)
