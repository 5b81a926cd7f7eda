"""The chat as a guest on another's site: it keeps its looks and the host's, asks for no permission, weighs little, reads
well by eye, ear and keyboard, and lets nothing foreign become markup."""

from __future__ import annotations

import gzip
import json
import urllib.request
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.journeys.chat.conftest import PHONE, Visitors, launcher, line, log, open_chat, say, window
from tests.journeys.chat.furnishing import ASKS, AWAY, OPEN
from tests.journeys.company.steps import open_ticket, take
from tests.journeys.conftest import People
from tests.journeys.product import Product
from tools.build_widget import BUILT, built

pytestmark = pytest.mark.browser
LARGEST = 30_000  # bytes over the wire
LEVELS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = """names => names.map(name => {
  const one = document.querySelector('escalera-chat').shadowRoot.querySelector(name), at = one.getBoundingClientRect()
  const { color, backgroundColor, font, letterSpacing, opacity, transform, border } = getComputedStyle(one)
  return [name, at.x, at.y, at.width, at.height, color, backgroundColor, font, letterSpacing, opacity, transform, border]
})"""
PARTS = ["launcher", "panel", "top", "welcome", "composer"]
SMALL_TARGETS = """() => [...document.querySelector('escalera-chat').shadowRoot.querySelectorAll('button, input, select, textarea')]
  .filter(one => one.getClientRects().length && !one.classList.contains('heard'))
  .map(one => [one.className || one.tagName, one.getBoundingClientRect()])
  .filter(([, at]) => at.width < 44 || at.height < 44).map(([name, at]) => `${name} ${at.width}×${at.height}`)"""
EVIL = (
    "<p>Bien <b onclick=alert(1)>fuerte</b></p><script>window.hit=1</script><img src=x onerror='window.hit=1'>"
    "<svg><a href='javascript:alert(1)'>s</a></svg><a href='javascript:window.hit=1'>falso</a>"
    "<a href='https://bueno.example/' style='position:fixed' target=_top>bueno</a><iframe src='/'></iframe>"
    "<form action='/robo'><input name=clave></form><style>*{display:none}</style>"
)


