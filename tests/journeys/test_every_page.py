"""Every page, on a desktop by day and by night and on a phone: what axe finds, the console says, and what moves or runs
off the side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.product import Product
from tests.journeys.screens import SCREENS, Screen
from tests.journeys.visiting import SIZES, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite]
LOOKS = {"desktop": ("desktop", "light"), "dark": ("desktop", "dark"), "phone": ("phone", "light")}
NARROWEST = {"width": 320, "height": 740}
SHIFT_LIMIT = 0.02
TICKETS = 120  # fewer, and not every list of the sample has something in it

_LEVELS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
_COLORS = {"type": "rule", "values": ["color-contrast"]}
# what shifts without anybody having asked for it, also before the script runs
_WATCH = """
window.__shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.__shifts.push([one.value, one.sources
    .map(({ node }) => node && (node.nodeType === 1 ? node.outerHTML.slice(0, 60) : node.data)).join(" | ")]);
}).observe({ type: "layout-shift", buffered: true });
"""
_TOO_WIDE = """() => {
  const reach = document.scrollingElement.scrollWidth;
  if (reach <= innerWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth);
  return [`${reach} px in a window of ${innerWidth}: ${wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 60))}`];
}"""

Visiting = Callable[[str], Visitor]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    sample = Product(Path(tmp_path_factory.mktemp("company")), "", verb="demo", more=("--tickets", str(TICKETS)))
    sample.start(patience_s=180)
    yield sample
    sample.stop()


@pytest.fixture(scope="module")
def visiting(browser: Browser, company: Product) -> Iterator[Visiting]:
    """Return who looks: one visitor for each look, with the windows of everybody whom they sign in as."""
    visitors: dict[str, Visitor] = {}

    def visitor(look: str) -> Visitor:
        if look not in visitors:
            size, scheme = LOOKS[look]
            visitors[look] = Visitor(browser, company.url, size=size, scheme=scheme, watch=_WATCH)
        return visitors[look]

    yield visitor
    for one in visitors.values():
        one.close()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("screen", SCREENS, ids=[screen.name for screen in SCREENS])
def test_nothing_is_wrong_with(screen: Screen, look: str, visiting: Visiting) -> None:
    visitor = visiting(look)
    visitor.complaints.clear()
    page = visitor.visit(screen)
    wrong = [f"console: {words}" for words in visitor.complaints if screen.name != "not-found" or "404" not in words]
    wrong += _shifts(page) + _barriers(page, only_colors=look == "dark")
    if look == "phone":
        wrong += _runs_off(page)
    assert not wrong, "\n".join([f"{screen.name}, {look}:", *wrong])


def _shifts(page: Page) -> list[str]:
    shifts: list[tuple[float, str]] = page.evaluate("window.__shifts")
    total = sum(value for value, _what in shifts)
    return [f"moves by {total:.3f}: {[what for _value, what in shifts]}"] if total > SHIFT_LIMIT else []


def _barriers(page: Page, *, only_colors: bool) -> list[str]:
    options: dict[str, Any] = {"runOnly": _COLORS if only_colors else _LEVELS, "resultTypes": ["violations"]}
    # `preload` would read every stylesheet again, which only the rule for locked orientation needs
    found = Axe().run(page, options={**options, "preload": False}).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]} ({node['failureSummary']})"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def _runs_off(page: Page) -> list[str]:
    wrong = list(page.evaluate(_TOO_WIDE))
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    wrong += page.evaluate(_TOO_WIDE)
    page.set_viewport_size(SIZES["phone"])  # type: ignore[arg-type]
    return wrong
