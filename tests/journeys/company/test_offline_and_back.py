"""The network goes away and comes back: nothing that was typed is lost, nothing that happened is missed or shown twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from tests.journeys.company.steps import note, open_ticket, row, thread, title, turn_to, view, words
from tests.journeys.conftest import People
from tests.journeys.product import Product

pytestmark = pytest.mark.browser
SUBJECT = "El respaldo nocturno no termina"
AFTER = "Los respaldos del domingo tampoco"
GONE = "Sin conexión. Lo que ve puede no estar al día"
# What Chromium and htmx themselves write of each request that finds no network.
NO_NETWORK = ("net::ERR_INTERNET_DISCONNECTED", "htmx:sendError")


def test_offline_and_back(product: Product, people: People) -> None:
    bruno, ximena = people.sign_in("bruno@cordillera.example"), people.sign_in("ximena@cordillera.example")
    product.mail_in(SUBJECT, "Queda en 80 %.")
    for page in (bruno, ximena):
        open_ticket(page, SUBJECT)
    keep_both_tabs(bruno)
    lose_the_network(bruno)
    note(ximena, "El disco está casi lleno.")
    product.mail_in(AFTER, "Mismo porcentaje.")
    expect(thread(bruno).get_by_text("El disco está casi lleno.")).to_have_count(0)
    come_back(bruno)
    find_the_draft_again(bruno)
    assert [line for line in people.complaints if not any(own in line for own in NO_NETWORK)] == []


def keep_both_tabs(page: Page) -> None:
    """What is written for the customer and what is written for colleagues stay apart, whichever tab is open."""
    with page.expect_response(is_saved("reply")), page.expect_response(is_saved("note")):
        words(page).fill("Hola, Rosa: ")
        turn_to(page, "Nota interna")
        expect(words(page)).to_have_value("")
        words(page).fill("Pedir más disco.")
        turn_to(page, "Responder por correo")  # the first draft may still be on its way
    expect(words(page)).to_have_value("Hola, Rosa: ")
    expect(page.get_by_text("Guardado", exact=False).first).to_be_visible()


def is_saved(kind: str) -> Callable[[Response], bool]:
    return lambda answer: answer.url.endswith("/draft/") and f"kind={kind}" in (answer.request.post_data or "")


def lose_the_network(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.get_by_text(GONE)).to_be_visible(timeout=60_000)
    words(page).press("Control+End")
    words(page).press_sequentially("ya lo estamos mirando.")
    expect(page.get_by_text("Guardado en este dispositivo")).to_be_visible()


def come_back(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.get_by_text(GONE)).to_be_hidden(timeout=60_000)
    expect(thread(page).get_by_text("El disco está casi lleno.")).to_have_count(1)
    expect(words(page)).to_have_value("Hola, Rosa: ya lo estamos mirando.")
    bar = page.locator("#ticket-news").get_by_role("link")
    bar.click()
    expect(row(page, AFTER)).to_have_count(1)
    expect(thread(page).get_by_text("El disco está casi lleno.")).to_have_count(1)


def find_the_draft_again(page: Page) -> None:
    expect(page.get_by_text("Guardado en este dispositivo")).to_have_count(0)
    page.evaluate("localStorage.clear()")  # so that it can only come from the server
    page.reload()
    expect(title(page)).to_have_text(SUBJECT)
    expect(words(page)).to_have_value("Hola, Rosa: ya lo estamos mirando.")
    turn_to(page, "Nota interna")
    expect(words(page)).to_have_value("Pedir más disco.")
    expect(view(page, "Todos los abiertos")).to_be_visible()
