"""A desk with chats, a company's site on another origin that shows one, visitors with browsers, and an agent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.journeys.chat.host import HostSite
from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.product import Product
from tests.journeys.visiting import SAMPLE_PASSWORD, listen_for_complaints
from tests.peers.smtp_sink import SmtpSink

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def sink() -> Iterator[SmtpSink]:
    sink = SmtpSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(scope="session")
def product(sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = Product(Path(tmp_path_factory.mktemp("chat")), sink.url)
    module = [sys.executable, "-m", "tests.journeys.chat.furnishing"]
    done = subprocess.run(module, env=product.environment, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    product.password = SAMPLE_PASSWORD
    product.start()
    yield product
    product.stop()


@pytest.fixture(scope="session")
def site(product: Product) -> Iterator[HostSite]:
    site = HostSite(product.url)
    site.start()
    yield site
    site.stop()


class Visitors:
    """Each visitor is a browser of their own on the company's site; what its console complains of is collected."""

    def __init__(self, browser: Browser, site: HostSite) -> None:
        self.browser, self.site = browser, site
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def browser_of(self, *, phone: bool = False, before: str = "", **more: Any) -> BrowserContext:
        more = {"viewport": PHONE if phone else DESKTOP, "locale": "es-CO", **more}
        context = self.browser.new_context(has_touch=phone, is_mobile=phone, **more)
        context.set_default_timeout(PATIENCE_MS)
        if before:
            context.add_init_script(before)
        self.contexts.append(context)
        return context

    def visit(self, path: str = "/", *, chat: str = "", context: BrowserContext | None = None, **more: Any) -> Page:
        page = (context or self.browser_of(**more)).new_page()
        listen_for_complaints(page, self.complaints)
        page.goto(f"{self.site.url}{path}{f'?chat={chat}' if chat else ''}")
        return page


@pytest.fixture
def visitors(browser: Browser, site: HostSite) -> Iterator[Visitors]:
    visitors = Visitors(browser, site)
    yield visitors
    for context in visitors.contexts:
        context.close()


def launcher(page: Page) -> Locator:
    return page.locator("escalera-chat button.launcher")


def window(page: Page) -> Locator:
    return page.get_by_role("dialog")


def log(page: Page) -> Locator:
    return window(page).get_by_role("log")


def line(page: Page) -> Locator:
    return window(page).get_by_role("textbox", name="Escriba un mensaje")


def open_chat(page: Page) -> None:
    launcher(page).click()


def say(page: Page, words: str) -> None:
    line(page).fill(words)
    line(page).press("Enter")
