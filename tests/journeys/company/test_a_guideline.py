"""A guideline of a shop's desk is entered in the editor by hand, as a script and as a runbook, and each is followed on a ticket
to its end. The guideline is "Initiate Refund" of the ABCD data set (ASAPP, MIT licence), in our words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.journeys.company.editing import (
    add,
    answers,
    box,
    dot,
    draw,
    form_of,
    lead,
    new_procedure,
    open_step,
    outline,
    publish,
    save,
)
from tests.journeys.company.steps import head, open_ticket, take, thread
from tests.journeys.conftest import People
from tests.journeys.product import Product

pytestmark = pytest.mark.browser
SCRIPT, RUNBOOK = "Iniciar un reembolso", "Reembolso: validar y pagar"
ASKED, SECOND = "Quiero un reembolso de mi chaqueta", "Reembolso de un pedido repetido"


def test_a_guideline_is_entered_as_a_script_and_followed_to_its_end(product: Product, people: People) -> None:
    valeria = people.sign_in("valeria@cordillera.example")
    write_the_script(product, valeria)
    product.mail_in(ASKED, "La chaqueta llegó rota y quiero la devolución de mi dinero, un reembolso.")
    noelia = people.sign_in("noelia@cordillera.example")
    open_ticket(noelia, ASKED)
    take(noelia, "Noelia Vega")
    follow_the_script(noelia)
    look_it_up(product, noelia)
    change_and_compare(valeria)
    assert [one for one in people.complaints if "422" not in one] == []  # a word where a number was asked


def write_the_script(product: Product, page: Page) -> None:
    new_procedure(
        page, product.url, name=SCRIPT, use="script", words="reembolso\ndevolución de mi dinero",
        about="Devolver el dinero de una compra.",
    )  # fmt: skip
    add(page, "Nombre completo o ID de la cuenta", "Texto")
    form_of(page).get_by_role("textbox", name="Indicación").fill(
        "Todo empieza por aquí: **abra la cuenta** con uno de los dos."
    )
    save(page)
    add(page, "Correo electrónico", "Texto")
    add(page, "Nombre de usuario", "Texto")
    form_of(page).get_by_label("Puede quedar sin respuesta").check()
    save(page)
    add(page, "ID del pedido", "Texto")
    add(page, "¿Cómo quiere el reembolso?", "Elección")
    four_ways(page)
    by_keyboard(page)
    by_mouse(page)
    assert outline(page) == [
        "Motivo de la devolución", "Nombre completo o ID de la cuenta", "Nombre de usuario", "Correo electrónico",
        "ID del pedido", "¿Cómo quiere el reembolso?", "Dirección completa", "Importe", "■ Reembolso ofrecido",
        "ID de la cuenta", "↪ Importe", "↪ Dirección completa", "↪ ID de la cuenta",
    ]  # fmt: skip
    try_it(page)
    publish(page, "Primera versión")


def four_ways(page: Page) -> None:
    """Two of the answers want an address, two the account: each pair leads to one step."""
    new = "＋ un paso nuevo"
    answers(page, [("Tarjeta regalo", new), ("Saldo en la cuenta", new), ("Cheque", ""), ("Tarjeta de crédito", "")])
    open_step(page, "Tarjeta regalo")
    form_of(page).get_by_label("Título").fill("Dirección completa")
    form_of(page).locator("select[name=kind]").select_option(label="Texto")
    save(page)
    open_step(page, "Saldo en la cuenta")
    form_of(page).get_by_label("Título").fill("ID de la cuenta")
    form_of(page).locator("select[name=kind]").select_option(label="Texto")
    save(page)
    open_step(page, "¿Cómo quiere el reembolso?")
    assert form_of(page).locator(".step-ways").first.locator("li").count() == 6  # the four, and two that wait
    answers(page, [
        ("Tarjeta regalo", ""), ("Saldo en la cuenta", ""), ("Cheque", "Dirección completa"),
        ("Tarjeta de crédito", "ID de la cuenta"),
    ])  # fmt: skip
    open_step(page, "Dirección completa")
    add(page, "Importe", "Número")
    form_of(page).get_by_role("textbox", name="Indicación").fill(
        "Sin el signo del dólar. Si el cliente no lo sabe: **50**."
    )
    form_of(page).get_by_label("Unidad").fill("USD")
    save(page)
    add(page, "Reembolso ofrecido", "Final")
    form_of(page).locator("select[name=with-outcome]").select_option("solved")
    form_of(page).get_by_label("Proponer resolver el ticket").check()
    save(page)


def by_keyboard(page: Page) -> None:
    """The user's name comes before the mail: the step goes up, and the focus with it."""
    open_step(page, "Nombre de usuario")
    box(page, "Nombre de usuario").focus()
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
    expect(box(page, "Nombre de usuario")).to_be_focused()
    assert outline(page)[1:3] == ["Nombre de usuario", "Correo electrónico"]


