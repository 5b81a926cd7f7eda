"""The desk in a hand: 375 px, a thumb, one column at a time; nothing scrolls sideways anywhere on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.company.steps import expect_left, held, row, show_news, thread, title, view, words
from tests.journeys.conftest import People
from tests.journeys.product import Product, until

pytestmark = pytest.mark.browser
SUBJECT = "El datáfono de la recepción no conecta con la central de pagos desde ayer por la tarde"
THUMB_PX = 24  # WCAG 2.2 AA: the least size of what is touched


def test_from_the_list_to_the_reply_and_back(product: Product, people: People) -> None:
    noelia = people.sign_in("noelia@cordillera.example", phone=True)
    expect(noelia.get_by_role("region", name="Tickets")).to_be_visible()
    fits(noelia)
    choose_a_view(noelia)
    product.mail_in(SUBJECT, "Dice «sin red». " + "https://pagos.example/" + "x" * 120)
    show_news(noelia, SUBJECT)
    fits(noelia)

    row(noelia, SUBJECT).tap()
    expect(title(noelia)).to_be_visible()
    expect(row(noelia, SUBJECT)).to_be_hidden()  # one column at a time
    fits(noelia)
    take(noelia)
    look_at_the_context(noelia)
    reply(noelia)
    tap(noelia.get_by_role("link", name="Volver a la lista"))
    expect(row(noelia, SUBJECT)).to_be_visible()
    expect(title(noelia)).to_be_hidden()
    fits(noelia)
    assert people.complaints == []


def choose_a_view(page: Page) -> None:
    expect(view(page, "Sin asignar")).to_be_hidden()
    tap(page.get_by_role("button", name="Vistas"))
    expect(view(page, "Sin asignar")).to_be_visible()
    fits(page)
    view(page, "Sin asignar").tap()
    expect(page.get_by_role("heading", level=2, name="Sin asignar")).to_be_visible()
    expect(view(page, "Sin asignar")).to_be_hidden()


def take(page: Page) -> None:
    tap(page.locator("#head").get_by_role("button", name="Tomar"))
    expect(thread(page).get_by_text("Noelia Vega tomó el ticket")).to_be_visible()
    tap(page.locator("#head").get_by_label("Más acciones"))
    expect(page.get_by_role("link", name="Posponer…")).to_be_visible()
    fits(page)
    tap(page.get_by_role("link", name="Posponer…"))
    expect(page.locator("#panel").get_by_role("heading", name="Posponer")).to_be_visible()
    fits(page)
    tap(page.locator("#panel").get_by_role("button", name="Cerrar"))


def look_at_the_context(page: Page) -> None:
    context = page.get_by_role("complementary", name="Contexto")
    expect(context).to_be_hidden()
    tap(page.get_by_role("button", name="Cliente y datos"))
    expect(context.get_by_role("link", name="Rosa Ibáñez")).to_be_visible()
    expect(context.get_by_role("link", name="Rosa Ibáñez")).to_be_in_viewport()
    fits(page)
    context.get_by_label("Agregar etiqueta").fill("wifi")
    context.get_by_label("Agregar etiqueta").press("Enter")
    expect(context.get_by_role("button", name="Quitar wifi")).to_be_visible()
    page.touchscreen.tap(20, 300)  # beside the sheet
    expect(context).to_be_hidden()


def reply(page: Page) -> None:
    words(page).tap()
    words(page).fill("Hola, Rosa: ¿parpadea la luz verde?")
    fits(page)
    tap(page.get_by_label("Otras formas de enviar"))
    expect(page.get_by_role("button", name="esperar al cliente")).to_be_in_viewport()
    fits(page)
    tap(page.get_by_role("button", name="esperar al cliente"))
    expect(held(page).get_by_text("¿parpadea la luz verde?")).to_be_visible()
    fits(page)
    expect_left(page, "¿parpadea la luz verde?")
    fits(page)


def tap(target: Locator) -> None:
    """Touch what is big enough for a thumb."""
    expect(target).to_be_visible()
    # it may be put in its place anew at the very moment when it is measured: then it has no size
    until(lambda: side_px(target) > 0, f"a size of {target}")
    assert (side_px(target) or THUMB_PX) >= THUMB_PX, target
    target.tap()


def side_px(target: Locator) -> float:
    return float(target.evaluate("({ offsetWidth, offsetHeight }) => Math.min(offsetWidth, offsetHeight)"))


def fits(page: Page) -> None:
    wide = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    assert wide == [375, 375], wide
