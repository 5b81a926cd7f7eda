"""What people do again and again at the desk, as the journeys do it: by the words that stand on the page."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

LEAVES_MS = 60_000  # a reply waits fifteen seconds for an undo, then the worker sends it


def view(page: Page, name: str) -> Locator:
    """Return the link of a view in the column of views; the name of the link ends with the view's count."""
    return page.get_by_role("navigation", name="Vistas").get_by_role("link", name=re.compile(rf"^{name}( \d+)?$"))


def count(page: Page, name: str) -> int:
    """Return the number that stands beside a view, 0 if none does."""
    found = re.search(r"\d+$", view(page, name).inner_text().strip())
    return int(found[0]) if found else 0


def expect_count(page: Page, name: str, number: int) -> None:
    expect(view(page, name)).to_have_accessible_name(f"{name} {number}" if number else name)


def row(page: Page, subject: str) -> Locator:
    return page.get_by_role("region", name="Tickets").locator("a.ticket", has_text=subject)


def open_ticket(page: Page, subject: str, *, among: str = "Todos los abiertos") -> None:
    """Choose a view, then the ticket in its list, and wait until it is shown."""
    view(page, among).click()
    expect(page.get_by_role("heading", level=2, name=among)).to_be_visible()
    show_news(page, subject)
    row(page, subject).click()
    expect(title(page)).to_have_text(subject)


def show_news(page: Page, subject: str) -> None:
    """Wait until the ticket stands in the list; new ones wait behind a bar so that nothing moves under the eyes."""
    bar = page.locator("#ticket-news").get_by_role("link")
    expect(row(page, subject).or_(bar).first).to_be_visible()
    if not row(page, subject).is_visible():
        with suppress(TookTooLong):  # a list that is at its top takes the news in by itself, and the bar is gone
            bar.click(timeout=3_000)
    expect(row(page, subject)).to_be_visible()


def title(page: Page) -> Locator:
    return page.locator("#head").get_by_role("heading", level=1)


def thread(page: Page) -> Locator:
    return page.get_by_role("log", name="Conversación")


def head(page: Page) -> Locator:
    return page.locator("#head")


def words(page: Page) -> Locator:
    return page.get_by_label("Sus palabras")


def held(page: Page) -> Locator:
    return page.get_by_role("region", name="Respuestas por salir")


def take(page: Page, name: str) -> None:
    head(page).get_by_role("button", name="Tomar").click()
    expect(thread(page).get_by_text(f"{name} tomó el ticket")).to_be_visible()


def send(page: Page, text: str) -> None:
    """Write a reply and send it; it stands among those that wait to leave."""
    words(page).fill(text)
    page.get_by_role("button", name="Enviar", exact=False).first.click()
    expect(held(page).get_by_text(text)).to_be_visible()
    expect(words(page)).to_have_value("")


def expect_left(page: Page, text: str) -> None:
    """Wait until the reply has left: it stands in the conversation."""
    expect(thread(page).get_by_text(text)).to_be_visible(timeout=LEAVES_MS)
    expect(held(page).get_by_text(text)).to_have_count(0)


def turn_to(page: Page, tab: str) -> None:
    """Turn to "Nota interna" or "Responder por correo"; the tabs are radio buttons beneath their words."""
    page.get_by_role("radio", name=tab).check(force=True)


def note(page: Page, text: str) -> None:
    turn_to(page, "Nota interna")
    words(page).fill(text)
    page.get_by_role("button", name="Guardar nota").click()
    expect(thread(page).get_by_text(text)).to_be_visible()
    expect(words(page)).to_have_value("")


def more(page: Page, name: str) -> None:
    """Open the menu of what is done less often and choose from it."""
    link = head(page).get_by_role("link", name=name)
    for _try in range(3):  # a click in the very moment in which the page's top is put anew may be nobody's
        head(page).get_by_label("Más acciones").click()
        with suppress(AssertionError):
            expect(link).to_be_visible(timeout=3000)
            break
    link.click()
