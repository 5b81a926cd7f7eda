"""A customer, from the portal's home to the resolved request; and the coordinator of her company."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.company.steps import open_ticket, send, take, thread
from tests.journeys.conftest import People
from tests.journeys.product import Product, until
from tests.peers.smtp_sink import SinkMail, SmtpSink

pytestmark = pytest.mark.browser
ADELA, JULIAN = "adela.fuentes@clinicadelsur.example", "julian.prieto@clinicadelsur.example"
TYPING_MS = 2_100  # what comes faster, no person has typed: the form takes it for a robot's
SUBJECT = "Quirófano 2 sin wifi"
TOLD = "El wifi va muy lento en la sala de espera y se corta en el quirófano"


def test_from_the_portal_to_resolved(product: Product, people: People, sink: SmtpSink) -> None:
    adela = people.window()
    look_for_an_article(product, adela)
    key = write_to_us(adela, sink)
    follow_by_key(product, adela, key)
    come_in_by_mail(product, adela, sink, ADELA)
    adela.get_by_role("link", name=SUBJECT).click()
    add_a_file(adela)

    noelia = people.sign_in("noelia@cordillera.example")
    open_ticket(noelia, SUBJECT)
    take(noelia, "Noelia Vega")
    expect(thread(noelia).get_by_role("link", name=re.compile("medida.txt")).first).to_be_visible()
    send(noelia, "Hola, Adela: cambiamos el canal del punto de acceso.")
    talk = adela.get_by_role("log", name="Conversación")
    expect(talk.get_by_text("cambiamos el canal")).to_be_visible(timeout=60_000)  # nobody reloads

    coordinate(product, people, sink, noelia)
    resolve(adela, noelia)
    assert people.complaints == []


def look_for_an_article(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/help/")
    expect(page.get_by_role("heading", level=1, name="¿En qué podemos ayudarle?")).to_be_visible()
    page.get_by_label("Su pregunta").fill("wifi lento")
    expect(
        page.locator("#suggestions").get_by_role("link", name=re.compile("El wifi va lento en una sala"))
    ).to_be_visible()
    page.get_by_role("link", name="Escríbanos").first.click()
    expect(page.get_by_role("heading", level=1, name="Escríbanos")).to_be_visible()


def write_to_us(page: Page, sink: SmtpSink) -> str:
    """Fill in the form, see what it proposes, send it all the same. Returns the tracking key."""
    page.get_by_role("radio", name="Algo no funciona").check()
    page.get_by_label(re.compile("En una línea")).fill(SUBJECT)
    page.get_by_label("Cuéntenos").fill(TOLD)
    proposed = page.locator("#proposals")
    expect(proposed.get_by_role("heading", name="Puede que esto lo resuelva ya")).to_be_visible()
    expect(proposed.get_by_text("El wifi va lento en una sala")).to_be_visible()
    page.get_by_label("Su nombre").fill("Adela Fuentes")
    page.get_by_label("Su dirección de correo").fill(ADELA)
    page.wait_for_timeout(TYPING_MS)
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", level=1, name="Lo hemos recibido")).to_be_visible()
    key = page.locator("dd.key").inner_text()
    until(lambda: key in "".join(text_of(mail) for mail in mails_to(sink, ADELA)), "the key by mail")
    return key


def follow_by_key(product: Product, page: Page, key: str) -> None:
    page.goto(f"{product.url}/help/")
    page.get_by_role("link", name="Seguir una solicitud").first.click()
    page.get_by_label("Clave de seguimiento").fill(key.lower())
    page.get_by_label("Su dirección de correo").fill(ADELA)
    page.get_by_role("button", name="Mostrarla").click()
    expect(page.get_by_role("heading", level=1, name=SUBJECT)).to_be_visible()
    expect(page.get_by_text(TOLD)).to_be_visible()


def come_in_by_mail(product: Product, page: Page, sink: SmtpSink, address: str) -> None:
    page.goto(f"{product.url}/help/requests/")
    before = len(mails_to(sink, address))
    page.get_by_label("Su dirección de correo").first.fill(address)
    page.get_by_role("button", name="Enviarme un enlace").click()
    expect(page.get_by_role("heading", name="Mire su correo")).to_be_visible()
    until(lambda: len(mails_to(sink, address)) > before, "the link by mail", 60)
    link = re.search(r"http://\S+/help/\S+", text_of(mails_to(sink, address)[-1]))
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("heading", level=1, name="Mis solicitudes")).to_be_visible()


def add_a_file(page: Page) -> None:
    page.get_by_label("Escríbanos").fill("Aquí va la medida.")
    file = {"name": "medida.txt", "mimeType": "text/plain", "buffer": b"12 Mbit/s"}
    page.get_by_label("Adjuntar archivos").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("link", name=re.compile("medida.txt"))).to_be_visible()
    expect(page.get_by_text("Aquí va la medida.")).to_be_visible()


def coordinate(product: Product, people: People, sink: SmtpSink, agent: Page) -> None:
    """The company's coordinator sees the request of a colleague, and asks for a higher level."""
    julian = people.window(phone=True)
    come_in_by_mail(product, julian, sink, JULIAN)
    julian.get_by_role("link", name="Clínica del Sur").click()
    julian.get_by_role("link", name=re.compile(SUBJECT)).click()
    expect(julian.get_by_role("log", name="Conversación").get_by_text("cambiamos el canal")).to_be_visible()
    julian.get_by_text("Pedir un nivel superior").click()
    julian.get_by_label("¿Por qué? El siguiente nivel lo lee primero").fill("Hay cirugías mañana.")
    julian.get_by_role("button", name="Pedir").click()
    expect(julian.get_by_text("Pidió un nivel superior el")).to_be_visible()
    expect(thread(agent).get_by_text("Hay cirugías mañana.").first).to_be_visible()


def resolve(customer: Page, agent: Page) -> None:
    customer.get_by_role("button", name="Sí, darla por resuelta").click()
    expect(customer.get_by_role("button", name="Abrirla de nuevo")).to_be_visible()
    expect(customer.locator(".hero").get_by_text("Resuelt")).to_be_visible()
    expect(thread(agent).get_by_text("Adela Fuentes resolvió el ticket")).to_be_visible()


def mails_to(sink: SmtpSink, address: str) -> list[SinkMail]:
    return [mail for mail in sink.mails if mail.recipients == [address]]


def text_of(mail: SinkMail) -> str:
    part = next(one for one in mail.parsed.walk() if one.get_content_type() == "text/plain")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()
