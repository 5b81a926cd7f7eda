"""Two agents on one ticket: they see each other, don't answer twice, hand over, ask a third, merge and undo it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.company.steps import (
    expect_left,
    head,
    held,
    more,
    note,
    open_ticket,
    take,
    thread,
    title,
    view,
    words,
)  # fmt: skip
from tests.journeys.conftest import People
from tests.journeys.product import Product

pytestmark = pytest.mark.browser
SUBJECT = "La telefonía corta las llamadas"
TWIN = "Otra vez las llamadas cortadas"
ASKER = "Yolanda Condori <yolanda.condori@quri.example>"


def test_two_agents_on_one_ticket(product: Product, people: People) -> None:
    ximena, bruno = people.sign_in("ximena@cordillera.example"), people.sign_in("bruno@cordillera.example")
    product.mail_in(SUBJECT, "Desde el lunes se cortan a los dos minutos.", sender=ASKER)
    for page in (ximena, bruno):
        open_ticket(page, SUBJECT)
    see_each_other(ximena, bruno)
    write_at_once(ximena, bruno)
    take_over(ximena, bruno)
    ask_another_team(people, bruno)
    merge_and_undo(product, bruno)
    refused = "status of 409 (Conflict)"  # Chromium's line about the reply that was held up by a doubt
    assert [line for line in people.complaints if refused not in line] == []


def see_each_other(ximena: Page, bruno: Page) -> None:
    here = ximena.get_by_role("group", name="También aquí")
    expect(here.get_by_role("img", name="Bruno Salas está mirando este ticket")).to_be_visible()
    take(ximena, "Ximena Rojas")
    expect(thread(bruno).get_by_text("Ximena Rojas tomó el ticket")).to_be_visible()
    words(bruno).press_sequentially("Hola, Yolanda:")
    expect(here.get_by_role("img", name="Bruno Salas está escribiendo una respuesta")).to_be_visible()
    words(ximena).press_sequentially("Buenos días, Yolanda:")
    clash = "también está escribiendo una respuesta: conviene acordar quién la envía."
    expect(ximena.get_by_role("status").filter(has_text=f"Bruno Salas {clash}")).to_be_visible()
    expect(bruno.get_by_role("status").filter(has_text=f"Ximena Rojas {clash}")).to_be_visible()
    words(bruno).fill("")
    expect(ximena.get_by_role("status").filter(has_text=clash)).to_have_count(0)
    expect(here.get_by_role("img", name="Bruno Salas está mirando este ticket")).to_be_visible()


def write_at_once(ximena: Page, bruno: Page) -> None:
    note(bruno, "El conmutador reinició el lunes.")
    expect(thread(ximena).get_by_text("El conmutador reinició el lunes.")).to_be_visible()
    expect(words(ximena)).to_have_value("Buenos días, Yolanda:")  # the note came in; her words stay
    expect(ximena.get_by_role("status").filter(has_text="Bruno Salas escribió")).to_be_visible()
    words(ximena).press_sequentially(" lo estamos mirando.")
    ximena.get_by_role("button", name="Enviar").click()
    doubt = ximena.get_by_role("alert").filter(has_text="Bruno Salas escribió mientras usted escribía.")
    expect(doubt).to_be_visible()
    doubt.get_by_role("button", name="Enviar de todos modos").click()
    expect(held(ximena).get_by_text("lo estamos mirando.")).to_be_visible()
    expect_left(ximena, "lo estamos mirando.")
    expect(thread(bruno).get_by_text("lo estamos mirando.")).to_be_visible()


def take_over(ximena: Page, bruno: Page) -> None:
    ximena.get_by_role("navigation", name="Secciones").get_by_role("link", name="La escalera").click()
    ximena.wait_for_url("**/desk/ladder/")
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    bruno.once("dialog", agree)
    head(bruno).get_by_role("button", name="Relevar").click()
    expect(head(bruno).get_by_role("button", name="Relevar")).to_have_count(0)
    assert asked == ["Ahora lo tiene Ximena Rojas y recibirá un aviso. ¿Tomarlo?"]
    ximena.get_by_role("link", name=re.compile(r"Avisos, \d+ sin ver")).click()
    ximena.get_by_role("link", name="Bruno Salas le relevó en el ticket").click()
    expect(title(ximena)).to_have_text(SUBJECT)
    expect(head(ximena).get_by_role("button", name="Relevar")).to_be_visible()


def ask_another_team(people: People, bruno: Page) -> None:
    bruno.get_by_role("complementary", name="Contexto").get_by_role("link", name="Consultar").click()
    panel = bruno.locator("#panel")
    panel.get_by_label("A quién").select_option(label="N2 Redes y conectividad")
    panel.get_by_label("Pregunta").fill("¿Hubo trabajos en la central el lunes?")
    panel.get_by_role("button", name="Consultar").click()
    expect(thread(bruno).get_by_text("Bruno Salas consultó a Redes y conectividad")).to_be_visible()

    lucia = people.sign_in("lucia@cordillera.example")
    open_ticket(lucia, SUBJECT, among="Menciones")  # her team does not hold it, she was asked
    asked = lucia.get_by_role("region", name="Consulta para usted")
    expect(asked.get_by_text("¿Hubo trabajos en la central el lunes?")).to_be_visible()
    asked.get_by_label("Su respuesta").fill("Sí, de 9 a 11; ya terminaron.")
    asked.get_by_role("button", name="Responder").click()
    expect(asked).to_have_count(0)

    cards = bruno.get_by_role("complementary", name="Contexto")
    expect(cards.get_by_text("Sí, de 9 a 11; ya terminaron.")).to_be_visible()
    cards.get_by_text("Cerrar con el resultado").click()
    cards.get_by_label("Resultado").fill("Eran los trabajos del lunes.")
    cards.get_by_role("button", name="Cerrar").click()
    expect(thread(bruno).get_by_text("Bruno Salas cerró la consulta")).to_be_visible()
    expect(thread(lucia).get_by_text("Bruno Salas cerró la consulta")).to_be_visible()


def merge_and_undo(product: Product, bruno: Page) -> None:
    product.mail_in(TWIN, "Hoy también.", sender=ASKER)
    open_ticket(bruno, TWIN)
    more(bruno, "Unir…")
    panel = bruno.locator("#panel")
    panel.get_by_label(SUBJECT).check(force=True)  # the same customer's last ones are offered
    panel.get_by_role("button", name="Ver qué pasará").click()
    expect(panel.get_by_text("Qué va a pasar")).to_be_visible()
    panel.get_by_role("button", name="Unir", exact=True).click()
    expect(title(bruno)).to_have_text(SUBJECT)
    expect(thread(bruno).get_by_text("Hoy también.")).to_be_visible()

    cards = bruno.get_by_role("complementary", name="Contexto")
    expect(cards.get_by_text("Unidos a este")).to_be_visible()
    cards.get_by_role("button", name="Deshacer").click()
    expect(thread(bruno).get_by_text(re.compile("Bruno Salas deshizo la unión con #"))).to_be_visible()
    expect(thread(bruno).get_by_text("Hoy también.")).to_have_count(0)
    expect(view(bruno, "Todos los abiertos")).to_be_visible()
    open_ticket(bruno, TWIN)
    expect(thread(bruno).get_by_text("Hoy también.")).to_be_visible()
