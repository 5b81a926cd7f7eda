"""What somebody does in the editor of scripts and runbooks, by the words that stand on the page, and with the mouse."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect


def new_procedure(page: Page, url: str, *, name: str, use: str, words: str, about: str) -> None:
    """Make a script or a runbook, and come to its empty editor."""
    page.goto(f"{url}/desk/settings/")
    page.get_by_role("navigation", name="Ajustes").get_by_role("link", name="Guiones y runbooks").click()
    page.get_by_role("link", name="Nuevo", exact=True).click()
    page.get_by_label("Nombre").fill(name)
    page.get_by_label("Para qué", exact=False).first.select_option(use)
    page.get_by_label("Palabras de los tickets que lo necesitan, una por línea").fill(words)
    page.locator("textarea[name=about]").fill(about)
    page.get_by_role("button", name="Escribir los pasos").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def add(page: Page, title: str, kind: str, place: str = "") -> None:
    """Add a step after the one that is open, or where `place` says; its form is open then."""
    form = page.locator("#add")
    form.get_by_label("Título").fill(title)
    form.locator("select[name=kind]").select_option(label=kind)
    if place:
        form.locator("select[name=place]").select_option(label=place)
    form.get_by_role("button", name="Añadir").click()
    expect(form_of(page).get_by_label("Título")).to_have_value(title)


def form_of(page: Page) -> Locator:
    return page.locator(".step-form")


def box(page: Page, title: str) -> Locator:
    """Return a step in the drawing."""
    return page.locator("a.step-box", has=page.locator(f"title:text-matches('^{re.escape(title)}', '')"))


def open_step(page: Page, title: str) -> None:
    box(page, title).click()
    expect(form_of(page).get_by_label("Título")).to_have_value(title)


def save(page: Page) -> None:
    form_of(page).get_by_role("button", name="Guardar el paso").click()
    page.wait_for_load_state()
    expect(page.locator(".notice[data-tone=bad]")).to_have_count(0)


def answers(page: Page, rows: Sequence[tuple[str, str]]) -> None:
    """Write the answers of the step that is open: their words and the step that each leads to, "" for none."""
    lines = form_of(page).locator("fieldset", has_text="Respuestas").locator("li")
    for number, (words, to) in enumerate(rows):
        line = lines.nth(number)
        line.get_by_label("Una respuesta").fill(words)
        if to:
            line.get_by_label("Lleva a").select_option(label=f"→ {to}")
    save(page)


def lead(page: Page, title: str) -> None:
    """Say with what the open step goes on."""
    form_of(page).locator("select[name=next]").select_option(label=title)
    save(page)


def draw(page: Page, what: Locator, onto: Locator) -> None:
    """Draw something with the mouse onto something else, slowly enough to be seen on its way."""
    what.scroll_into_view_if_needed()
    here, there = what.bounding_box(), onto.bounding_box()
    assert here
    assert there
    page.mouse.move(here["x"] + here["width"] / 2, here["y"] + here["height"] / 2)
    page.mouse.down()
    page.mouse.move(there["x"] + there["width"] / 2 + 9, there["y"] + there["height"] / 2 + 9, steps=12)
    page.mouse.move(there["x"] + there["width"] / 2, there["y"] + there["height"] / 2, steps=4)
    with page.expect_navigation():
        page.mouse.up()


def dot(page: Page, words: str) -> Locator:
    """Return the dot of an arrow, by what it says."""
    return page.locator("a.dot", has=page.locator(f"title:text-is('{words}')"))


def outline(page: Page) -> list[str]:
    """Return the titles of the steps in the order in which they come."""
    return [words.strip() for words in page.locator(".outline li > a").all_text_contents()]


def publish(page: Page, note: str) -> None:
    page.get_by_label("Qué cambió (para el historial)").fill(note)
    page.get_by_role("button", name="Publicar", exact=True).click()
    expect(page.get_by_text("Publicado: lo que empiece desde ahora lo sigue.")).to_be_visible()
