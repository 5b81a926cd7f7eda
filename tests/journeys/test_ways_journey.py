"""A window is seen running and closed; where it is closed, a template is filled in and sent; a single message is
answered; the words of a note never show a way."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import People
from tests.journeys.product import Product
from tests.journeys.test_ladder_journey import become_owner

pytestmark = pytest.mark.browser
VALERIA = "valeria@cordillera.example"


@pytest.fixture(scope="module", autouse=True)
def settled(browser: Browser, product: Product) -> None:
    people = People(browser, product)
    page = people.window()
    become_owner(product, page)
    page.context.close()
    assert people.complaints == []


def conversation(product: Product, minutes: float) -> int:
    """Begin a conversation on WhatsApp whose window has so many minutes left; return its ticket."""
    environment = {**product.environment, "DJANGO_SETTINGS_MODULE": "escalera.config.settings"}
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.company.window", str(minutes)],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return int(made.stdout.split()[-1])


def show(page: Page, product: Product, number: int) -> None:
    page.goto(f"{product.url}/desk/tickets/{number}/")
    expect(page.locator("#through")).to_be_visible()


def test_the_window_is_a_clock_that_warns(product: Product, people: People) -> None:
    page = people.sign_in(VALERIA)
    show(page, product, conversation(product, 90))
    clock = page.locator("#through window-left")
    expect(clock).to_have_attribute("data-tone", "warn")
    expect(clock.get_by_role("timer")).to_have_text(re.compile(r"^01:(29|28|30)$"))
    expect(page.locator("#head window-left")).to_contain_text("WhatsApp")
    expect(page.get_by_text("Responder por WhatsApp")).to_be_visible()
    page.locator(".message [aria-label='Más sobre este mensaje']").first.click()
    page.get_by_role("link", name="Responder a este mensaje").click()
    expect(page.locator("#through .answered")).to_contain_text("¿A qué hora viene?")
    page.get_by_label("Sus palabras").fill("x" * 4200)
    expect(page.locator("#through .count")).to_have_text("4200 / 40960 · 2 mensajes")
    page.locator("#composer label").filter(has_text="Nota interna").click()
    expect(page.locator("#through")).to_be_hidden()
    assert people.complaints == []


def test_where_it_has_closed_a_template_is_filled_in_and_sent(product: Product, people: People) -> None:
    page = people.sign_in(VALERIA)
    number = conversation(product, -30)
    show(page, product, number)
    expect(page.locator("#through")).to_contain_text("Han pasado más de 24 horas")
    expect(page.get_by_label("Sus palabras")).to_be_hidden()
    places = page.locator("#through [data-place]")
    assert [places.nth(n).input_value() for n in range(3)] == ["Ana", str(number), ""]
    page.get_by_role("button", name="Enviar", exact=False).first.click()
    expect(page.locator("#composer").get_by_role("alert").first).to_contain_text("Complete todos los espacios")
    page.locator("#through [data-place='3']").fill("el técnico va mañana")
    read = f"Hola Ana, su caso {number} sigue abierto: el técnico va mañana."
    expect(page.locator("#through .bubble")).to_contain_text(read)
    page.get_by_role("button", name="Enviar", exact=False).first.click()
    expect(page.locator("#held")).to_contain_text(read)
    assert [one for one in people.complaints if "422" not in one] == []


def test_a_draft_comes_back_with_its_way_and_its_template(product: Product, people: People) -> None:
    page = people.sign_in(VALERIA)
    number = conversation(product, -45)
    show(page, product, number)
    page.locator("#through [data-place='3']").fill("el técnico va mañana")
    expect(page.locator("draft-keeper .kept")).to_contain_text("Guardado")
    page.reload()
    expect(page.locator("#through [data-place='3']")).to_have_value("el técnico va mañana")
    number = conversation(product, 91)
    give_mail(product, number)
    show(page, product, number)
    choose(page, "Correo")
    page.get_by_label("Sus palabras").fill("Se lo mando por correo")
    expect(page.locator("draft-keeper .kept")).to_contain_text("Guardado")
    other = people.sign_in(VALERIA)
    show(other, product, number)
    expect(other.get_by_label("Sus palabras")).to_have_value("Se lo mando por correo")
    expect(other.locator("#through summary")).to_contain_text("ana@casa.example")
    choose(other, "WhatsApp")
    expect(other.locator("draft-keeper .kept")).to_contain_text("Guardado")
    page.reload()
    expect(page.locator("#through summary")).to_contain_text("WhatsApp")
    assert people.complaints == []


def choose(page: Page, name: str) -> None:
    page.locator("#through summary").click()
    page.locator("#through .ways-out label").filter(has_text=name).click()
    expect(page.locator("#through summary")).to_contain_text(name)


def give_mail(product: Product, number: int) -> None:
    """Let the customer of a ticket have a mail address too."""
    environment = {**product.environment, "DJANGO_SETTINGS_MODULE": "escalera.config.settings"}
    code = (
        "import django; django.setup()\n"
        "from escalera.base.people.models import Identity\n"
        "from escalera.core.tickets.models import Ticket\n"
        f"who = Ticket.objects.get(pk={number}).requester_id\n"
        "Identity.objects.create(contact_id=who, channel='email', address='ana@casa.example')\n"
    )
    subprocess.run([sys.executable, "-c", code], env=environment, timeout=60, check=True)
