"""Who may call, how much, and what comes back for nonsense: never an error of ours, never more than one's own."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.test import Client

from escalera.core.channels.models import Channel, ChatSession
from escalera.core.tickets.models import Attachment, Message, Ticket
from escalera.faces.widget.limits import WORDS_A_MINUTE
from tests.cast import Desk
from tests.faces.widget.conftest import ORIGIN, Browser, new_key

PNG = b"\x89PNG\r\n\x1a\n" + b"." * 20


def test_a_page_of_another_site_is_not_answered(channel: Channel, browser: Browser) -> None:
    channel.settings = {"asks": [], "origins": ["https://shop.example", "*.shop.example"]}
    channel.save()
    path = f"/chat/{channel.hook_key}/settings"
    allowed = [
        Client().get(path, headers={"origin": origin}).headers.get("Access-Control-Allow-Origin", "")
        for origin in (
            ORIGIN,
            "https://www.shop.example",
            "https://evil.example",
            "https://notshop.example",
            "https://[",
        )
    ]
    assert allowed == [ORIGIN, "https://www.shop.example", "", "", ""]
    browser.begin()
    browser.origin = "https://evil.example"
    assert (browser.look()["code"], browser.status) == ("origin", 403)


def test_a_browser_may_ask_before_it_calls(browser: Browser) -> None:
    answer = Client().options("/chat/session/messages", headers={"origin": ORIGIN})
    told = [
        answer.status_code,
        answer.headers["Access-Control-Allow-Origin"],
        answer.headers["Access-Control-Max-Age"],
    ]
    assert told == [204, ORIGIN, "86400"]
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "ñ" * 30, "x" * 5000])
def test_no_token_opens_nothing(browser: Browser, token: str) -> None:
    browser.begin()
    browser.token = token.encode("utf-8").decode("latin-1")
    browser.look()
    assert browser.status == 401


def test_a_forgotten_token_opens_nothing_and_what_was_said_stays(browser: Browser) -> None:
    browser.begin()
    browser.say("Hello")
    browser.call("DELETE", "/chat/session")
    assert browser.status == 200
    browser.look()
    assert (browser.status, Message.objects.count()) == (401, 1)


def test_a_chat_that_is_switched_off_is_gone(channel: Channel, browser: Browser) -> None:
    browser.begin()
    Channel.objects.filter(pk=channel.pk).update(is_active=False)
    browser.look()
    assert browser.status == 401
    assert Browser(channel).begin()["code"] == "no_chat"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"\xff\xfe", b'"text"', b"null", b'{"text": {"a": 1}}', b'{"text": "\\u0000", "key": "12345678"}',
     b'{"key": "12345678"}', b'{"text": "x"}', b'{"text": "x", "key": 5}', b'{"text": "x", "key": "short"}',
     b"[" * 50_000, b'{"text": "\\ud800", "key": 1}', b'{"answers": 5, "identity": []}'],
)  # fmt: skip
def test_nonsense_is_refused_in_words_at_every_address(browser: Browser, body: bytes) -> None:
    browser.begin()
    headers = {"authorization": f"Bearer {browser.token}"}
    codes = set()
    for name in ("messages", "files", "typing", "read", "person", "leave", "new", "end", "page", "identity"):
        answer = Client().post(f"/chat/session/{name}", body, content_type="application/json", headers=headers)
        codes.add(answer.status_code)
        if answer.status_code >= 400:
            assert set(answer.json()) == {"error", "code"}
    assert codes <= {200, 201, 400, 403, 409, 413, 422, 429}
    Client().post(f"/chat/{browser.channel.hook_key}/sessions", body, content_type="application/json")


def test_too_long_is_said(browser: Browser) -> None:
    browser.begin()
    assert browser.say("x" * 4001)["error"] == "The text has 4001 characters; at most 4000 are taken at once."
    browser.say("x" * 70_000)
    assert (browser.status, browser.said["code"]) == (413, "too_large")
    assert Ticket.objects.count() == 0


def test_who_writes_too_fast_is_told_when_to_go_on(browser: Browser) -> None:
    browser.begin()
    statuses = [(browser.say(str(n)), browser.status)[1] for n in range(WORDS_A_MINUTE + 2)]
    assert (statuses[0], statuses[-1]) == (201, 429)


def test_one_network_begins_only_so_many(channel: Channel) -> None:
    channel.settings = {"sessions_per_network": 3}
    channel.save()
    statuses = []
    for _n in range(5):
        browser = Browser(channel)
        browser.begin()
        statuses.append(browser.status)
    assert statuses == [201, 201, 201, 429, 429]


def test_refusals_are_in_the_visitors_language(browser: Browser) -> None:
    browser.begin(language="es-MX")
    assert browser.session.language == "es-419"
    assert browser.say(" ")["error"] == "Escriba algo o adjunte un archivo."


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("pt", "pt-br"), ("es", "es"), ("es-AR", "es-419"), ("en-GB", "en"), ("xx", "es"), ("", "es")],
)
def test_settings_speak_the_visitors_language(channel: Channel, wanted: str, given: str) -> None:
    channel.settings = {"greeting": {"es": "Hola", "pt-br": "Olá"}, "title": "Help"}
    channel.save()
    told = Client().get(f"/chat/{channel.hook_key}/settings", {"language": wanted}).json()
    words = {"pt-br": "Olá"}.get(given, "Hola")
    assert (told["language"], told["greeting"], told["title"]) == (given, words, "Help")


@pytest.mark.parametrize(
    ("name", "content", "kind", "kept"),
    [
        ("lamp.png", PNG, "image/png", ("lamp.png", "image/png")),
        ("lamp.png", PNG, "application/x-anything", ("lamp.png", "image/png")),
        ("C:\\home\\..\\a\u202egnp.pdf", b"%PDF-1.7", "application/pdf", ("agnp.pdf", "application/pdf")),
        ("notes.txt", b"Hello", "text/plain", ("notes.txt", "text/plain")),
        ("lamp.png", b"<html>", "image/png", None),
        ("lamp.svg", b"<svg/>", "image/svg+xml", None),
        ("run.exe", b"MZ", "application/pdf", None),
        ("page.html", b"<html>", "text/html", None),
        ("page.txt", b"<!DOCTYPE html><script>", "text/plain", None),
        ("bill.pdf", b"no pdf", "application/pdf", None),
        ("empty.txt", b"", "text/plain", None),
    ],
)
def test_files_are_what_they_say(
    browser: Browser, name: str, content: bytes, kind: str, kept: tuple[str, str] | None
) -> None:
    browser.begin()
    told = browser.upload(name, content, kind)
    found = Attachment.objects.values_list("name", "content_type").first()
    assert (browser.status, found) == ((201, kept) if kept else (422, None))
    assert "error" in told if kept is None else told["files"][0]["name"] == kept[0]


def test_a_file_opens_by_its_own_address_only(browser: Browser) -> None:
    browser.begin()
    key = new_key()
    url = browser.upload("lamp.png", PNG, "image/png", key)["files"][0]["url"]
    again = browser.upload("lamp.png", PNG, "image/png", key)
    assert (again["id"], Attachment.objects.count()) == (f"m{Message.objects.get().pk}", 1)
    answer: Any = Client().get(url)
    assert (answer.status_code, b"".join(answer.streaming_content), answer["Content-Type"]) == (200, PNG, "image/png")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Client().get(url.replace("/files/", "/files/1")).status_code == 404
    saved = browser.upload("notes.txt", b"Hello", "text/plain")["files"][0]["url"]
    answer = Client().get(saved)
    assert answer["Content-Disposition"].startswith("attachment")


def test_too_large_a_file_is_refused(channel: Channel, browser: Browser) -> None:
    channel.settings = {"asks": [], "largest": 2048}
    channel.save()
    browser.begin()
    browser.upload("notes.txt", b"x" * 2049, "text/plain")
    assert (browser.status, Attachment.objects.count()) == (413, 0)


def test_the_script_is_small_kept_and_packed(db: None) -> None:
    first = Client().get("/widget.js", headers={"accept-encoding": "gzip"})
    assert (first.status_code, first["Content-Encoding"], first["Access-Control-Allow-Origin"]) == (200, "gzip", "*")
    assert len(first.content) < 30_000
    assert gzip.decompress(first.content) == Client().get("/widget.js").content
    again = Client().get("/widget.js", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_chat_is_a_page_of_its_own_too(channel: Channel) -> None:
    page = Client().get(f"/chat/{channel.hook_key}/")
    assert (page.status_code, f'data-chat="{channel.hook_key}"' in page.content.decode()) == (200, True)
    assert Client().get("/chat/nothing-here/").status_code == 404


def test_a_session_is_one_row_and_its_token_is_kept_nowhere(browser: Browser) -> None:
    browser.begin()
    assert browser.token not in str(ChatSession.objects.values().get())


def test_what_people_see_of_typing(browser: Browser, desk: Desk) -> None:
    from django.utils import timezone

    from escalera.faces.desk.together.presenter import presence

    browser.begin(answers={"name": "Ana"})
    browser.say("Hello")
    browser.post("typing", on=True)
    here = presence(desk.amira, Ticket.objects.get(), timezone.now())["here"]
    assert [one["name"] for one in here] == ["Ana"]
    browser.post("typing", on=False)
    assert presence(desk.amira, Ticket.objects.get(), timezone.now())["here"] == []
