"""The assistant: one customer is helped by a quote, another gets a person who knows everything; a mail answers itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.company.steps import open_ticket, send, take, thread
from tests.journeys.company.test_a_customer import mails_to, text_of
from tests.journeys.conftest import People
from tests.journeys.product import Product, until
from tests.peers.smtp_sink import SmtpSink

pytestmark = pytest.mark.browser
QUESTION = "La luz del router está en rojo, ¿qué hago?"
HARD = "¿Cómo cambio la titularidad de la línea?"
HARDER = "Quiero poner el contrato a nombre de mi esposa"
ADDED = "Mi esposa se llama Elena."
RAUL, PAULA = "raul.prado@correo.example", "paula.rios@correo.example"
TYPING_MS = 2_100  # what comes faster, no person has typed


def test_a_quote_with_its_link_and_its_day_helps(product: Product, people: People) -> None:
    page = people.window()
    ask(product, page, QUESTION)
    quote = talk(page).locator("figure.quote")
    expect(quote.get_by_role("link", name=re.compile("La luz del router está en rojo"))).to_be_visible()
    expect(quote).to_contain_text("Apague el router y espere 30 segundos")
    expect(quote).to_contain_text(re.compile(r"\d{4}"))  # its day
    page.get_by_role("button", name="Sí, gracias").click()
    expect(talk(page)).to_contain_text("Qué bien")
    expect(page.get_by_text("¿Se resolvió?")).to_have_count(0)
    page.reload()
    expect(talk(page)).to_contain_text(QUESTION)
    with page.expect_popup() as opened:
        talk(page).locator("figure.quote").get_by_role("link").click()
    expect(opened.value.get_by_role("heading", level=1, name="La luz del router está en rojo")).to_be_visible()
    assert people.complaints == []


def test_who_is_not_helped_gets_a_person_who_knows_everything(
    product: Product, people: People, sink: SmtpSink
) -> None:
    raul = people.window(phone=True)
    ask(product, raul, HARD)
    say(raul, HARDER)
    say(raul, "quiero hablar con una persona")
    expect(raul.get_by_role("heading", name="Desde aquí sigue una persona")).to_be_visible()
    hand_over(raul)
    number = re.search(r"solicitud (\d+)", raul.locator("#handed").inner_text())
    assert number
    noelia = people.sign_in("noelia@cordillera.example")
    open_ticket(noelia, HARD)
    agent_sees_everything(noelia)
    take(noelia, "Noelia Vega")
    send(noelia, "Hola, Raúl: lo cambiamos hoy con el documento de ambos.")
    until(lambda: "lo cambiamos hoy" in "".join(map(text_of, mails_to(sink, RAUL))), "the answer by mail", 90)
    stays_silent(product, raul)
    assert people.complaints == []


def test_a_mail_is_answered_in_its_acknowledgement_and_solved_by_its_link(
    product: Product, people: People, sink: SmtpSink
) -> None:
    product.mail_in("Factura en PDF", "Hola. ¿Cómo puedo descargar una factura en PDF?", sender=f"Paula <{PAULA}>")
    until(lambda: "Descargar una factura" in "".join(map(text_of, mails_to(sink, PAULA))), "the answer by mail", 90)
    mail = text_of(mails_to(sink, PAULA)[-1])
    link = re.search(r"http://\S+/help/assistant/\S+/helped/", mail)
    assert link
    assert re.search(r"“Descargar una factura” \(revisado el .*\d{4}\)", mail), mail
    page = people.window(phone=True)
    page.goto(link[0])
    expect(page.get_by_role("heading", level=1, name="¿Se resolvió?")).to_be_visible()  # opening it only asks
    page.get_by_role("button", name="Sí, está resuelto").click()
    expect(page.get_by_role("heading", level=1, name="Qué bien")).to_be_visible()
    noelia = people.sign_in("noelia@cordillera.example")
    noelia.goto(f"{product.url}/desk/search/?q=Factura+en+PDF")
    noelia.get_by_role("link", name=re.compile("Factura en PDF")).first.click()
    expect(noelia.locator("#head")).to_contain_text("Resuelto")
    assert people.complaints == []


def ask(product: Product, page: Page, words: str) -> None:
    """Come in by the portal's home, as a customer does."""
    page.goto(f"{product.url}/help/")
    page.get_by_role("link", name=re.compile("asistente")).first.click()
    say(page, words)
    expect(page).to_have_url(re.compile(r"/help/assistant/[0-9a-f]{40}/"))


def say(page: Page, words: str) -> None:
    before = page.locator("article.said[data-side='us']").count()
    page.get_by_label("Su pregunta").fill(words)
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("article.said[data-side='us']")).to_have_count(before + 1)


def talk(page: Page) -> Locator:
    return page.get_by_role("log", name="Conversación")


def hand_over(page: Page) -> None:
    """Say who one is, and nothing of the matter again."""
    page.get_by_label("Su nombre").fill("Raúl Prado")
    page.get_by_label("Su dirección de correo").fill(RAUL)
    page.get_by_label(re.compile("Algo que a")).fill(ADDED)
    page.wait_for_timeout(TYPING_MS)
    page.get_by_role("button", name="Pasar a una persona").click()
    expect(page.locator("#handed")).to_be_visible()


def agent_sees_everything(page: Page) -> None:
    """The customer's own words as the message, the whole conversation folded under it, and why a person was asked for."""
    for words in (HARD, HARDER, ADDED):
        expect(thread(page).get_by_text(words).first).to_be_visible()
    thread(page).get_by_text("Hablado con el asistente").click()
    expect(thread(page).get_by_text("quiero hablar con una persona")).to_be_visible()
    expect(thread(page)).to_contain_text("El asistente lo pasó a una persona")


def stays_silent(product: Product, page: Page) -> None:
    """Reloaded, the conversation takes no words: it leads to the request, and the assistant says nothing more."""
    said = page.locator("article.said[data-side='us']").count()
    page.reload()
    expect(page.locator("#handed")).to_be_visible()
    expect(page.get_by_label("Su pregunta")).to_have_count(0)
    expect(page.locator("article.said[data-side='us']")).to_have_count(said)
    page.get_by_role("link", name="Seguirla ahora").click()
    expect(page.get_by_text("lo cambiamos hoy")).to_be_visible()
