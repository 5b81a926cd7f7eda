"""The editor of articles: words are kept while they are typed, pictures are pasted, others' changes are shown."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from escalera.core.knowledge import actions
from escalera.core.knowledge.models import Article, ArticleLink, ArticleText, Remark, Topic, Unsaved
from escalera.core.tickets.actions import Content, reply, resolve
from tests.cast import Desk, later
from tests.core.knowledge.test_around import PNG
from tests.core.knowledge.test_articles import shelf, written
from tests.core.procedures.make import made
from tests.faces.desk.test_articles import amira, browser, sara, words

__all__ = ["amira", "sara"]
NEW = "/desk/articles/new/"
EDIT = "/desk/articles/vpn/edit/"


def body_of(client: Client, url: str) -> str:
    return unescape(re.findall(r"<textarea[^>]*>([^<]*)", client.get(url).content.decode())[0])


def test_what_is_typed_comes_back_after_a_reload(desk: Desk, amira: Client, sara: Client) -> None:
    shelf(desk)
    topic = Topic.objects.get().pk
    form = {"title": "VPN", "body": "half", "topic": topic, "language": "pt-br", "audience": "internal"}
    assert re.match(r"Kept at \d", words(amira.post("/desk/articles/keep/", form)))
    page = amira.get(NEW).content.decode()
    assert ("half" in page, '<option value="pt-br" lang="pt-br" selected>' in page, "not saved yet" in page) == (
        True, True, True,
    )  # fmt: skip
    gap = actions.note_gap(text="change the card", language="en", where="portal", at=later(0))
    assert gap is not None
    assert (body_of(sara, NEW), body_of(amira, f"{NEW}?gap={gap.pk}")) == ("", "")
    assert amira.post("/desk/articles/drop/", form)["Location"] == NEW
    assert body_of(amira, NEW) == ""


def test_saving_leaves_nothing_behind(desk: Desk, amira: Client) -> None:
    one = written(desk, "VPN", "whole", language="en")
    typed = {"title": "VPN", "body": "half", "article": one.pk, "text_language": "en", "seen": "1"}
    amira.post("/desk/articles/keep/", typed)
    assert body_of(amira, EDIT) == "half"
    amira.post(EDIT, typed)
    late = amira.post("/desk/articles/keep/", typed)
    assert (late.content, ArticleText.objects.get().body, Unsaved.objects.count()) == (b"", "half", 0)


def test_what_somebody_saved_meanwhile_is_shown_and_may_be_replaced(desk: Desk, amira: Client) -> None:
    one = written(desk, "VPN", "Press red.", language="en")
    typed = {"title": "VPN", "body": "Press blue.", "article": one.pk, "text_language": "en", "seen": "1"}
    amira.post("/desk/articles/keep/", typed)
    actions.edit_article(article_id=one.pk, body="Press green.", by=desk.sara, at=later(1))
    opened, refused = amira.get(EDIT), amira.post(EDIT, typed)
    for page in (opened, refused):
        assert re.findall(r"<mark>(\w+)</mark>", page.content.decode()) == ["green", "blue"]
        assert "Sara saved version 2 meanwhile." in words(page)
        assert 'name="seen" value="2"' in page.content.decode()
    assert (opened.status_code, refused.status_code) == (200, 409)
    amira.post(EDIT, {**typed, "seen": "2"})
    assert ArticleText.objects.get().body == "Press blue."


def test_a_picture_pasted_into_a_new_article_is_its_own(desk: Desk, amira: Client, sara: Client) -> None:
    def paste(name: str) -> str:
        given = {"file": SimpleUploadedFile(name, PNG), "ticket": "", "gap": ""}
        return amira.post("/desk/articles/new/files/", given).content.decode()

    assert [paste("image.png"), paste("La luz roja.PNG")] == ["![](image.png)", "![la luz roja](la-luz-roja.png)"]
    shown = amira.post("/desk/articles/preview/", {"body": "![](image.png)"}).content.decode()
    url = re.findall(r'src="([^"]+)"', shown)[0]
    assert [client.get(url).status_code for client in (amira, sara)] == [200, 404]
    form = {"title": "VPN", "body": "![](image.png)", "topic": shelf(desk).pk, "language": "en", "audience": "public"}
    amira.post(NEW, form)
    page = amira.get(EDIT).content.decode()
    assert '<img src="/desk/articles/vpn/files/image.png" alt="">' in page


def test_a_picture_pasted_into_an_article_gets_a_name_of_its_own(desk: Desk, amira: Client) -> None:
    written(desk, "VPN", "x", language="en")
    said = [
        amira.post("/desk/articles/vpn/files/put/", {"file": SimpleUploadedFile("image.png", PNG + end)})
        for end in (b"1", b"2", b"2")
    ]
    wrong = amira.post("/desk/articles/vpn/files/put/", {"file": SimpleUploadedFile("a.png", b"<svg/>")})
    assert [one.content.decode() for one in said] == ["![](image.png)", "![](image-2.png)", "![](image-2.png)"]
    assert (wrong.status_code, wrong["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert amira.post("/desk/articles/vpn/files/put/").status_code == 422


def test_a_levels_article_is_closed_in_every_way(desk: Desk, amira: Client) -> None:
    one = actions.write_article(
        title="VPN", body="x", topic=shelf(desk), by=desk.sara, at=later(0), audience="level",
        from_level=desk.experts.level,
    )  # fmt: skip
    codes = [
        amira.post(
            url, {"article": one.pk, "title": "a", "body": "b", "file": SimpleUploadedFile("a.png", PNG)}
        ).status_code
        for url in ("/desk/articles/keep/", "/desk/articles/preview/", "/desk/articles/vpn/files/put/", EDIT)
    ]
    assert codes == [404] * 4


def test_attachments_are_listed_but_not_the_pictures_that_are_shown(desk: Desk, sara: Client) -> None:
    one = written(desk, "VPN", "![p](p.png)", language="en")
    for name, content in (("p.png", PNG), ("q.png", PNG), ("form.pdf", b"%PDF")):
        actions.add_file(article_id=one.pk, name=name, content=content, by=desk.sara, at=later(0))
    for url, client in (("/desk/articles/vpn/", sara), ("/help/articles/vpn/", browser(desk.sara))):
        page = client.get(url).content.decode().partition('class="attached"')[2].partition("</section>")[0]
        assert re.findall(r"files/([^\"]+)\"", page) == ["form.pdf", "q.png"]


def test_an_article_belongs_to_a_script_and_a_runbook(desk: Desk, sara: Client) -> None:
    one = written(desk, "VPN", "x", language="en")
    script = made(desk)
    page = sara.get(EDIT).content.decode()
    assert f'value="script:{script.pk}"' in page
    sara.post("/desk/articles/vpn/links/", {"procedure": f"script:{script.pk}"})
    assert sara.post("/desk/articles/vpn/links/", {"procedure": f"runbook:{script.pk}"}).status_code == 404
    assert ArticleLink.objects.values_list("article", "kind", "target").get() == (one.pk, "script", script.pk)
    assert f'href="/desk/procedures/{script.pk}/"' in sara.get("/desk/articles/vpn/").content.decode()
    assert 'href="/desk/articles/vpn/"' in sara.get(f"/desk/procedures/{script.pk}/").content.decode()


def test_a_ticket_shows_the_articles_that_belong_to_it(desk: Desk, amira: Client) -> None:
    number = desk.open().ticket_id
    given: dict[str, Any] = {"body": "x", "topic": shelf(desk), "by": desk.sara, "at": later(0)}
    vpn = actions.write_article(title="VPN", **given)
    bng = actions.write_article(title="BNG", audience="level", from_level=desk.experts.level, **given)
    for one in (vpn, bng):
        actions.link(article_id=one.pk, kind="ticket", target=number, by=desk.sara, at=later(0), is_origin=True)
    page = words(amira.get(f"/desk/tickets/{number}/suggestions/"))
    assert ("Articles of this ticket VPN Draft" in page, "BNG" in page) == (True, False)


def test_what_it_did_for_tickets_stands_on_its_page(desk: Desk, amira: Client) -> None:
    one = written(desk, "VPN", "x", language="en")
    mine, other = desk.open("Cut", "x").ticket_id, desk.open("Secret", team=desk.sales).ticket_id
    for ticket, how in ((mine, "used"), (mine, "solved"), (other, "used"), (mine, "shown")):
        actions.count_use(article_id=one.pk, ticket_id=ticket, how=how, at=later(0))
    page = words(amira.get("/desk/articles/vpn/"))
    assert (f"#{mine} Cut solved" in page, "Secret" in page, "shown 1 · used 2 · solved 1" in page) == (
        True, False, True,
    )  # fmt: skip


def test_the_library_finds_drafts_and_what_is_published(desk: Desk, amira: Client) -> None:
    written(desk, "Cambiar la tarjeta", "x", language="es")
    actions.write_article(title="Tarjeta perdida", body="x", topic=Topic.objects.get(), by=desk.sara, at=later(0))
    page = (
        amira.get("/desk/articles/?q=tarjetas").content.decode()
        + amira.get("/desk/articles/?q=tarjeta").content.decode()
    )
    assert re.findall(r"<b>([^<]+)</b>", page) == ["Cambiar la tarjeta", "Cambiar la tarjeta", "Tarjeta perdida"]


def test_topics_have_parts_and_their_articles_an_order(desk: Desk, sara: Client) -> None:
    top = shelf(desk)
    form = {"name": "VPN", "icon": "web", "order": "0", "is_public": "on", "parent": top.pk}
    sara.post("/desk/settings/articles/topics/new/", form)
    vpn = Topic.objects.get(name="VPN")
    keys = [written(desk, title, "x", vpn).pk for title in "abc"]
    assert vpn.parent == top
    sara.post(f"/desk/settings/articles/topics/{vpn.pk}/articles/", {"article": keys, "do": f"up-{keys[2]}"})
    sara.post(
        f"/desk/settings/articles/topics/{vpn.pk}/articles/",
        {"article": [keys[0], keys[2], keys[1]], "do": f"down-{keys[0]}"},
    )
    assert [one.title for one in Article.objects.order_by("position")] == ["c", "a", "b"]
    assert "Network" in words(sara.get(f"/desk/settings/articles/topics/{vpn.pk}/"))
    assert sara.get("/desk/settings/articles/").status_code == 200
    refused = sara.post("/desk/settings/articles/topics/new/", {**form, "name": "Deep", "parent": vpn.pk})
    assert refused.status_code == 422


def test_the_editor_takes_the_same_queries_however_much_there_is(
    desk: Desk, amira: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one = written(desk, "VPN", "x", language="en")
    number = desk.open().ticket_id
    reply(ticket_id=number, content=Content("x"), by=desk.amira, at=later(1))
    resolve(ticket_id=number, by=desk.amira, at=later(2))
    for n in range(10):
        actions.remark(article_id=one.pk, text=f"r{n}", at=later(0))
        other = written(desk, f"VPN {n}", "x", language="en")
        actions.link(article_id=one.pk, kind="article", target=other.pk, by=desk.sara, at=later(0))
    actions.link(article_id=one.pk, kind="ticket", target=number, by=desk.sara, at=later(0))
    with django_assert_max_num_queries(20):
        amira.get(EDIT)
    with django_assert_max_num_queries(14):
        amira.get("/desk/articles/vpn/")


def test_each_form_that_changes_something_carries_its_token(desk: Desk, amira: Client, sara: Client) -> None:
    """A part that is included alone would lose it, and only real browsers would notice."""
    one = written(desk, "VPN", "x", language="en", owner=desk.amira, review_every_days=1)
    actions.edit_article(article_id=one.pk, body="y", by=desk.amira, at=later(1))
    actions.ask_review(article_id=one.pk, by=desk.amira, at=later(2))
    actions.remark(article_id=one.pk, text="Which port?", at=later(3))
    actions.note_gap(text="change the card", language="en", where="portal", at=later(0))
    made(desk)
    topic = Topic.objects.get().pk
    for client in (amira, sara):
        for url in (
            NEW, EDIT, "/desk/articles/vpn/", "/desk/articles/vpn/versions/", "/desk/articles/reviews/",
            "/desk/articles/gaps/", "/desk/settings/articles/", f"/desk/settings/articles/topics/{topic}/",
        ):  # fmt: skip
            page = client.get(url).content.decode()
            forms = [part for part in page.split("<form")[1:] if 'method="post"' in part.partition(">")[0]]
            assert all("csrfmiddlewaretoken" in part.partition("</form>")[0] for part in forms), url


def test_who_keeps_an_article_deals_with_it(desk: Desk, amira: Client) -> None:
    mine = written(desk, "VPN", "x", language="en", owner=desk.amira, review_every_days=1)
    other = written(desk, "Wifi", "x", language="en", review_every_days=1)
    remarks = [actions.remark(article_id=one.pk, text="Which port?", at=later(3)).pk for one in (mine, other)]
    page = amira.get("/desk/articles/reviews/").content.decode()
    assert (page.count("Dealt with"), page.count("Still true")) == (1, 1)
    for number in remarks:
        amira.post(f"/desk/articles/remarks/{number}/")
    assert [one.done_at is None for one in Remark.objects.order_by("pk")] == [False, True]
    for slug in ("vpn", "wifi"):
        amira.post(f"/desk/articles/{slug}/state/", {"do": "confirm"})
    days = [
        one.review_on > later(0).date() + timedelta(days=9) for one in Article.objects.order_by("pk") if one.review_on
    ]
    assert days == [True, False]
