"""A visitor of another company's site and an agent at the desk, each in a real browser, word by word."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chat.conftest import Visitors, launcher, line, log, open_chat, say, window
from tests.journeys.chat.furnishing import ASKS, AWAY, GREETING, HELPED, RULE_WORDS, RULED, SECRET, SIGNED
from tests.journeys.company.steps import open_ticket, send, take, thread
from tests.journeys.conftest import People
from tests.journeys.product import Product, until
from tests.peers.smtp_sink import SmtpSink

pytestmark = pytest.mark.browser
DOT = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff"
    b"V\xc7/\r\0\0\0\0IEND\xaeB`\x82"
)

EARS = """(() => {
  let away = false
  window.tones = 0
  window.lookAway = (on) => { away = on; document.dispatchEvent(new Event("visibilitychange")) }
  Object.defineProperty(document, "hidden", { get: () => away })
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...about) { window.tones++; return start.apply(this, about) }
})()"""


def agent(people: People, subject: str) -> Page:
    noelia = people.sign_in("noelia@cordillera.example")
    open_ticket(noelia, subject)
    return noelia


def test_words_go_there_and_back_and_stay(visitors: Visitors, people: People) -> None:
    subject = "Se cae la VPN cada diez minutos"
    visitor = visitors.visit()
    open_chat(visitor)
    expect(log(visitor)).to_contain_text(GREETING)
    say(visitor, subject)
    expect(log(visitor).locator(".mine")).to_have_count(1)
    expect(log(visitor).locator(".queue")).to_contain_text(re.compile("fila|siguiente"))
    noelia = agent(people, subject)
    expect(log(visitor).get_by_text("Leído")).to_be_visible()
    take(noelia, "Noelia Vega")
    expect(window(visitor)).to_have_accessible_name("Noelia")
    noelia.get_by_label("Sus palabras").press_sequentially("Hola. ", delay=30)
    expect(log(visitor)).to_contain_text("Noelia está escribiendo…")
    send(noelia, "Hola. ¿Ocurre también por cable?")
    expect(log(visitor).locator(".theirs")).to_contain_text("¿Ocurre también por cable?")
    line(visitor).press_sequentially("Sí, ", delay=30)
    expect(noelia.locator("#presence-who [data-typing=reply]")).to_be_visible()
    say(visitor, "Sí, también por cable")
    expect(thread(noelia).get_by_text("Sí, también por cable")).to_be_visible()
    visitor.reload()
    expect(log(visitor).locator(".message .words")).to_have_text(
        [subject, "Hola. ¿Ocurre también por cable?", "Sí, también por cable"]
    )
    assert visitors.complaints == []
    assert people.complaints == []


def test_who_looks_elsewhere_is_told(visitors: Visitors, people: People) -> None:
    subject = "Necesito una copia del contrato"
    visitor = visitors.visit()
    open_chat(visitor)
    say(visitor, subject)
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    line(visitor).press("Escape")
    expect(window(visitor)).to_be_hidden()
    expect(launcher(visitor)).to_be_focused()
    noelia = agent(people, subject)
    take(noelia, "Noelia Vega")
    send(noelia, "Va por correo.")
    expect(visitor.locator("escalera-chat .teaser")).to_contain_text("Va por correo.")
    expect(launcher(visitor)).to_have_accessible_name("Abrir el chat, mensajes nuevos: 1")
    visitor.reload()
    expect(launcher(visitor)).to_have_accessible_name("Abrir el chat, mensajes nuevos: 1")
    open_chat(visitor)
    expect(launcher(visitor)).to_have_accessible_name("Cerrar el chat")
    line(visitor).press("Escape")
    expect(launcher(visitor)).to_have_accessible_name("Abrir el chat")
    expect(thread(noelia).get_by_text("Leído")).to_be_visible()


def test_one_tab_beeps_and_the_title_counts(visitors: Visitors, people: People) -> None:
    subject = "¿Me avisan cuando respondan?"
    context = visitors.browser_of(before=EARS)
    one = visitors.visit(context=context)
    open_chat(one)
    say(one, subject)
    expect(log(one).get_by_text("Entregado")).to_be_visible()
    two = visitors.visit("/precios", context=context)
    launcher(two).click()
    launcher(two).click()  # it has been touched, so it may sound; now it is closed
    noelia = agent(people, subject)
    take(noelia, "Noelia Vega")
    for page in (one, two):
        page.evaluate("() => window.lookAway(true)")
    send(noelia, "Aquí estoy.")
    for page in (one, two):
        expect(page).to_have_title("(1) Planes de Telnor")
    until(lambda: sum(page.evaluate("() => window.tones") for page in (one, two)) == 2, "one beep of two tones")
    one.evaluate("() => window.lookAway(false)")
    for page in (one, two):
        expect(page).to_have_title("Planes de Telnor")
    window(one).get_by_role("button", name="Opciones").click()
    window(one).get_by_role("button", name="Silenciar").click()
    one.evaluate("() => window.lookAway(true)")
    send(noelia, "¿Algo más?")
    expect(one).to_have_title("(1) Planes de Telnor")
    one.wait_for_timeout(800)
    assert sum(page.evaluate("() => window.tones") for page in (one, two)) == 2


def test_files_go_both_ways_of_choosing_and_their_limits_are_said(visitors: Visitors, people: People) -> None:
    subject = "Le envío la captura"
    visitor = visitors.visit()
    open_chat(visitor)
    say(visitor, subject)
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    picker = visitor.locator("escalera-chat input[type=file]")
    picker.set_input_files({"name": "captura.png", "mimeType": "image/png", "buffer": DOT})
    expect(log(visitor).get_by_role("img", name="captura.png")).to_be_visible()
    expect(log(visitor).get_by_role("link", name="captura.png")).to_have_attribute("rel", re.compile("noopener"))
    expect(log(visitor).locator(".mine .words")).to_have_text([subject])  # a picture needs no words
    drawn = "() => document.querySelector('escalera-chat').shadowRoot.querySelector('.picture img').naturalWidth"
    until(lambda: visitor.evaluate(drawn) == 1, "the picture")
    picker.set_input_files({"name": "virus.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"})
    expect(window(visitor).get_by_role("alert")).to_have_text(
        "«virus.exe»: no se pueden enviar archivos de este tipo."
    )
    picker.set_input_files({"name": "vacío.txt", "mimeType": "text/plain", "buffer": b""})
    expect(window(visitor).get_by_role("alert")).to_have_text("«vacío.txt» está vacío.")
    picker.set_input_files({"name": "falso.pdf", "mimeType": "application/pdf", "buffer": b"<html>"})
    expect(log(visitor).locator(".failed")).to_contain_text("falso.pdf")  # the desk looks into it
    log(visitor).get_by_role("button", name="Descartar").click()
    expect(log(visitor).locator(".failed")).to_have_count(0)
    noelia = agent(people, subject)
    expect(thread(noelia).get_by_text("captura.png").first).to_be_visible()


def test_what_is_said_without_a_line_goes_out_once(visitors: Visitors, people: People) -> None:
    visitor = visitors.visit()
    open_chat(visitor)
    say(visitor, "Primero con línea")
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    visitor.context.set_offline(True)
    say(visitor, "Segundo sin línea")
    say(visitor, "Tercero sin línea")
    expect(log(visitor).get_by_text("Sin enviar todavía: sale en cuanto haya conexión.").first).to_be_visible()
    expect(log(visitor).locator(".waiting")).to_have_count(2)
    visitor.context.set_offline(False)
    expect(log(visitor).locator(".waiting")).to_have_count(0)
    noelia = agent(people, "Primero con línea")
    expect(thread(noelia).get_by_text("Segundo sin línea")).to_have_count(1)
    expect(thread(noelia).get_by_text("Tercero sin línea")).to_have_count(1)


def test_words_outlive_a_closed_tab(visitors: Visitors) -> None:
    context = visitors.browser_of()
    visitor = visitors.visit(context=context)
    open_chat(visitor)
    say(visitor, "Con línea")
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    visitor.route("**/chat/session/**", lambda route: route.abort())
    say(visitor, "Escrito y cerrado")
    expect(log(visitor).locator(".waiting")).to_have_count(1)
    visitor.close()
    again = visitors.visit(context=context)
    open_chat(again)
    expect(log(again).locator(".mine .words")).to_have_text(["Con línea", "Escrito y cerrado"])
    expect(log(again).locator(".waiting")).to_have_count(0)


def test_two_tabs_are_one_conversation_with_one_line(visitors: Visitors, people: People) -> None:
    subject = "Dos pestañas, una conversación"
    context = visitors.browser_of()
    streams: list[str] = []
    context.on("request", lambda asked: streams.append(asked.url) if "/stream" in asked.url else None)
    one = visitors.visit(context=context)
    two = visitors.visit("/precios", context=context)
    open_chat(one)
    say(one, subject)
    expect(log(one).get_by_text("Entregado")).to_be_visible()
    open_chat(two)
    expect(log(two).locator(".mine .words")).to_have_text([subject])
    say(two, "Desde la otra pestaña")
    expect(log(one).locator(".mine .words")).to_have_text([subject, "Desde la otra pestaña"])
    noelia = agent(people, subject)
    take(noelia, "Noelia Vega")
    send(noelia, "La veo en las dos.")
    for page in (one, two):
        expect(log(page).locator(".theirs .words")).to_have_text(["La veo en las dos."])
    assert len(streams) == 1
    one.close()  # the one that listened goes; the other goes on
    send(noelia, "¿Sigue ahí?")
    expect(log(two).locator(".theirs .words")).to_have_text(["La veo en las dos.", "¿Sigue ahí?"])
    assert len(streams) == 2


def test_questions_first_then_the_words(visitors: Visitors, people: People) -> None:
    visitor = visitors.visit(chat=ASKS)
    open_chat(visitor)
    form = window(visitor)
    form.get_by_role("button", name="Empezar la conversación").click()
    expect(form.get_by_label("Su nombre")).to_be_focused()
    expect(form.get_by_text("Complete este campo.")).to_have_count(2)
    form.get_by_label("Su nombre").fill("Rosa Ibáñez")
    form.get_by_label("Su correo").fill("rosa@")
    form.get_by_role("button", name="Empezar la conversación").click()
    expect(form.get_by_text("Esto no es una dirección de correo.")).to_be_visible()
    form.get_by_label("Su correo").fill("rosa@comandina.example")
    form.get_by_label("Tema").select_option("Facturas")
    form.get_by_role("button", name="Empezar la conversación").click()
    expect(line(visitor)).to_be_focused()
    say(visitor, "La factura de mayo está doble")
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    noelia = agent(people, "La factura de mayo está doble")
    expect(thread(noelia).get_by_text("Rosa Ibáñez").first).to_be_visible()


def test_the_assistant_first_then_a_person(visitors: Visitors, people: People) -> None:
    visitor = visitors.visit(chat=HELPED)
    open_chat(visitor)
    say(visitor, "La luz del router está en rojo, ¿qué hago?")
    expect(log(visitor)).to_contain_text("Apague el router y espere 30 segundos")
    log(visitor).get_by_role("button", name="Hablar con una persona").click()
    window(visitor).get_by_label("Nombre").fill("Óscar Mejía")
    window(visitor).get_by_label("Correo electrónico").fill("oscar@telnor.example")
    window(visitor).get_by_role("button", name="Seguir").click()
    expect(log(visitor).locator(".queue")).to_be_visible()
    noelia = agent(people, "La luz del router está en rojo, ¿qué hago?")
    take(noelia, "Noelia Vega")
    expect(window(visitor)).to_have_accessible_name("Noelia")


def test_nobody_is_there_so_it_goes_on_by_mail(visitors: Visitors, sink: SmtpSink) -> None:
    visitor = visitors.visit(chat=AWAY)
    open_chat(visitor)
    window(visitor).get_by_label("Nombre").fill("Pilar Medina")
    window(visitor).get_by_label("Correo electrónico").fill("pilar@telnor.example")
    window(visitor).get_by_label("Mensaje", exact=True).fill("Quiero cambiar de plan")
    window(visitor).get_by_role("button", name="Enviar el mensaje").click()
    expect(log(visitor).get_by_text(re.compile(r"Su solicitud es la número \d+"))).to_be_visible()
    until(lambda: any("pilar@telnor.example" in mail.recipients for mail in sink.mails), "the mail", 90)
    visitor.reload()
    expect(log(visitor).get_by_text(re.compile(r"Su solicitud es la número \d+"))).to_be_visible()


def test_who_is_signed_in_is_known_and_nobody_else_reads_it(visitors: Visitors, people: People) -> None:
    context = visitors.browser_of(before=f"window.Escalera ??= {{ identity: {json.dumps(signed('u-77'))} }}")
    visitor = visitors.visit(chat=SIGNED, context=context)
    open_chat(visitor)
    say(visitor, "¿Cuándo vence mi plan?")
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    noelia = agent(people, "¿Cuándo vence mi plan?")
    expect(thread(noelia).get_by_text("Julia Torres").first).to_be_visible()
    visitor.evaluate("about => window.Escalera('identify', about)", signed("u-78"))
    expect(log(visitor).locator(".message")).to_have_count(0)
    visitor.evaluate("() => window.Escalera('shutdown')")
    expect(window(visitor)).to_be_hidden()
    open_chat(visitor)
    expect(window(visitor)).to_contain_text("Inicie sesión en este sitio para escribirnos.")


def test_a_wrong_signature_makes_nobody_known(visitors: Visitors) -> None:
    forged = {**signed("u-77"), "hash": "0" * 64}
    visitor = visitors.visit(chat=SIGNED, before=f"window.Escalera ??= {{ identity: {json.dumps(forged)} }}")
    open_chat(visitor)
    say(visitor, "Soy otra persona")
    expect(window(visitor)).to_contain_text("Inicie sesión en este sitio para escribirnos.")


def test_a_rule_comes_forward_once_and_is_answered(visitors: Visitors, people: People) -> None:
    context = visitors.browser_of()
    visitor = visitors.visit("/", chat=RULED, context=context)
    expect(launcher(visitor)).to_be_visible()
    visitor.evaluate("key => history.pushState({}, '', '/precios?chat=' + key)", RULED)  # without loading a page
    visitor.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    teaser = visitor.locator("escalera-chat .teaser")
    expect(teaser).to_contain_text(RULE_WORDS)
    expect(launcher(visitor)).to_have_accessible_name("Abrir el chat, mensajes nuevos: 1")
    teaser.get_by_role("button", name=RULE_WORDS).click()
    say(visitor, "Sí, quiero uno con fibra")
    expect(log(visitor).locator(".message .words")).to_have_text([RULE_WORDS, "Sí, quiero uno con fibra"])
    again = visitors.visit("/precios", chat=RULED, context=context)
    again.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    expect(launcher(again)).to_be_visible()
    again.wait_for_timeout(2_000)
    expect(again.locator("escalera-chat .teaser")).to_be_hidden()


def test_ended_then_another_matter(visitors: Visitors) -> None:
    visitor = visitors.visit()
    open_chat(visitor)
    say(visitor, "Un asunto")
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    window(visitor).get_by_role("button", name="Opciones").click()
    window(visitor).get_by_role("button", name="Terminar la conversación").click()
    window(visitor).get_by_role("button", name="¿Terminarla de verdad?").click()
    expect(log(visitor).get_by_text("La conversación terminó")).to_be_visible()
    log(visitor).get_by_role("button", name="Nueva conversación").click()
    expect(log(visitor).locator(".message")).to_have_count(0)
    say(visitor, "Otro asunto")
    expect(log(visitor).locator(".mine .words")).to_have_text(["Otro asunto"])
    log(visitor).get_by_role("button", name="Mensajes anteriores").click()
    expect(log(visitor).locator(".mine .words")).to_have_text(["Un asunto", "Otro asunto"])


def test_a_token_that_opens_nothing_any_more_loses_no_word(visitors: Visitors, product: Product) -> None:
    visitor = visitors.visit()
    open_chat(visitor)
    say(visitor, "Antes de olvidar")
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    token = visitor.evaluate("() => JSON.parse(localStorage.getItem('escalera:chat-open:token'))")
    asked = urllib.request.Request(f"{product.url}/chat/session", headers={"Authorization": f"Bearer {token}"})
    asked.method = "DELETE"
    urllib.request.urlopen(asked, timeout=20).close()
    say(visitor, "Después de olvidar")
    expect(log(visitor).locator(".mine .words")).to_have_text(["Después de olvidar"])
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()


def test_somebody_who_signs_in_later_keeps_the_conversation(visitors: Visitors, people: People) -> None:
    visitor = visitors.visit()
    open_chat(visitor)
    say(visitor, "Todavía sin nombre")
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    with visitor.expect_response("**/chat/session/identity"):
        visitor.evaluate("about => window.Escalera('identify', about)", signed("u-90"))
    expect(log(visitor).locator(".mine .words")).to_have_text(["Todavía sin nombre"])
    say(visitor, "Ahora con nombre")
    noelia = agent(people, "Todavía sin nombre")
    expect(thread(noelia).get_by_text("Julia Torres").first).to_be_visible()


def test_back_and_forth_between_pages(visitors: Visitors, people: People) -> None:
    subject = "Voy y vuelvo"
    visitor = visitors.visit()
    open_chat(visitor)
    say(visitor, subject)
    expect(log(visitor).get_by_text("Entregado")).to_be_visible()
    visitor.goto(f"{visitors.site.url}/precios")
    visitor.go_back()
    expect(log(visitor).locator(".mine .words")).to_have_text([subject])  # still open, and the line is there again
    noelia = agent(people, subject)
    expect(log(visitor).get_by_text("Leído")).to_be_visible()
    take(noelia, "Noelia Vega")
    expect(window(visitor)).to_have_accessible_name("Noelia")


def signed(id_: str) -> dict[str, str]:
    email = f"{id_}@telnor.example"
    digest = hmac.new(SECRET.encode(), f"{id_}\n{email}".encode(), hashlib.sha256).hexdigest()
    return {"id": id_, "name": "Julia Torres", "email": email, "hash": digest}


def test_the_link_of_its_own_page(visitors: Visitors, product: Product) -> None:
    visitor = visitors.browser_of().new_page()
    visitor.goto(f"{product.url}/chat/{ASKS}/")
    expect(window(visitor)).to_be_visible()
    expect(launcher(visitor)).to_be_hidden()
    expect(window(visitor).get_by_label("Su nombre")).to_be_visible()
