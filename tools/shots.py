"""`./run shots`: every page as a picture, light and dark, desktop and phone, into `screenshots/` with one page to see them
all. Starts the sample company by itself; `--url` takes one that runs already, `--only` the names to make again."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402 - the root must be known first

from tests.journeys.product import Product  # noqa: E402
from tests.journeys.screens import SCREENS, Screen  # noqa: E402
from tests.journeys.visiting import ARGUMENTS, CHROMIUM, SIZES, Visitor  # noqa: E402

TARGET = ROOT / "screenshots"


def main() -> int:
    """Take the pictures; return 1 if a page could not be shown."""
    options = _arguments()
    TARGET.mkdir(exist_ok=True)
    wanted = [one for one in SCREENS if not options.only or one.name in options.only]
    failed: list[str] = []
    with _product(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme in options.schemes:
            for size in options.sizes:
                failed += _round(browser, url, wanted, scheme, size, options.language)
        browser.close()
    (TARGET / "index.html").write_text(_sheet([one.name for one in SCREENS]))
    taken = len(wanted) * len(options.schemes) * len(options.sizes) - len(failed)
    print(f"{taken} pictures: open {TARGET / 'index.html'}")
    for line in failed:
        print("not shown:", line)
    return 1 if failed else 0


def _round(browser: Browser, url: str, wanted: list[Screen], scheme: str, size: str, language: str) -> list[str]:
    failed = []
    visitor = Visitor(browser, url, size=size, scheme=scheme, language=language)
    for screen in wanted:
        try:
            page = visitor.visit(screen)
            _settle(page)
            page.screenshot(path=TARGET / f"{screen.name}-{size}-{scheme}.png")
        except Exception as error:  # noqa: BLE001 - one page that fails must not keep the others from being seen
            failed.append(f"{screen.name} {size} {scheme}: {str(error).splitlines()[0]}")
    visitor.close()
    return failed


def _settle(page: Page) -> None:
    page.wait_for_timeout(350)


@contextmanager
def _product(url: str) -> Iterator[str]:
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder), "", verb="demo")
        product.start(patience_s=180)
        try:
            yield product.url
        finally:
            product.stop()


def _sheet(names: list[str]) -> str:
    rows = []
    for name in names:
        pictures = "".join(
            f'<a href="{name}-{size}-{scheme}.png"><img loading="lazy" src="{name}-{size}-{scheme}.png" '
            f'alt="{escape(name)}, {size}, {scheme}" height="360"></a>'
            for scheme in ("light", "dark")
            for size in SIZES
        )
        rows.append(f"<h2>{escape(name)}</h2><p>{pictures}</p>")
    return f'<!doctype html><meta charset="utf-8"><title>Escalera</title>{"".join(rows)}'


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run shots", description=__doc__)
    parser.add_argument("--url", default="", help="a sample company that runs already")
    parser.add_argument("--only", nargs="*", default=[], help="names of pages")
    parser.add_argument("--language", default="es-CO")
    parser.add_argument("--schemes", nargs="*", default=["light", "dark"], choices=["light", "dark"])
    parser.add_argument("--sizes", nargs="*", default=list(SIZES), choices=list(SIZES))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