def by_mouse(page: Page) -> None:
    """An open end is led to the amount; the reason, forgotten at first, is put at the beginning. Esc leaves all as it is."""
    draw(page, page.locator("a.dot[data-target='']"), box(page, "Importe"))
    expect(page.locator("a.dot[data-target='']")).to_have_count(0)
    add(page, "Motivo de la devolución", "Texto", "Todavía en ninguna parte")
    form_of(page).locator("details summary", has_text="Evidencia, temporizador").click()
    form_of(page).locator("select[name=fills]").select_option("packet:symptom")
    lead(page, "Nombre completo o ID de la cuenta")
    draw(page, box(page, "Motivo de la devolución"), dot(page, "Al principio"))


def try_it(page: Page) -> None:
    page.get_by_role("button", name="Probar sin un ticket").click()
    trial = page.locator("#trial")
    for asked in ("Motivo de la devolución", "Nombre completo o ID de la cuenta"):
        expect(trial.get_by_role("heading", name=asked)).to_be_visible()
        trial.get_by_label(asked).fill("Una prueba")
        trial.get_by_role("button", name="Siguiente").click()
    expect(trial.get_by_role("heading", name="Nombre de usuario")).to_be_visible()


def guides(page: Page) -> Locator:
    return page.locator("procedure-step")


def say(page: Page, asked: str, words: str) -> None:
    """Answer the step that is asked."""
    step = guides(page).locator(".run-step")
    expect(step.get_by_role("heading", name=asked)).to_be_visible()
    if words:
        step.get_by_role("textbox", name=asked).fill(words)
    step.get_by_role("button", name="Siguiente").click()


def follow_the_script(page: Page) -> None:
    guides(page).get_by_role("button", name=re.compile(f"^{SCRIPT}")).click()
    say(page, "Motivo de la devolución", "Llegó rota")
    say(page, "Nombre completo o ID de la cuenta", "Rosa Ibáñez")
    say(page, "Nombre de usuario", "")
    say(page, "Correo electrónico", "rosa@comandina.exmple")
    expect(guides(page).get_by_role("heading", name="ID del pedido")).to_be_visible()
    guides(page).get_by_role("button", name="Volver").click()  # the mail was misspelt
    say(page, "Correo electrónico", "rosa@comandina.example")
    say(page, "ID del pedido", "7916676427")
    guides(page).get_by_role("button", name="Tarjeta de crédito").click()
    say(page, "ID de la cuenta", "QRLMTIAKRB")
    say(page, "Importe", "cien")
    expect(guides(page).get_by_text("Importe: escriba un número.")).to_be_visible()
    say(page, "Importe", "49,90")
    expect(guides(page).get_by_role("heading", name="Reembolso ofrecido")).to_be_visible()
    expect(guides(page).get_by_label("Resolver el ticket")).to_be_checked()
    guides(page).get_by_role("button", name="Terminar").click()
    expect(thread(page).get_by_text(re.compile(f"Noelia Vega terminó «{SCRIPT}»: resuelto"))).to_be_visible()
    expect(head(page).get_by_role("button", name="Reabrir")).to_be_visible()
    expect(guides(page).locator("summary .chip")).to_have_text("Resuelto")
    said = guides(page).locator(".guide-trail li > b").all_text_contents()
    assert said == [
        "Llegó rota", "Rosa Ibáñez", "rosa@comandina.example", "7916676427", "Tarjeta de crédito", "QRLMTIAKRB",
        "49,9 USD", "Resuelto",
    ]  # fmt: skip


def look_it_up(product: Product, page: Page) -> None:
    """The library says how it did."""
    page.goto(f"{product.url}/desk/articles/")
    page.get_by_role("navigation", name="Artículos").get_by_role("link", name="Guiones y runbooks").click()
    page.get_by_role("link", name=re.compile(SCRIPT)).click()
    expect(page.get_by_text("100 % resueltos")).to_be_visible()
    expect(page.locator(".drawn-steps .way", has_text="Tarjeta de crédito")).to_have_text("Tarjeta de crédito · 1×")


def change_and_compare(page: Page) -> None:
    """Who leaves with unsaved words is asked; a new version says what it changes."""
    open_step(page, "Importe")
    form_of(page).get_by_role("textbox", name="Indicación").fill(
        "Sin el signo del dólar. Si el cliente no lo sabe: **60**."
    )
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Volver").click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    save(page)
    page.get_by_role("link", name="Qué cambiaría").click()
    expect(page.locator(".step-change")).to_have_count(1)
    assert page.locator(".step-change mark").all_text_contents() == ["50", "60"]
    page.get_by_role("link", name="Volver").click()
    publish(page, "Sesenta")


def test_the_same_guideline_is_entered_as_a_runbook_and_followed_to_its_end(
    product: Product, people: People, tmp_path: Path
) -> None:
    valeria = people.sign_in("valeria@cordillera.example")
    write_the_runbook(product, valeria)
    product.mail_in(SECOND, "Me cobraron dos veces el mismo pedido.")
    bruno = people.sign_in("bruno@cordillera.example")
    open_ticket(bruno, SECOND)
    take(bruno, "Bruno Salas")
    photo = tmp_path / "pedido.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    follow_the_runbook(bruno, photo)
    assert people.complaints == []


