"""An article's way: written up from a solved ticket, reviewed, published, found in the portal, voted on, sent, counted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.company.steps import expect_left, more, open_ticket, send, take, thread
from tests.journeys.conftest import People
from tests.journeys.product import Product

pytestmark = pytest.mark.browser
SUBJECT = "El teléfono de la recepción no suena"
AGAIN = "Tampoco suena el de la farmacia"
ASKER = "Adela Fuentes <adela.fuentes@clinicadelsur.example>"
TITLE = "El teléfono no suena: el timbre está apagado"
GAP = "¿Venden paneles solares para el tejado?"
# A picture of two by two points, put on the clipboard as a browser does it.
PASTE = """area => {
  const bytes = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg=="), c => c.charCodeAt(0))
  const given = new DataTransfer()
  given.items.add(new File([bytes], "image.png", { type: "image/png" }))
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }))
}"""


def test_from_a_solved_ticket_to_a_reader_who_is_helped(product: Product, people: People) -> None:
    noelia, sofia, adela = (
        people.sign_in("noelia@cordillera.example"),
        people.sign_in("sofia@cordillera.example"),
        None,
    )
    solve(product, noelia)
    write_it_up(noelia)
    look_at_it(sofia)
    adela = people.window(phone=True)
    find_it(product, adela)
    ask_in_vain(product, adela)
    send_it(product, noelia)
    count_it(product, sofia)
    assert people.complaints == []


def solve(product: Product, page: Page) -> None:
    product.mail_in(SUBJECT, "Llaman y no suena nada. Mi móvil es el 612 345 678.", sender=ASKER)
    open_ticket(page, SUBJECT)
    take(page, "Noelia Vega")
    send(page, "Hola, Adela:\n\n1. Pulse la tecla de volumen.\n2. Suba el timbre.")
    expect_left(page, "Suba el timbre.")
    page.get_by_role("button", name="Resolver", exact=True).click()
    expect(thread(page).get_by_text("Noelia Vega resolvió el ticket")).to_be_visible()


def write_it_up(page: Page) -> None:
    """What is typed survives a reload, a picture is pasted, and a colleague is asked to look at it."""
    more(page, "Convertir en artículo")
    text = page.get_by_label("Texto", exact=True)
    expect(text).to_have_value(re.compile("Suba el timbre."))
    assert "612 345" not in text.input_value()
    assert "Adela" not in text.input_value()
    page.get_by_label("Título", exact=True).first.fill(TITLE)
    text.press("Control+End")
    text.press_sequentially("\n\nSi no basta, escríbanos. ")
    expect(page.locator(".kept")).to_have_text(re.compile("sin guardar"))
    page.reload()
    expect(text).to_have_value(re.compile("Si no basta"))
    expect(page.get_by_text("sin guardar todavía")).to_be_visible()
    text.press("Control+End")
    text.evaluate(PASTE)
    expect(text).to_have_value(re.compile(r"!\[\]\(image\.png\)"))
    expect(page.locator("#preview img")).to_have_js_property("naturalWidth", 2)
    page.get_by_label("Quién puede leerlo").select_option(label="Todos")
    page.get_by_role("button", name="Guardar y pedir revisión").click()
    expect(page.get_by_text("La revisión está pedida.")).to_be_visible()


def look_at_it(page: Page) -> None:
    """The one who may publish hears of it, sees what is new and publishes."""
    expect(page.locator("notice-bell")).to_contain_text("1", timeout=60_000)
    page.goto(page.url.partition("/desk/")[0] + "/desk/notifications/")
    page.get_by_role("link", name=re.compile(f"Noelia Vega pide revisar «{re.escape(TITLE)}»")).click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.locator(".diff").get_by_text("Suba el timbre.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Por revisar")).first.click()
    line = page.get_by_role("listitem").filter(has_text=TITLE)
    line.get_by_role("button", name="Publicar").click()
    expect(page.get_by_text("El artículo está publicado.")).to_be_visible()


def find_it(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/help/")
    page.get_by_label("Su pregunta").fill("mi telefono no suena")
    page.get_by_label("Su pregunta").press("Enter")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.locator(".prose img")).to_have_js_property("naturalWidth", 2)
    page.get_by_role("button", name="Sí, gracias").click()
    expect(page.get_by_role("status").filter(has_text="Nos alegra")).to_be_visible()


def ask_in_vain(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/help/")
    page.get_by_label("Su pregunta").fill(GAP)
    page.get_by_label("Su pregunta").press("Enter")
    expect(page.get_by_role("link", name="Escríbanos").first).to_be_visible()


def send_it(product: Product, page: Page) -> None:
    """The article is the answer to the next one."""
    product.mail_in(AGAIN, "No suena desde ayer.", sender=ASKER)
    page.goto(f"{product.url}/desk/")
    open_ticket(page, AGAIN)
    take(page, "Noelia Vega")
    send(page, f"Esto lo explica: {product.url}/help/articles/el-telefono-no-suena-el-timbre-esta-apagado/")
    expect_left(page, "Esto lo explica")
    page.get_by_role("button", name="Resolver", exact=True).click()
    expect(thread(page).get_by_text("Noelia Vega resolvió el ticket")).to_be_visible()


def count_it(product: Product, page: Page) -> None:
    counted = page.get_by_text(re.compile("usado 1 · resolvió 1 · no ayudó 0 · 1 sí, 0 no"))
    for _turn in range(30):  # the reader of what happened follows a moment later
        page.goto(f"{product.url}/desk/articles/el-telefono-no-suena-el-timbre-esta-apagado/")
        expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
        if counted.is_visible():
            break
        page.wait_for_timeout(1000)
    expect(counted).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(AGAIN))).to_be_visible()
    page.goto(f"{product.url}/desk/articles/gaps/")
    expect(page.get_by_role("listitem").filter(has_text=GAP)).to_contain_text("× 1")
