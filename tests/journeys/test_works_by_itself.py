"""The ladder works by itself: a preset settles the desk; clocks explain themselves, work is handed out, rules act, a
step calls who is on call; and the preset can be undone. One desk for all, in the order in which a company would do it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.company.steps import head, more, open_ticket, row, take, thread, title
from tests.journeys.conftest import People
from tests.journeys.product import Product
from tests.journeys.test_ladder_journey import become_owner

pytestmark = pytest.mark.browser
VPN, PRINTER, PHISHING = "La VPN no conecta desde casa", "La impresora no imprime", "Correo sospechoso del banco"
VALERIA, AMIRA, ALMA, BRUNO = (f"{name}@cordillera.example" for name in ("valeria", "amira", "alma", "bruno"))
PRESET, RULE = "Servicios de TI", "Lo sospechoso lleva etiqueta"
ALARM = "Alarma del centro de datos"


@pytest.fixture(scope="module", autouse=True)
def settled(browser: Browser, product: Product) -> None:
    """The empty desk gets an owner, the preset of an industry and three people."""
    people = People(browser, product)
    page = people.window()
    become_owner(product, page)
    apply_the_preset(product, page)
    for email, name, team in (
        (AMIRA, "Amira Osorio", "Primera línea"),
        (ALMA, "Alma Ríos", "Primera línea"),
        (BRUNO, "Bruno Salas", "Especialistas"),
    ):
        product.add_agent(email, name, team)
    page.context.close()
    assert people.complaints == []


def apply_the_preset(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/desk/settings/presets/")
    page.get_by_role("link", name=re.compile(PRESET)).click()
    expect(page.get_by_text("No ocurre nada hasta que se aplique.")).to_be_visible()
    first = page.get_by_role("listitem").filter(has_text="Mesa de servicio").first
    expect(first.locator("s")).to_have_text("Primera línea, acepta en 1 h")
    expect(first.get_by_text("Mesa de servicio, acepta en 1 h")).to_be_visible()
    page.get_by_role("button", name="Aplicar lo marcado").click()
    expect(page.get_by_text(re.compile(f"«{PRESET}» está aplicado"))).to_be_visible()


def test_a_clock_runs_climbs_pauses_and_explains_itself(product: Product, people: People) -> None:
    amira, bruno = people.sign_in(AMIRA), people.sign_in(BRUNO)
    product.mail_in(VPN, "Desde ayer no entra nadie. Sale el error 809.")
    open_ticket(amira, VPN, among="Sin asignar")
    take(amira, "Amira Osorio")
    explained = explain(amira, "Primera respuesta")
    expect(explained.get_by_text("4 horas hábiles")).to_be_visible()
    expect(explained.get_by_text("Acuerdo estándar · v1")).to_be_visible()
    expect(explained.get_by_text("La respuesta de una persona al cliente.")).to_be_visible()
    number = escalate(amira)

    bruno.goto(f"{product.url}/desk/tickets/{number}/")
    reject_for_what_is_missing(bruno)
    send_it_complete(amira)
    bruno.goto(f"{product.url}/desk/tickets/{number}/")
    bruno.get_by_role("button", name="Aceptar").click()
    expect(thread(bruno).get_by_text("Bruno Salas lo aceptó para")).to_be_visible()
    wait_for_parts(bruno)
    resolve(bruno)
    assert people.complaints == []


def explain(page: Page, clock: str) -> Locator:
    page.get_by_role("link", name=re.compile(f"^{clock}")).click()
    panel = page.get_by_role("region", name=re.compile(clock))
    expect(panel.get_by_role("heading", name="Por qué está")).to_be_visible()
    return panel


def panel(page: Page) -> Locator:
    return page.locator("#panel")


def escalate(page: Page) -> str:
    """Hand it over with what the desk knows of it already. Returns the ticket's number."""
    page.get_by_role("link", name="Escalar").click()
    page.get_by_role("radio", name=re.compile("Especialistas")).check(force=True)
    expect(page.get_by_label("Síntoma, en palabras del cliente")).to_have_value(re.compile("Sale el error 809"))
    expect(page.get_by_label("Qué pasa")).to_have_value(VPN)
    page.get_by_label("Qué se probó").fill("Otra red; reinicio.")
    page.get_by_label("Qué se pide").fill("Revisar el concentrador.")
    panel(page).get_by_role("button", name="Escalar").click()
    expect(thread(page).get_by_text("Amira Osorio escaló de")).to_be_visible()
    found = re.search(r"/tickets/(\d+)/", page.url)
    assert found
    return found[1]


def reject_for_what_is_missing(page: Page) -> None:
    page.get_by_role("link", name="Rechazar…").click()
    page.get_by_role("radio", name="Falta información").check(force=True)
    page.get_by_role("checkbox", name="Evidencias").check(force=True)
    panel(page).get_by_role("button", name="Rechazar").click()
    expect(page.get_by_text("Ahora lo tiene otro equipo")).to_be_visible()


