"""Somebody of the sample company who looks at pages in a real browser."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.journeys.screens import CUSTOMER, Screen

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 375, "height": 740}}
SAMPLE_PASSWORD = "escalera-demo"
SAMPLE_DOMAIN = "cordillera.example"
SAMPLE_CUSTOMER = "julian.prieto@clinicadelsur.example"
# What htmx writes when a page that is left, or a newer request, ends one that is under way; true troubles have words of
# their own besides ("htmx:sendError", "htmx:responseError").
ENDED = ("htmx:sendAbort", "htmx:afterRequest")


def listen_for_complaints(page: Page, complaints: list[str]) -> None:
    """Collect what the console calls an error, with the address that it is about, and what no script has caught."""

    def note(said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(ENDED):
            complaints.append(f"{said.text} {said.location.get('url', '')}".strip())

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))


class Visitor:
    """One browser window a person, opened when first needed. `complaints`: what the console said was wrong; `watch`: a
    script that runs in every page before its own."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        *,
        size: str = "desktop",
        scheme: str = "light",
        language: str = "es-CO",
        watch: str = "",
    ) -> None:
        self.browser, self.url = browser, url
        self.size, self.scheme, self.language, self.watch = size, scheme, language, watch
        self.pages: dict[str, Page] = {}
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def visit(self, screen: Screen) -> Page:
        """Show the screen and return its page, loaded and still."""
        page = self.pages.get(screen.who) or self._enter(screen.who)
        page.goto(self.url + screen.path, wait_until="load")
        if screen.follow:
            page.wait_for_selector(screen.follow, state="attached")
            address = page.locator(screen.follow).first.get_attribute("href") or ""
            page.goto(self.url + address, wait_until="load")
        page.wait_for_timeout(250)
        for selector in screen.click:
            page.locator(selector).first.click()
            page.wait_for_timeout(250)
        if screen.press:
            page.keyboard.press(screen.press)
            page.wait_for_timeout(250)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _enter(self, who: str) -> Page:
        context = self.browser.new_context(
            viewport=SIZES[self.size],  # type: ignore[arg-type]
            color_scheme=self.scheme,  # type: ignore[arg-type]
            locale=self.language,
            has_touch=self.size == "phone",
            service_workers="block",
        )
        self.contexts.append(context)
        if self.watch:
            context.add_init_script(self.watch)
        page = context.new_page()
        page.set_default_timeout(30_000)
        listen_for_complaints(page, self.complaints)
        self.pages[who] = page
        page.goto(f"{self.url}/sign-in/")  # a window takes its size with its first page, and that may move things
        if who:
            self._sign_in(page, who)
        return page

    def _sign_in(self, page: Page, who: str) -> None:
        customer = who == CUSTOMER
        page.goto(self.url + ("/help/sign-in/" if customer else "/sign-in/"))
        form = page.locator("form:has(input[name=password][type=password])").first
        if customer and not form.locator("input[name=password]").is_visible():
            page.locator("details:has(input[name=password]) summary").click()
        form.locator("input[name=email]").fill(SAMPLE_CUSTOMER if customer else f"{who}@{SAMPLE_DOMAIN}")
        form.locator("input[name=password]").fill(SAMPLE_PASSWORD)
        form.locator("button").last.click()
        page.wait_for_url("**/help/requests/**" if customer else "**/desk/**")
