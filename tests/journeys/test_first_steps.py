"""The first five minutes of a company: from the owner's link, by the guide, to the first answered ticket."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import People
from tests.journeys.product import PASSWORD, Product
from tests.peers.smtp_sink import SmtpSink

pytestmark = pytest.mark.browser
SUBJECT = "¿Abren los sábados?"
ANSWER = "Sí, de nueve a una."


def test_from_an_empty_desk_to_the_first_answered_ticket(product: Product, people: People, sink: SmtpSink) -> None:
    page = people.window()
    become_owner(product, page)
    name_the_company(page)
    page.get_by_role("button", name="Dejarlos así").click()
    expect(step(page, "Las personas")).not_to_have_attribute("aria-current", "step")
    connect_a_mailbox(product, page)
    wait_for_the_first_ticket(product, page)
    answer(page)
    page.goto(f"{product.url}/desk/guide/")
    expect(page.get_by_role("heading", name="La mesa está abierta")).to_be_visible()
    page.get_by_role("link", name="A la bandeja").click()
    expect(page.get_by_role("link", name=re.compile(re.escape(SUBJECT)))).to_be_visible()
    answers = [mail for mail in sink.mails if b"de nueve a una" in mail.content]
    assert [mail.recipients for mail in answers] == [["rosa@comandina.example"]]
    assert answers[0].parsed["From"].endswith("<ayuda@cordillera.example>")
    assert people.complaints == []


def become_owner(product: Product, page: Page) -> None:
    page.goto(product.owner_link())
    expect(page.get_by_label("Su nombre")).to_be_focused()
    page.get_by_label("Su nombre").fill("Valeria Montes")
    page.get_by_label("Correo electrónico").fill("valeria@cordillera.example")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Abrir la mesa de ayuda").click()
    expect(page.get_by_role("heading", level=1, name="Primeros pasos")).to_be_visible()


def name_the_company(page: Page) -> None:
    expect(step(page, "La empresa")).to_have_attribute("aria-current", "step")
    page.get_by_label("Nombre").fill("Cordillera")
    page.get_by_role("button", name="Seguir").click()
    expect(step(page, "Las personas")).to_have_attribute("aria-current", "step")


def connect_a_mailbox(product: Product, page: Page) -> None:
    page.get_by_role("link", name="Conectar un buzón").click()
    page.get_by_label("Dirección", exact=True).fill("ayuda@cordillera.example")
    page.get_by_label("Nombre", exact=True).fill("Cordillera")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("ayuda@cordillera.example").first).to_be_visible()
    page.goto(f"{product.url}/desk/guide/")
    expect(step(page, "El primer ticket")).to_have_attribute("aria-current", "step")


def wait_for_the_first_ticket(product: Product, page: Page) -> None:
    expect(page.get_by_text("Esperando el primer ticket…")).to_be_visible()
    product.mail_in(SUBJECT, "Quisiera pasar este sábado.")
    expect(step(page, "La primera respuesta")).to_have_attribute("aria-current", "step")  # nobody reloads


def answer(page: Page) -> None:
    page.get_by_role("link", name="Abrir el ticket #1 y responder").click()
    page.get_by_label("Sus palabras").fill(ANSWER)
    page.get_by_role("button", name="Enviar").click()
    thread = page.get_by_role("log", name="Conversación")
    expect(thread.get_by_text(ANSWER)).to_be_visible(timeout=60_000)
    expect(thread.get_by_text("Enviado", exact=True).last).to_be_visible()


def step(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=2, name=name))
