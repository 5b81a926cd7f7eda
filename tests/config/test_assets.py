"""Static files: at an address of their version, compressed, kept for ever; a sheet holds what it imports."""

from __future__ import annotations

import gzip
import re

from django.templatetags.static import static
from django.test import Client

from escalera.config import bundle
from escalera.config.assets import FOR_EVER, version

SHEET = "escalera/css/app.css"


def test_the_address_has_the_version_and_the_answer_is_kept_for_ever() -> None:
    address = static("escalera/js/app.js")
    answer = Client().get(address)
    assert address == f"/static/{version()}/escalera/js/app.js"
    assert (answer.status_code, answer["Cache-Control"]) == (200, FOR_EVER)
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"


def test_it_is_compressed_for_who_can_read_that() -> None:
    plain = Client().get(static("escalera/js/app.js"))
    packed = Client(headers={"Accept-Encoding": "br, gzip"}).get(static("escalera/js/app.js"))
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"


def test_a_sheet_holds_what_it_imports() -> None:
    text = Client().get(static(SHEET)).content.decode()
    assert re.findall("@import", text) == []
    for layer, word in (("tokens", "--ground:"), ("components", ".rail"), ("utilities", "")):
        assert re.search(rf"@layer {layer} \{{[^@]*{re.escape(word)}", text)


def test_the_portals_sheet_holds_the_desks_tokens() -> None:
    text = Client().get(static("portal/portal.css")).content.decode()
    assert ("@import" in text, "--ground:" in text) == (False, True)


def test_a_page_from_before_an_update_gets_todays_file_and_does_not_keep_it() -> None:
    answer = Client().get("/static/0123456789ab/" + SHEET)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")


def test_nothing_but_the_known_files_is_given_out() -> None:
    for name in ("../settings.py", "..%2f..%2fsettings.py", "escalera/none.css", "/etc/passwd"):
        assert Client().get(f"/static/{version()}/{name}").status_code == 404


def test_files_are_only_read() -> None:
    assert Client().post(static(SHEET)).status_code in (404, 405)


def test_a_script_holds_what_it_imports_and_runs_each_once() -> None:
    files = {
        "js/app.js": 'import { A, b as c } from "./a.js"\nimport "./deep/d.js"\nnew A(c)\n',
        "js/a.js": 'import { d } from "./deep/d.js"\nexport class A {}\nexport const b = d\n',
        "js/deep/d.js": "export const d = 1\n",
    }
    assert bundle.script("js/app.js", files.get) == "\n".join(
        [
            "const of_js_deep_d_js = (() => {\nconst d = 1\n\nreturn { d }\n})()",
            "const of_js_a_js = (() => {\nconst { d } = of_js_deep_d_js\nclass A {}\nconst b = d\n\nreturn { A, b }\n})()",
            "const of_js_app_js = (() => {\nconst { A, b: c } = of_js_a_js\n\nnew A(c)\n\nreturn {  }\n})()",
        ]
    )


def test_a_script_that_does_anything_else_stays_as_it_is() -> None:
    for odd in (
        "var htmx = 1\n",
        'import x from "./b.js"\n',
        "export default 1\n",
        'const b = await import("./b.js")\n',
        'import "./a.js"\n',
    ):
        files = {"a.js": odd, "b.js": ""}
        assert bundle.script("a.js", files.get) == odd


def test_the_products_own_scripts_are_whole() -> None:
    for name in ("escalera/js/app.js", "portal/portal.js"):
        text = Client().get(static(name)).content.decode()
        assert (re.findall(r"^(?:import|export)\b", text, re.MULTILINE), "class LiveFeed" in text) == ([], True)
