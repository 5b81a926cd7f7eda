from __future__ import annotations

import re
import struct
import zlib
from typing import Any

import pytest
from django.templatetags.static import static
from django.test import Client

from escalera.base.settings.models import Company
from escalera.faces.desk.install.icons import png
from tests.faces.desk.reading import texts

pytestmark = pytest.mark.django_db
LANGUAGES = ["es", "es-419", "en", "pt-br"]


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def test_a_page_says_how_it_can_be_installed(visitor: Client) -> None:
    page = visitor.get("/sign-in/").content.decode()
    assert '<link rel="manifest" href="/desk.webmanifest">' in page
    assert re.findall(r'theme-color" media="\(prefers-color-scheme: (\w+)\)', page) == ["light", "dark"]


@pytest.mark.parametrize(("path", "start"), [("/desk.webmanifest", "/desk/"), ("/portal.webmanifest", "/portal/")])
def test_the_manifest_bears_the_companys_name_and_colour(visitor: Client, path: str, start: str) -> None:
    Company.objects.update_or_create(pk=Company.get().pk, defaults={"name": "Ferretería Norte", "color": "#aa3300"})
    answer = visitor.get(path)
    found = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (found["start_url"], found["display"], found["theme_color"]) == (start, "standalone", "#aa3300")
    assert "Ferretería Norte" in found["name"]
    assert {(one["sizes"], one["purpose"]) for one in found["icons"]} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for one in found["icons"]:
        icon = visitor.get(one["src"])
        assert (icon.status_code, icon["Content-Type"]) == (200, "image/png")


@pytest.mark.parametrize("path", ["/icons/any-191.png", "/icons/round-192.png", "/icons/any-99999999.png"])
def test_only_the_sizes_that_systems_want_are_drawn(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_icon_is_a_picture_of_the_mark() -> None:
    data = png("maskable", 192, "#204060")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (192, 192)
    start = data.index(b"IDAT")
    rows = zlib.decompress(data[start + 4 : start + 4 + struct.unpack(">I", data[start - 4 : start])[0]])
    width = 192 * 4 + 1
    assert len(rows) == 192 * width

    def pixel(x: int, y: int) -> tuple[int, ...]:
        return tuple(rows[y * width + 1 + x * 4 : y * width + 5 + x * 4])

    assert pixel(0, 0) == (0x20, 0x40, 0x60, 255)
    assert pixel(128, 80) == (255, 255, 255, 255)  # the highest bar


def test_the_service_worker_knows_the_shell_and_every_languages_page(visitor: Client) -> None:
    answer = visitor.get("/sw.js")
    script = answer.content.decode()
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    for wanted in (static("escalera/css/app.css"), static("escalera/icons.svg"),
                   *(f"/offline/desk/{code}/" for code in LANGUAGES)):  # fmt: skip
        assert f'"{wanted}"' in script
    assert visitor.get("/sw.js").content == answer.content


@pytest.mark.parametrize("face", ["desk", "portal"])
@pytest.mark.parametrize(
    ("language", "words"), [("es", "Sin conexión"), ("en", "No connection"), ("pt-br", "Sem conexão")]
)
def test_the_offline_page_speaks_each_language(visitor: Client, face: str, language: str, words: str) -> None:
    page = visitor.get(f"/offline/{face}/{language}/")
    assert texts(page, "h1") == [words]
    assert "csrf" not in page.content.decode()


@pytest.mark.parametrize("path", ["/offline/desk/xx/", "/offline/api/es/"])
def test_there_is_no_offline_page_of_anything_else(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_a_new_brand_makes_a_new_worker(visitor: Client, settings: Any) -> None:
    before = visitor.get("/sw.js").content
    Company.objects.update_or_create(pk=Company.get().pk, defaults={"name": "Another"})
    assert visitor.get("/sw.js").content != before
