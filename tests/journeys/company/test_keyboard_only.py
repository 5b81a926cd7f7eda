"""A whole piece of work without a mouse: whoever can't or won't use one loses nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.company.steps import expect_left, held, row, show_news, thread, title
from tests.journeys.conftest import People
from tests.journeys.product import Product, until

pytestmark = pytest.mark.browser
FIRST, SECOND = "Teclado uno: alta de una línea", "Teclado dos: la línea no marca"
COUNT_POINTERS = "addEventListener('pointerdown', () => { window.pointers = (window.pointers ?? 0) + 1 }, true)"


def test_without_a_mouse(product: Product, people: People) -> None:
    page = people.window()
    page.add_init_script(COUNT_POINTERS)
    sign_in(product, page)
    walk_the_list(product, page)
    answer(page)
    escalate(page)
    look_at_the_map(page)
    assert page.evaluate("window.pointers ?? 0") == 0
    assert people.complaints == []


def sign_in(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/sign-in/")
    expect(page.get_by_label("Correo electrónico")).to_be_focused()
    page.keyboard.type("noelia@cordillera.example")
    page.keyboard.press("Tab")
    page.keyboard.type(product.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


def walk_the_list(product: Product, page: Page) -> None:
    product.mail_in(FIRST, "Necesitamos una línea más.")
    choose(page, "Sin asignar")
    show_news(page, FIRST)
    product.mail_in(SECOND, "No da tono.")
    expect(page.locator("#ticket-news").get_by_role("link")).to_be_visible()
    choose(page, "Sin asignar")
    expect(page.get_by_role("heading", level=2, name="Sin asignar")).to_be_visible()
    expect(row(page, SECOND)).to_be_visible()
    page.keyboard.press("j")
    expect(row(page, SECOND)).to_be_focused()
    page.keyboard.press("j")
    expect(row(page, FIRST)).to_be_focused()
    page.keyboard.press("k")
    expect(row(page, SECOND)).to_be_focused()
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text(SECOND)


def choose(page: Page, command: str) -> None:
    """The palette: everything by its name."""
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Comando, número de ticket o cliente")
    expect(box).to_be_focused()
    page.keyboard.type(command)
    expect(page.get_by_role("option", selected=True)).to_contain_text(command)
    page.keyboard.press("Enter")
    expect(box).to_be_hidden()


def answer(page: Page) -> None:
    page.keyboard.press("t")
    expect(thread(page).get_by_text("Noelia Vega tomó el ticket")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_label("Sus palabras")).to_be_focused()
    page.keyboard.type("Hola: ¿hay tono en otro aparato?")
    page.keyboard.press("Control+Enter")
    expect(held(page).get_by_text("¿hay tono en otro aparato?")).to_be_visible()
    expect_left(page, "¿hay tono en otro aparato?")
    page.keyboard.press("n")
    page.keyboard.type("Parece la central.")
    page.keyboard.press("Control+Enter")
    expect(thread(page).get_by_text("Parece la central.")).to_be_visible()
    page.keyboard.press("Escape")


def escalate(page: Page) -> None:
    page.keyboard.press("e")
    expect(page.get_by_label("Qué pasa")).to_be_focused()
    page.keyboard.type("Sin tono en tres aparatos; la central no responde.")
    send = page.locator("#panel").get_by_role("button", name="Escalar")
    until(lambda: on_to_the_next(page) or has_focus(send), "the button after the fields")
    page.keyboard.press("Enter")
    expect(thread(page).get_by_text("Noelia Vega escaló de")).to_be_visible()


def on_to_the_next(page: Page) -> bool:
    """Go on by one place, and write where the hand-over needs words that it hasn't yet."""
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.matches('textarea:invalid')"):
        page.keyboard.type("Dos aparatos, mismo resultado.")
    return False


def has_focus(place: Locator) -> bool:
    return bool(place.evaluate("one => one === document.activeElement"))


def look_at_the_map(page: Page) -> None:
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Teclas")
    expect(keys.get_by_text("Ticket siguiente")).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/desk/customers/")