def send_it_complete(page: Page) -> None:
    expect(thread(page).get_by_text("«Falta: Evidencias.»")).to_be_visible()  # nobody reloads
    held = explain(page, "Tiempo en un equipo")  # hers goes on as if it had never left
    expect(held.get_by_text("Nunca hasta ahora.")).to_be_visible()
    expect(held.get_by_text("Especialistas · nadie lo tomó")).to_be_visible()
    held.get_by_role("button", name="Cerrar").click()
    page.get_by_role("link", name="Escalar").click()
    expect(page.get_by_role("radio", name=re.compile("Especialistas"))).to_be_checked()
    expect(panel(page).get_by_text("faltaba")).to_be_visible()
    expect(page.get_by_label("Qué se probó")).to_have_value("Otra red; reinicio.")
    page.get_by_label(re.compile("^Evidencias")).fill("Registro del cliente VPN, 809 a las 9:14.")
    panel(page).get_by_role("button", name="Escalar").click()
    expect(thread(page).get_by_text("Registro del cliente VPN")).to_be_visible()


def wait_for_parts(page: Page) -> None:
    more(page, "Esperar con un motivo…")
    page.get_by_role("radio", name="Los repuestos están en camino").check(force=True)
    panel(page).get_by_role("button", name="Dejarlo en espera").click()
    expect(thread(page).get_by_text("Los repuestos están en camino")).to_be_visible()
    clock = page.locator(".clocks").get_by_role("listitem").filter(has_text="Tiempo en un equipo")
    expect(clock.get_by_text("en pausa")).to_be_visible()
    paused = explain(page, "Tiempo en un equipo")
    expect(paused.get_by_text("Los repuestos están en camino")).to_be_visible()
    expect(paused.get_by_text(re.compile("ahora · Bruno Salas"))).to_be_visible()
    paused.get_by_role("button", name="Cerrar").click()


def resolve(page: Page) -> None:
    page.get_by_label("Causa").select_option("Configuración")
    expect(thread(page).get_by_text("Causa")).to_be_visible()
    head(page).get_by_role("button", name="Resolver").click()
    expect(thread(page).get_by_text("Bruno Salas resolvió el ticket")).to_be_visible()
    expect(page.locator(".clocks").get_by_text("cumplido", exact=True)).to_be_visible()
    expect(explain(page, "Resolución").get_by_text("Bruno Salas")).to_be_visible()


def test_work_is_offered_declined_and_accepted(product: Product, people: People) -> None:
    valeria, amira, alma = (people.sign_in(one) for one in (VALERIA, AMIRA, ALMA))
    offer_work(product, valeria)
    for page in (amira, alma):
        say(page, "Disponible")
    product.mail_in(PRINTER, "Parpadea la luz roja.")
    asked, other = who_is_asked(amira, alma)
    offers(asked).get_by_label("Por qué no").fill("Voy a comer")
    offers(asked).get_by_role("button", name="Responder que no").click()
    expect(offers(asked)).to_have_count(0)
    expect(offers(other).get_by_text(PRINTER)).to_be_visible()
    offers(other).get_by_role("button", name="Aceptar").click()
    expect(offers(other)).to_have_count(0)

    open_ticket(other, PRINTER, among="Mis tickets")
    why = other.get_by_role("complementary", name="Contexto").locator("details.why")
    expect(why).to_contain_text("Por qué esta persona")
    why.locator("summary").click()
    expect(why.get_by_text("lo rechazó o lo dejó pasar")).to_be_visible()
    expect(thread(other).get_by_text("Voy a comer")).to_be_visible()
    for page in (amira, alma):
        say(page, "No disponible")
    product.mail_in("La segunda impresora", "Tampoco imprime.")
    open_ticket(valeria, "La segunda impresora")
    expect(valeria.locator("details.why")).to_contain_text("Por qué aún nadie")
    assert people.complaints == []


def offer_work(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/desk/settings/routing/new/")
    page.get_by_label("Nombre").fill("Primera línea, por oferta")
    page.locator("[name=team]").select_option("Primera línea")
    page.get_by_label("A quién").select_option("Ofrecer y esperar respuesta")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("link", name=re.compile("Primera línea, por oferta"))).to_be_visible()
    page.goto(f"{product.url}/desk/")


def say(page: Page, state: str) -> None:
    """Turn one's own switch in the rail."""
    page.locator("#mine summary").click()
    page.locator("#mine").get_by_role("button", name=state, exact=True).click()
    expect(page.locator("#mine summary")).to_have_attribute("title", state)


def offers(page: Page) -> Locator:
    return page.get_by_role("status", name="Se lo ofrecen")