def test_it_is_one_light_file_as_its_modules_say(product: Product) -> None:
    asked = urllib.request.Request(f"{product.url}/widget.js", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        packed = answer.read()
    assert gzip.decompress(packed).decode() == built() == BUILT.read_text()
    assert len(packed) < LARGEST


def test_spoiling_styles_reach_nothing_of_it(visitors: Visitors) -> None:
    kind, hostile = visitors.visit("/"), visitors.visit("/hostil")
    for page in (kind, hostile):
        open_chat(page)
        expect(line(page)).to_be_focused()
        page.wait_for_timeout(400)
    names = [f".{name}" for name in PARTS]
    assert kind.evaluate(LOOKS, names) == hostile.evaluate(LOOKS, names)
    assert visitors.complaints == []  # nor does the strictest policy


def test_the_host_is_left_as_it_was(visitors: Visitors) -> None:
    page = visitors.visit("/")
    expect(launcher(page)).to_be_visible()
    page.evaluate("() => { window.keys = []; addEventListener('keydown', (event) => window.keys.push(event.key)) }")
    page.evaluate("() => scrollTo(0, 500)")
    before = page.evaluate(
        "() => [document.title, document.documentElement.style.cssText, Object.keys(localStorage)]"
    )
    open_chat(page)
    line(page).press_sequentially("s/?")
    line(page).press("Escape")
    expect(window(page)).to_be_hidden()
    after = page.evaluate("() => [document.title, document.documentElement.style.cssText, Object.keys(localStorage)]")
    assert before == after == ["Planes de Telnor", "", []]
    assert page.evaluate("() => [window.keys, scrollY]") == [[], 500]
    own = page.locator("#own")
    own.focus()
    page.keyboard.press("s")
    assert page.evaluate("() => window.keys") == ["s"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chat", [OPEN, ASKS, AWAY])
def test_nothing_bars_the_way(visitors: Visitors, chat: str, scheme: str) -> None:
    page = visitors.visit(chat=chat, color_scheme=scheme, reduced_motion="reduce")
    expect(launcher(page)).to_be_visible()
    assert barriers(page) == []
    open_chat(page)
    if chat == OPEN:
        say(page, "Una pregunta con https://enlace.example/ dentro")
        expect(log(page).locator(".queue")).to_be_visible()
        window(page).get_by_role("button", name="Opciones").click()
    elif chat == ASKS:
        window(page).get_by_role("button", name="Empezar la conversación").click()
    assert barriers(page) == []


def test_a_phone_shows_it_whole(visitors: Visitors) -> None:
    page = visitors.visit(phone=True, reduced_motion="reduce")
    launcher(page).tap()
    box = window(page).bounding_box()
    assert box == {"x": 0, "y": 0, **PHONE}
    expect(window(page)).to_have_attribute("aria-modal", "true")
    assert page.evaluate("() => document.documentElement.style.overflow") == "hidden"
    assert line(page).evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 16  # or the phone zooms in
    line(page).fill("Desde el teléfono")
    window(page).get_by_role("button", name="Enviar", exact=True).tap()
    expect(log(page).locator(".mine .words")).to_have_text(["Desde el teléfono"])
    assert page.evaluate(SMALL_TARGETS) == []
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.localName") == "escalera-chat"
    window(page).get_by_role("button", name="Cerrar", exact=True).tap()
    expect(window(page)).to_be_hidden()
    assert page.evaluate("() => document.documentElement.style.overflow") == ""
    assert barriers(page) == []


def test_a_keyboard_is_enough(visitors: Visitors) -> None:
    page = visitors.visit()
    expect(launcher(page)).to_be_visible()
    for _ in range(3):  # the link and the button of the host come first
        page.keyboard.press("Tab")
    expect(launcher(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(line(page)).to_be_focused()
    page.keyboard.type("Dos líneas")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("en una")
    page.keyboard.press("Enter")
    expect(log(page).locator(".mine .words")).to_have_text(["Dos líneasen una"])
    expect(line(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher(page)).to_be_focused()


def test_a_page_that_may_keep_nothing_still_talks(visitors: Visitors, people: People) -> None:
    page = visitors.visit("/caja")
    open_chat(page)
    say(page, "Desde una página encerrada")
    expect(log(page).get_by_text("Entregado")).to_be_visible()
    noelia = people.sign_in("noelia@cordillera.example")
    open_ticket(noelia, "Desde una página encerrada")
    take(noelia, "Noelia Vega")
    expect(window(page)).to_have_accessible_name("Noelia")
    assert visitors.complaints == []


def test_foreign_words_never_become_markup(visitors: Visitors) -> None:
    page = visitors.visit()
    open_chat(page)
    say(page, "<img src=x onerror=window.hit=1>")
    expect(log(page).locator(".mine .words")).to_have_text(["<img src=x onerror=window.hit=1>"])
    expect(log(page).get_by_text("Entregado")).to_be_visible()
    page.route("**/chat/session", lambda route: evil(route))
    page.reload()
    words = log(page).locator(".theirs .words")
    expect(words).to_contain_text("fuerte")
    found = words.evaluate(
        "one => [...one.querySelectorAll('*')].map(e => [e.localName, ...[...e.attributes].map(a => a.name + '=' + a.value)])"
    )
    assert found == [
        ["p"],
        ["b"],
        ["span"],
        ["a", "href=https://bueno.example/", "target=_blank", "rel=noopener noreferrer nofollow"],
    ]
    assert page.evaluate("() => window.hit") is None
    page.unroute_all(behavior="wait")


def evil(route: Route) -> None:
    said: dict[str, Any] = route.fetch().json()
    message = {**said["messages"][0], "id": "m999999", "key": "", "from": "agent", "name": "<b>M</b>", "html": EVIL}
    route.fulfill(json={**said, "messages": [*said["messages"], message]})


def barriers(page: Page) -> list[str]:
    options = {"runOnly": LEVELS, "rules": {"region": {"enabled": False}}}
    found = Axe().run(page, context="escalera-chat", options=options)
    return [
        f"{one['id']}: {json.dumps([node['html'] for node in one['nodes']])[:400]}"
        for one in found.response["violations"]
    ]