def write_the_runbook(product: Product, page: Page) -> None:
    new_procedure(
        page, product.url, name=RUNBOOK, use="runbook", words="", about="Con evidencias, para especialistas.",
    )  # fmt: skip
    add(page, "Abrir la cuenta", "Instrucción")
    form_of(page).get_by_label("Resultado esperado").fill("Aparecen los datos del cliente.")
    evidence(page, [("ID de la cuenta", "text")])
    add(page, "Validar la compra", "Instrucción")
    form_of(page).get_by_role("textbox", name="Indicación").fill(
        "1. Nombre de usuario\n2. Correo electrónico\n3. ID del pedido"
    )
    answers(page, [("La compra es válida", ""), ("No coincide", "＋ un paso nuevo")])
    evidence(page, [("Captura del pedido", "file")])
    open_step(page, "No coincide")
    form_of(page).locator("select[name=kind]").select_option(label="Final")
    save(page)
    form_of(page).locator("select[name=with-outcome]").select_option("failed")
    save(page)
    open_step(page, "Validar la compra")
    add(page, "Forma del reembolso", "Elección")
    answers(page, [("Tarjeta regalo", ""), ("Cheque", ""), ("Saldo en la cuenta", ""), ("Tarjeta de crédito", "")])
    add(page, "¿Hay que enviarlo?", "Bifurcación")
    branch(page)
    add(page, "Pagar el reembolso", "Instrucción")
    form_of(page).locator("details summary", has_text="Evidencia, temporizador").click()
    form_of(page).get_by_label("Temporizador, minutos").fill("15")
    evidence(page, [("Importe", "number")])
    add(page, "Pagado", "Final")
    form_of(page).locator("select[name=with-outcome]").select_option("solved")
    save(page)
    open_step(page, "Dirección")
    lead(page, "Pagar el reembolso")
    assert page.locator(".outline .bad").count() == 0, page.locator(".outline .bad").all_text_contents()
    publish(page, "Primera versión")


def branch(page: Page) -> None:
    """Two answers want an address: the branch is asked in the words of the answers."""
    lines = form_of(page).locator(".step-ways").first.locator("li")
    for number, words in enumerate(("Tarjeta regalo", "Cheque")):
        line = lines.nth(number)
        line.get_by_label("Una respuesta").fill(words)
        line.get_by_label("Si el paso").select_option(label="Forma del reembolso")
        line.get_by_label("Valor").fill(words)
    lines.nth(0).get_by_label("Lleva a").select_option(label="→ ＋ un paso nuevo")
    save(page)
    open_step(page, "Tarjeta regalo")
    form_of(page).get_by_label("Título").fill("Dirección")
    form_of(page).locator("select[name=kind]").select_option(label="Texto")
    save(page)
    open_step(page, "¿Hay que enviarlo?")
    form_of(page).locator(".step-ways").first.locator("li").nth(1).get_by_label("Lleva a").select_option(
        label="→ Dirección"
    )
    save(page)


def evidence(page: Page, rows: list[tuple[str, str]]) -> None:
    details = form_of(page).locator("details", has_text="Evidencia, temporizador")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    for number, (label, kind) in enumerate(rows):
        line = details.locator("li").nth(number)
        line.get_by_label("Qué se pide").fill(label)
        line.locator("select").select_option(kind)
    save(page)


def follow_the_runbook(page: Page, photo: Path) -> None:
    guides(page).get_by_role("link", name="Elegir otro…").click()
    guides(page).get_by_role("searchbox").fill("validar")
    guides(page).locator("[id^=guide-found]").get_by_role("button", name=re.compile(f"^{RUNBOOK}")).click()
    step = guides(page).locator(".run-step")
    expect(step.get_by_text("Aparecen los datos del cliente.")).to_be_visible()
    step.get_by_label("ID de la cuenta").fill("QRLMTIAKRB")
    step.get_by_role("button", name="Siguiente").click()
    expect(step.get_by_role("heading", name="Validar la compra")).to_be_visible()
    guides(page).get_by_role("button", name="Pausar").click()
    expect(guides(page).get_by_text("En pausa").first).to_be_visible()
    guides(page).get_by_role("button", name="Seguir").click()
    step.get_by_label("La compra es válida").check()
    step.get_by_label("Captura del pedido").set_input_files(photo)
    step.get_by_role("button", name="Siguiente").click()
    step.get_by_role("button", name="Cheque").click()
    step.get_by_role("textbox", name="Dirección").fill("Calle 12 # 3-45, Pasto")
    step.get_by_role("button", name="Siguiente").click()
    expect(step.get_by_text("Tiempo para este paso")).to_be_visible()
    step.get_by_label("Importe").fill("50")
    step.get_by_role("button", name="Siguiente").click()
    expect(step.get_by_role("heading", name="Pagado")).to_be_visible()
    step.get_by_role("button", name="Terminar").click()
    expect(guides(page).locator("summary .chip")).to_have_text("Resuelto")
    expect(thread(page).get_by_role("link", name=re.compile("pedido.png"))).to_be_visible()
    expect(head(page).get_by_role("button", name="Resolver", exact=True)).to_be_visible()  # it was not asked to
