"""The library in the desk: written by whoever works, published by who may, translated, compared, imported, exported."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from escalera.core.knowledge import actions
from escalera.core.knowledge.models import Article, ArticleText, Gap, Remark, Topic
from escalera.core.tickets.actions import Content, reply, resolve
from tests.cast import NOON, Desk, later
from tests.core.knowledge.test_around import PNG
from tests.core.knowledge.test_articles import shelf, written

TEXT = {"title": "VPN drops", "body": "1. Reconnect."}


def words(response: HttpResponseBase) -> str:
    text = response.content.decode()  # type: ignore[attr-defined]
    main = text.partition("<main ")[2].partition(">")[2].partition("</main>")[0] or text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def browser(who: object) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(who)  # type: ignore[arg-type]
    return client


@pytest.fixture
def sara(desk: Desk) -> Client:
    return browser(desk.sara)


@pytest.fixture
def amira(desk: Desk) -> Client:
    return browser(desk.amira)


def test_who_works_writes_and_asks_and_who_may_publishes(desk: Desk, sara: Client, amira: Client) -> None:
    form = {**TEXT, "topic": shelf(desk).pk, "language": "en", "audience": "public", "ask": "1"}
    assert amira.post("/desk/articles/new/", form)["Location"] == "/desk/articles/vpn-drops/edit/"
    assert "VPN drops Network · English · Amira" in words(sara.get("/desk/articles/reviews/"))
    sara.post("/desk/articles/vpn-drops/state/", {"do": "send-back", "words": "Which version?", "back": "reviews"})
    assert "Sent back: Which version?" in words(amira.get("/desk/articles/vpn-drops/edit/"))
    assert amira.post("/desk/articles/vpn-drops/state/", {"do": "publish"}).status_code == 302
    refused = words(amira.get("/desk/articles/vpn-drops/edit/"))
    sara.post("/desk/articles/vpn-drops/edit/", {**TEXT, "seen": "1", "publish": "1"})
    assert ("Your role cannot publish articles. Ask for a review." in refused, Article.objects.get().is_published) == (
        True, True,
    )  # fmt: skip


def test_a_translation_is_begun_with_the_original_and_published(desk: Desk, sara: Client) -> None:
    written(desk, "La luz roja", "Espere.", language="es")
    assert "Not in this language yet" in words(sara.get("/desk/articles/la-luz-roja/edit/?language=en"))
    sara.post("/desk/articles/la-luz-roja/edit/?language=en", {"title": "Red light", "body": "Wait.", "publish": "1"})
    pages = [
        words(Client(headers={"Accept-Language": code}).get("/help/articles/la-luz-roja/")) for code in ("en", "es")
    ]
    assert ["Red light" in pages[0], "Wait." in pages[0], "La luz roja" in pages[1]] == [True] * 3
    assert "Wait." in words(Client().get("/help/articles/la-luz-roja/?language=en"))


def test_what_was_refused_is_not_lost(desk: Desk, sara: Client) -> None:
    response = sara.post("/desk/articles/new/", {**TEXT, "topic": "99", "language": "en", "audience": "public"})
    assert (response.status_code, b"1. Reconnect." in response.content) == (422, True)
    written(desk, "VPN", "mine", language="en")
    stale = sara.post("/desk/articles/vpn/edit/", {**TEXT, "seen": "0"})
    assert (stale.status_code, b"1. Reconnect." in stale.content) == (409, True)


def test_versions_are_compared_and_restored(desk: Desk, sara: Client) -> None:
    one = written(desk, "VPN", "Press the red button.", language="en")
    actions.edit_article(article_id=one.pk, body="Press the green button.", by=desk.sara, at=later(1))
    page = sara.get("/desk/articles/vpn/versions/").content.decode()
    assert re.findall(r"<mark>(\w+)</mark>", page) == ["red", "green"]
    sara.post("/desk/articles/vpn/state/", {"do": "restore", "number": "1"})
    assert ArticleText.objects.get().body == "Press the red button."


def test_a_solved_ticket_is_written_up_without_personal_data(desk: Desk, amira: Client) -> None:
    number = desk.open("Re: No internet", "Good morning\nFarid here, call 612 345 678. The light is red.").ticket_id
    reply(ticket_id=number, content=Content("Hello Farid,\nReset the router."), by=desk.amira, at=later(1))
    resolve(ticket_id=number, by=desk.amira, at=later(2))
    page = amira.get(f"/desk/tickets/{number}/write-up/", follow=True).content.decode()
    body = unescape(re.findall(r"<textarea[^>]*>([^<]*)", page)[0])
    assert ("Reset the router." in body, "612 345" in body, "Farid" in body, 'value="No internet"' in page) == (
        True, False, False, True,
    )  # fmt: skip
    form = {**TEXT, "topic": shelf(desk).pk, "language": "en", "audience": "internal", "ticket": number}
    amira.post("/desk/articles/new/", form)
    assert f"#{number} Re: No internet written up from it" in words(amira.get("/desk/articles/vpn-drops/edit/"))


def test_nobody_writes_up_what_they_may_not_see(desk: Desk, amira: Client) -> None:
    number = desk.open("Secret", team=desk.sales).ticket_id
    assert amira.get(f"/desk/articles/new/?ticket={number}").status_code == 404


def test_a_gap_becomes_an_article(desk: Desk, amira: Client) -> None:
    for _n in range(3):
        gap = actions.note_gap(text="¿Cómo cambio la tarjeta?", language="es", where="portal", at=timezone.now())
    assert gap is not None
    assert "× 3 ¿Cómo cambio la tarjeta?" in words(amira.get("/desk/articles/gaps/"))
    form = {**TEXT, "topic": shelf(desk).pk, "language": "es", "audience": "public", "gap": gap.pk}
    amira.post("/desk/articles/new/", form)
    assert Gap.objects.values_list("state", "article__title").get() == ("answered", "VPN drops")


def test_readers_say_what_is_missing_and_it_is_dealt_with(desk: Desk, sara: Client, amira: Client) -> None:
    written(desk, "VPN", "x", language="en")
    amira.post("/desk/articles/vpn/remarks/", {"text": "Which port?"})
    said = Client(headers={"Accept-Language": "en"}).post(
        "/help/articles/vpn/remarks/", {"text": "<b>For Mac?"}, headers={"HX-Request": "true"}
    )
    page = sara.get("/desk/articles/reviews/")
    assert ("Thank you." in words(said), "Which port?" in words(page), b"<b>For Mac" in page.content) == (
        True,
        True,
        False,
    )
    for one in Remark.objects.all():
        sara.post(f"/desk/articles/remarks/{one.pk}/")
    assert "Nothing waits" in words(sara.get("/desk/articles/reviews/"))


def test_old_articles_come_up_for_review(desk: Desk, sara: Client) -> None:
    written(desk, "VPN", "x", review_every_days=30)
    Article.objects.update(review_on=timezone.localdate() - timedelta(days=1))
    assert "Are these still true? VPN" in words(sara.get("/desk/articles/reviews/"))
    sara.post("/desk/articles/vpn/state/", {"do": "confirm", "back": "reviews"})
    assert "Nothing waits" in words(sara.get("/desk/articles/reviews/"))


def test_pictures_are_seen_by_who_may_read_the_article_only(desk: Desk, sara: Client) -> None:
    written(desk, "Open", "![p](p.png)")
    written(desk, "Inside", "![p](p.png)", audience="internal")
    for slug in ("open", "inside"):
        sara.post(f"/desk/articles/{slug}/files/", {"files": SimpleUploadedFile("p.png", PNG)})
    codes = [Client().get(f"/help/articles/{slug}/files/p.png").status_code for slug in ("open", "inside")]
    assert (codes, sara.get("/desk/articles/inside/files/p.png").status_code) == ([200, 404], 200)
    assert (
        '<img src="/help/articles/open/files/p.png" alt="p">' in Client().get("/help/articles/open/").content.decode()
    )
    assert "img-src" in Client().get("/help/articles/open/")["Content-Security-Policy"]


def test_readers_place_and_owner(desk: Desk, sara: Client, amira: Client) -> None:
    one = written(desk, "VPN", "x", language="en")
    form = {
        "topic": one.topic_id, "audience": "internal", "language": "en", "position": "3", "owner": desk.amira.pk,
        "review_every_days": "90",
    }  # fmt: skip
    amira.post("/desk/articles/vpn/place/", form)
    assert Article.objects.values_list("audience", "owner").get() == ("public", None)  # type: ignore[comparison-overlap]
    sara.post("/desk/articles/vpn/place/", form)
    found = Article.objects.get()
    assert (found.audience, found.owner_id, found.position, found.review_every_days) == (
        "internal", desk.amira.pk, 3, 90,
    )  # fmt: skip


def test_a_levels_draft_is_not_known_below(desk: Desk, amira: Client) -> None:
    one = actions.write_article(
        title="BNG",
        body="x",
        topic=shelf(desk),
        by=desk.sara,
        at=NOON,
        audience="level",
        from_level=desk.experts.level,
    )
    pages = [client.get(f"/desk/articles/{one.slug}/edit/").status_code for client in (amira, browser(desk.chen))]
    assert (pages, "BNG" in words(amira.get("/desk/articles/"))) == ([404, 200], False)


def test_what_a_zip_would_bring_is_shown_and_then_written(desk: Desk, sara: Client, amira: Client) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("net/vpn.es.md", "# VPN\n\nUno")
        archive.writestr("net/vpn.en.md", "# VPN\n\nOne")
    given = SimpleUploadedFile("kb.zip", out.getvalue())
    page = sara.post("/desk/articles/import/", {"file": given})
    kept = re.findall(r'name="kept" value="([^"]+)"', page.content.decode())[0]
    assert ("1 new" in words(page), Article.objects.count()) == (True, 0)
    sara.post("/desk/articles/import/", {"kept": kept, "publishes": "on"})
    assert (ArticleText.objects.filter(published__isnull=False).count(), Topic.objects.get().name) == (2, "Net")
    zipped = b"".join(sara.get("/desk/articles/export/").streaming_content)  # type: ignore[attr-defined]
    assert sorted(zipfile.ZipFile(io.BytesIO(zipped)).namelist()) == ["vpn/vpn.en.md", "vpn/vpn.es.md"]
    assert [amira.get(f"/desk/articles/{one}/").status_code for one in ("import", "export")] == [403, 403]


@pytest.mark.parametrize(
    "file", [None, SimpleUploadedFile("a.exe", b"MZ"), SimpleUploadedFile("a.zip", b"PK\x03\x04")]
)
def test_a_file_that_cannot_be_read_is_said(sara: Client, file: object) -> None:
    assert sara.post("/desk/articles/import/", {"file": file} if file else {}).status_code == 422
    assert sara.post("/desk/articles/import/", {"kept": "forged"}).status_code == 422


@pytest.mark.parametrize("count", [1, 12])
def test_the_library_takes_the_same_queries_however_much_there_is(
    desk: Desk, amira: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for n in range(count):
        written(desk, f"VPN {n}", "x", language="es")
    with django_assert_max_num_queries(12):
        amira.get("/desk/articles/")


@pytest.mark.parametrize("state", ["published", "draft", "changed", "outdated", "failing", "archived"])
def test_the_library_is_narrowed_by_state(desk: Desk, sara: Client, state: str) -> None:
    for title in ("published", "draft", "changed", "outdated", "failing", "archived"):
        one = written(desk, title, "x", language="es")
        if title == "draft":
            actions.withdraw(article_id=one.pk, by=desk.sara, at=later(1))
        elif title == "archived":
            actions.archive(article_id=one.pk, by=desk.sara, at=later(1))
        elif title == "failing":
            for how in ("used", "failed"):
                actions.count_use(article_id=one.pk, ticket_id=1, how=how, at=NOON)
        elif title == "changed":
            actions.edit_article(article_id=one.pk, body="y", by=desk.sara, at=later(1))
        elif title == "outdated":
            actions.save_text(article_id=one.pk, language="en", title="o", body="x", by=desk.sara, at=NOON)
            actions.publish(article_id=one.pk, language="en", by=desk.sara, at=NOON)
            actions.edit_article(article_id=one.pk, body="y", by=desk.sara, at=later(1))
            actions.publish(article_id=one.pk, by=desk.sara, at=later(1))
    found = re.findall(r"<b>(\w+)</b>", sara.get(f"/desk/articles/?state={state}").content.decode())
    expected = {"published": {"published", "changed", "outdated", "failing"}}.get(state, {state})
    assert set(found) == expected
