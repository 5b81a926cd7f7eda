"""Pages in Chromium with an empty cache. Reads a JSON job, writes a JSON result (see `screens.py`)."""

from __future__ import annotations

import json
import sys
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.journeys.visiting import ARGUMENTS, CHROMIUM, SIZES

# counts every shift, also those before the script ran
_WATCH = """
window.__shift = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.__shift += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# modules and htmx have run when this event has ended
_USABLE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def look(browser: Browser, url: str, page: dict[str, Any]) -> dict[str, Any]:
    """Return what one page needs and does, in a window without any cache."""
    context = browser.new_context(viewport=SIZES["desktop"], locale="es-CO", service_workers="block")  # type: ignore[arg-type]
    name, _is, value = page["cookie"].partition("=")
    if name:
        context.add_cookies([{"name": name, "value": value, "url": url}])
    context.add_init_script(_WATCH)
    window = context.new_page()
    errors: list[str] = []
    window.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    window.on("pageerror", lambda error: errors.append(str(error)))
    wire = context.new_cdp_session(window)
    wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    window.goto(url + page["address"], wait_until="load")
    window.wait_for_timeout(800)
    result = {
        "transferred": sum(sizes),
        "usable_ms": round(float(window.evaluate(_USABLE)), 1),
        "shift": round(float(window.evaluate("window.__shift")), 4),
        "errors": [error for error in errors if "404" not in error or page["name"] != "not-found"],
    }
    context.close()
    return result


def main() -> None:
    """Do the job from standard input."""
    job = json.load(sys.stdin)
    url = f"http://127.0.0.1:{job['port']}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        seen = {page["name"]: look(browser, url, page) for page in job["pages"]}
        browser.close()
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main()
