"""A running product, a mail sink and a browser for the journeys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.product import Product
from tests.journeys.visiting import ARGUMENTS, CHROMIUM, listen_for_complaints
from tests.peers.smtp_sink import SmtpSink

PATIENCE_MS = 60_000  # a slow machine, with others at work on it
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def sink() -> Iterator[SmtpSink]:
    sink = SmtpSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(scope="module")
def product(sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = Product(Path(tmp_path_factory.mktemp("product")), sink.url)
    product.start()
    yield product
    product.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed here (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class People:
    """Opens a window of their own for each person; every window's complaints are collected."""

    def __init__(self, browser: Browser, product: Product) -> None:
        self.browser, self.product = browser, product
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def window(self, *, phone: bool = False) -> Page:
        size = {"width": 375, "height": 740} if phone else {"width": 1440, "height": 900}
        context = self.browser.new_context(viewport=size, locale="es-CO", has_touch=phone)  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        listen_for_complaints(page, self.complaints)
        return page

    def sign_in(self, email: str, *, phone: bool = False) -> Page:
        page = self.window(phone=phone)
        page.goto(f"{self.product.url}/sign-in/")
        page.get_by_label("Correo electrónico").fill(email)
        page.get_by_label("Contraseña").fill(self.product.password)
        page.get_by_role("button", name="Entrar").click()
        page.wait_for_url("**/desk/**")
        return page


@pytest.fixture
def people(browser: Browser, product: Product) -> Iterator[People]:
    people = People(browser, product)
    yield people
    for context in people.contexts:
        context.close()