def who_is_asked(one: Page, two: Page) -> tuple[Page, Page]:
    """Return the window in which the offer stands, and the other."""
    for _second in range(60):
        for asked, other in ((one, two), (two, one)):
            if offers(asked).count():
                return asked, other
        one.wait_for_timeout(500)
    raise AssertionError("nobody was asked")


def test_a_rule_acts_and_a_step_calls_who_is_on_call(product: Product, people: People) -> None:
    valeria, bruno = people.sign_in(VALERIA), people.sign_in(BRUNO, phone=True)
    make_a_rotation(product, valeria)
    make_a_step(product, valeria)
    product.mail_in(ALARM, "Temperatura de la sala: 41 °C.")
    bruno.goto(f"{product.url}/desk/on-call/")
    expect(bruno.get_by_role("region", name="Guardia").get_by_text("Bruno Salas").first).to_be_visible()

    make_a_rule(product, valeria)  # while the minute of the step goes by
    product.mail_in(PHISHING, "Pide la clave.")
    valeria.goto(f"{product.url}/desk/")
    open_ticket(valeria, PHISHING)
    expect(valeria.get_by_role("button", name="Quitar phishing")).to_be_visible()
    expect(thread(valeria).get_by_text(re.compile(RULE)).first).to_be_visible()

    call = bruno.get_by_role("alert").filter(has_text=ALARM)
    expect(call).to_be_visible(timeout=90_000)  # nobody reloads
    assert bruno.evaluate("[document.scrollingElement.scrollWidth, innerWidth]") == [375, 375]
    call.get_by_role("button", name="Me encargo").tap()
    expect(bruno.get_by_role("alert")).to_have_count(0)
    open_ticket(valeria, ALARM)
    expect(valeria.get_by_role("list", name="Qué actúa después")).to_contain_text("Bruno Salas")
    assert people.complaints == []


def make_a_rule(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/desk/settings/rules/new/")
    page.get_by_label("Nombre").fill(RULE)
    when_the_subject_says(page, "sospechoso")
    page.get_by_role("button", name="Paso").click()
    page.get_by_label("Qué se hace", exact=True).select_option("Poner etiquetas")
    page.get_by_label(re.compile("^Etiquetas")).fill("phishing")
    page.get_by_role("button", name="Probar").click()
    expect(page.get_by_text("Nada: no habría actuado.")).to_be_visible()
    page.get_by_role("button", name="Guardar").last.click()
    expect(page.get_by_role("link", name=re.compile(RULE)).first).to_be_visible()


def make_a_rotation(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/desk/settings/on-call/new/")
    page.get_by_label("Nombre").first.fill("Guardia de redes")
    page.get_by_label("El primer turno empieza el").fill((datetime.now(UTC).date() - timedelta(days=2)).isoformat())
    page.get_by_label("Turno 1").select_option("Bruno Salas")
    page.get_by_role("button", name="Guardar").last.click()
    expect(page.get_by_text("Guardia de redes").first).to_be_visible()


def make_a_step(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/desk/settings/escalation-policies/new/")
    page.get_by_label("Nombre").fill("Alarmas")
    when_the_subject_says(page, "Alarma")
    page.get_by_role("button", name="Guardar y añadir un paso").click()
    page.get_by_label("Qué debe ocurrir").select_option("Nadie lo atiende")
    page.get_by_label("Cuánto tiempo", exact=True).fill("1")
    page.get_by_label("Qué se hace", exact=True).select_option("Llamar a la guardia")
    page.get_by_label("Rotación").select_option("Guardia de redes")
    page.get_by_role("button", name="Guardar").last.click()
    expect(page.get_by_role("listitem").filter(has_text="Guardia de redes")).to_be_visible()


def when_the_subject_says(page: Page, word: str) -> None:
    page.get_by_role("button", name="Condición").click()
    page.get_by_label("Campo", exact=True).select_option("Asunto")
    page.get_by_label("Comparación").select_option("contiene")
    page.get_by_role("textbox", name="Valor").fill(word)


def test_the_preset_is_undone(product: Product, people: People) -> None:
    valeria = people.sign_in(VALERIA)
    valeria.goto(f"{product.url}/desk/settings/presets/")
    valeria.get_by_role("link", name=f"Deshacer {PRESET}").click()
    expect(valeria.get_by_text("Lo que se cambió o usó después se queda como está.")).to_be_visible()
    valeria.get_by_role("button", name="Deshacer").click()
    expect(valeria.get_by_text("Deshecho").first).to_be_visible()
    valeria.goto(f"{product.url}/desk/settings/levels/")
    expect(valeria.get_by_text("Mesa de servicio")).to_have_count(0)
    valeria.goto(f"{product.url}/desk/")
    open_ticket(valeria, VPN, among="Resueltos")
    expect(title(valeria)).to_have_text(VPN)
    expect(row(valeria, VPN)).to_be_visible()
    assert people.complaints == []
