"""A morning of an agent of the first line: from the night's mail to an almost empty queue, with the fewest steps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.company.steps import (
    count,
    expect_count,
    expect_left,
    head,
    held,
    more,
    note,
    open_ticket,
    row,
    show_news,
    take,
    thread,
    title,
    turn_to,
    view,
    words,
)  # fmt: skip
from tests.journeys.conftest import People
from tests.journeys.product import Product, until
from tests.peers.smtp_sink import SmtpSink

pytestmark = pytest.mark.browser
ROUTER = "El router no enciende"
INVOICE = "Copia de la factura de octubre"
TWINS = ("Correo de publicidad uno", "Correo de publicidad dos")
CALLED = "La señal cae en el segundo piso"


def test_a_morning_of_the_first_line(product: Product, people: People, sink: SmtpSink) -> None:
    noelia = people.sign_in("noelia@cordillera.example")
    read_the_inbox(product, noelia)
    answer_by_a_macro(noelia)
    tag_and_fill_in(noelia)
    expect_left(noelia, "¿Sigue sin encender?")
    until(lambda: recipients_of(sink, b"Sigue sin encender"), "the answer by mail")
    assert recipients_of(sink, b"Sigue sin encender") == [["rosa@comandina.example"]]
    put_aside(noelia)
    resolve_two_and_take_it_back(noelia)
    search(noelia)
    be_called(product, people, noelia)
    assert people.complaints == []


def read_the_inbox(product: Product, page: Page) -> None:
    before = count(page, "Sin asignar")
    view(page, "Sin asignar").click()
    for subject in (ROUTER, INVOICE, *TWINS):
        product.mail_in(subject, f"Buenos días. {subject}. Quedo atenta.")
    expect_count(page, "Sin asignar", before + 4)  # nobody reloads
    for subject in (ROUTER, INVOICE, *TWINS):
        show_news(page, subject)
        expect(row(page, subject)).to_contain_text("Sin leer")
    row(page, ROUTER).click()
    expect(title(page)).to_have_text(ROUTER)
    expect(thread(page).get_by_text("Quedo atenta.")).to_be_visible()
    expect(row(page, ROUTER)).not_to_contain_text("Sin leer")
    mine = count(page, "Mis tickets")
    take(page, "Noelia Vega")
    expect_count(page, "Mis tickets", mine + 1)
    expect_count(page, "Sin asignar", before + 3)


def answer_by_a_macro(page: Page) -> None:
    words(page).press("/")
    found = page.get_by_label("Buscar una macro…")
    found.fill("reinic")
    expect(page.get_by_role("option", name="Reiniciar el equipo")).to_be_visible()
    found.press("Enter")
    said = re.compile(r"^Hola, Rosa Ibáñez:\s+Por favor apague el equipo.*\(caso \d+\)\.$")
    expect(words(page)).to_have_value(said)
    page.get_by_role("button", name=re.compile("^Enviar")).click()
    held(page).get_by_role("button", name="Deshacer").click()
    expect(held(page).get_by_role("button")).to_have_count(0)
    expect(words(page)).to_have_value(said)  # back in the composer
    words(page).press("Control+End")
    words(page).press_sequentially("\n¿Sigue sin encender?")
    page.get_by_role("button", name=re.compile("^Enviar")).click()
    expect(held(page).get_by_text("¿Sigue sin encender?")).to_be_visible()


def tag_and_fill_in(page: Page) -> None:
    """While the reply waits its seconds."""
    page.get_by_label("Agregar etiqueta").fill("fibra")
    page.get_by_label("Agregar etiqueta").press("Enter")
    expect(page.get_by_role("button", name="Quitar fibra")).to_be_visible()
    page.get_by_label("Sede").select_option("Sucursal norte")
    expect(thread(page).get_by_text("Sede")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Sede")).to_have_value("Sucursal norte")


def put_aside(page: Page) -> None:
    open_ticket(page, INVOICE)
    take(page, "Noelia Vega")
    more(page, "Posponer…")
    page.get_by_role("radio", name=re.compile("^Mañana")).check()
    page.locator("#panel").get_by_role("button", name="Posponer").click()
    expect(thread(page).get_by_text("Noelia Vega lo pospuso")).to_be_visible()
    expect_count(page, "Pospuestos", 1)


def resolve_two_and_take_it_back(page: Page) -> None:
    view(page, "Sin asignar").click()
    for subject in TWINS:
        page.locator(".entry", has_text=subject).get_by_role("checkbox").check()
    expect(page.get_by_text("2 elegidos")).to_be_visible()
    page.get_by_role("group", name="Con los tickets elegidos").get_by_role("button", name="Resolver").click()
    run = page.locator("#bulk-runs")
    expect(run.get_by_text("Resolver · 2 tickets · terminado")).to_be_visible()
    for subject in TWINS:
        expect(row(page, subject)).to_contain_text("Ya no está aquí")
    run.get_by_role("button", name="Deshacer").click()
    expect(run.get_by_text("deshecho")).to_be_visible()
    for subject in TWINS:
        expect(row(page, subject)).not_to_contain_text("Ya no está aquí")


def search(page: Page) -> None:
    page.locator("body").press("/")
    page.get_by_role("combobox", name="Buscar").fill("estado:pospuesto facura")
    page.get_by_role("combobox", name="Buscar").press("Enter")
    expect(page.get_by_role("link", name=INVOICE)).to_be_visible()


def be_called(product: Product, people: People, noelia: Page) -> None:
    product.mail_in(CALLED, "Solo arriba. Abajo va bien.")
    bruno = people.sign_in("bruno@cordillera.example")
    open_ticket(bruno, CALLED)
    turn_to(bruno, "Nota interna")
    words(bruno).press_sequentially("@Noel")
    bruno.get_by_role("option", name="Noelia Vega").click()
    words(bruno).press_sequentially("¿lo viste ayer?")
    bruno.get_by_role("button", name="Guardar nota").click()
    expect(thread(bruno).get_by_text("¿lo viste ayer?")).to_be_visible()
    noelia.get_by_role("link", name="Avisos, 1 sin ver").click()
    noelia.get_by_role("region", name="Avisos").get_by_role("link", name=CALLED).click()
    expect(title(noelia)).to_have_text(CALLED)
    expect(head(noelia).get_by_text("Bruno Salas pide su ayuda aquí.")).to_be_visible()
    note(noelia, "Sí: es el repetidor.")
    expect(head(noelia).get_by_text("pide su ayuda aquí.")).to_have_count(0)


def recipients_of(sink: SmtpSink, words: bytes) -> list[list[str]]:
    return [mail.recipients for mail in sink.mails if words in mail.content]
