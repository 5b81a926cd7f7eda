"""A mail arrives, climbs, is answered and comes back: the main journey, in real windows on a real product."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import People
from tests.journeys.product import PASSWORD, Product, until
from tests.peers.smtp_sink import SinkMail, SmtpSink

pytestmark = pytest.mark.browser
SUBJECT = "La VPN se cae cada diez minutos"


def test_from_an_empty_desk_to_a_reopened_ticket(product: Product, people: People, sink: SmtpSink) -> None:
    become_owner(product, people.window())
    product.add_agent("amira@cordillera.example", "Amira Osorio", "Primera línea")
    product.add_agent("bruno@cordillera.example", "Bruno Salas", "Especialistas")
    amira, bruno = people.sign_in("amira@cordillera.example"), people.sign_in("bruno@cordillera.example")

    amira.goto(f"{product.url}/desk/?view=unassigned")
    amira.get_by_role("link", name="Sin asignar").click()
    product.mail_in(SUBJECT, "Somos 14 personas afectadas.\n\n--\nRosa Ibáñez")
    row = amira.locator("a.ticket", has_text=SUBJECT)  # it comes by itself: nobody reloads
    expect(row).to_be_visible()
    row.click()
    expect(amira.get_by_text("Somos 14 personas afectadas.").last).to_be_visible()

    amira.get_by_role("button", name="Tomar").click()
    expect(thread(amira).get_by_text("Amira Osorio tomó el ticket")).to_be_visible()
    write(amira, "¿Ocurre también por cable?")
    note(amira, "Parece la renegociación.")
    escalate(amira)

    number = re.search(r"/tickets/(\d+)/", amira.url)
    assert number
    bruno.goto(f"{product.url}/desk/tickets/{number[1]}/")
    bruno.get_by_role("button", name="Aceptar").click()
    expect(thread(bruno).get_by_text("Bruno Salas lo aceptó para")).to_be_visible()
    expect(thread(amira).get_by_text("Bruno Salas lo aceptó para")).to_be_visible()  # live, in her window
    send_back(bruno)
    expect(thread(amira).get_by_text("Bruno Salas lo devolvió")).to_be_visible()

    amira.get_by_role("button", name="Resolver", exact=True).click()
    expect(thread(amira).get_by_text("Amira Osorio resolvió el ticket")).to_be_visible()

    answer = answer_to_customer(sink)
    reopen_by_mail(product, answer)
    expect(thread(amira).get_by_text("Rosa Ibáñez reabrió el ticket")).to_be_visible()
    follow_as_customer(people, sink, amira)
    assert people.complaints == []


def become_owner(product: Product, page: Page) -> None:
    page.goto(product.owner_link())
    page.get_by_label("Su nombre").fill("Valeria Montes")
    page.get_by_label("Correo electrónico").fill("valeria@cordillera.example")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Abrir la mesa de ayuda").click()
    page.wait_for_url("**/desk/**")
    done = product.command("mailbox", "add", "ayuda@cordillera.example", "--name", "Cordillera")
    assert "ayuda@cordillera.example" in done.stdout, done.stderr


def thread(page: Page) -> Locator:
    return page.locator("#thread")


def write(page: Page, words: str) -> None:
    page.get_by_label("Sus palabras").fill(words)
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("#held").get_by_text(words)).to_be_visible()
    expect(thread(page).get_by_text(words)).to_be_visible(timeout=30_000)  # after its fifteen seconds of undo
    expect(thread(page).get_by_text("Enviado", exact=True).first).to_be_visible()


def note(page: Page, words: str) -> None:
    page.get_by_text("Nota interna").first.click()
    page.get_by_label("Sus palabras").fill(words)
    page.get_by_role("button", name="Guardar nota").click()
    expect(thread(page).get_by_text(words)).to_be_visible()


def escalate(page: Page) -> None:
    page.get_by_role("link", name="Escalar").click()
    page.get_by_label("Qué pasa").fill("Se corta cada diez minutos, también por cable.")
    page.get_by_label(re.compile("Qué se probó")).fill("Guion de conexión completo.")
    page.locator("#panel").get_by_role("button", name="Escalar").click()
    expect(thread(page).get_by_text("Amira Osorio escaló de")).to_be_visible()
    expect(thread(page).get_by_text("Guion de conexión completo.")).to_be_visible()


def send_back(page: Page) -> None:
    page.locator("#head").get_by_label("Más acciones").click()
    page.get_by_role("link", name="Devolver").click()
    page.get_by_label("Motivo").fill("Ajustado; confirmar con el cliente.")
    page.locator("#panel").get_by_role("button").last.click()
    expect(page.get_by_text("Ahora lo tiene otro equipo")).to_be_visible()


def answer_to_customer(sink: SmtpSink) -> SinkMail:
    """Return our answer as the customer's server got it, and check that it is threaded."""
    answers = [mail for mail in sink.mails if b"cable" in mail.content]
    assert len(answers) == 1
    acknowledgements = [m for m in sink.mails if m.parsed["Auto-Submitted"] == "auto-replied"]
    assert [m.recipients for m in (*answers, *acknowledgements)] == [["rosa@comandina.example"]] * 2
    headers = answers[0].parsed
    assert headers["Subject"].startswith("Re: ")
    assert headers["In-Reply-To"].endswith("@comandina.example>")
    assert headers["In-Reply-To"] in headers["References"]
    return answers[0]


def reopen_by_mail(product: Product, answer: SinkMail) -> None:
    product.mail_in("Re: " + SUBJECT, "Sigue igual.", In_Reply_To=answer.message_id)


def follow_as_customer(people: People, sink: SmtpSink, agent: Page) -> None:
    """Open the signed link of the acknowledgement on a phone and write there."""
    acknowledgement = next(m for m in sink.mails if m.parsed["Auto-Submitted"] == "auto-replied")
    text = next(part for part in acknowledgement.parsed.walk() if part.get_content_type() == "text/plain")
    link = re.search(r"http://\S+/t/\S+", text.get_payload(decode=True).decode())  # type: ignore[union-attr]
    assert link
    customer = people.window(phone=True)
    customer.goto(link[0])
    expect(customer.get_by_text("¿Ocurre también por cable?")).to_be_visible()
    expect(customer.get_by_text("Parece la renegociación.")).to_have_count(0)  # notes stay inside
    customer.get_by_label("Escríbanos").fill("Escribo desde el enlace.")
    customer.get_by_role("button", name="Enviar").click()
    expect(customer.get_by_text("Escribo desde el enlace.").first).to_be_visible()
    expect(thread(agent).get_by_text("Escribo desde el enlace.")).to_be_visible()


def test_the_doctor_finds_the_running_desk_well(product: Product) -> None:
    said: list[str] = []

    def is_well() -> bool:
        said.append(product.command("doctor").stdout)
        return said[-1].endswith("Todo está bien.\n")

    until(is_well, "a healthy desk", 60)


def test_one_data_folder_takes_one_instance_and_one_database_many(product: Product) -> None:
    on_sqlite = not product.environment["DATABASE_URL"]
    second = product.command("doctor", "--offline") if not on_sqlite else product.command("start", "--port", "0")
    assert second.returncode == (2 if on_sqlite else 0), second.stderr
