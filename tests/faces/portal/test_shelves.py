"""Topics with their parts, articles of segments, and questions that nothing answers, as customers meet them."""

from __future__ import annotations

import re

from django.test import Client

from escalera.base.people.models import Segment
from escalera.core.knowledge import actions as knowledge
from escalera.core.knowledge.models import Article, Gap, Topic
from tests.cast import NOON, Desk
from tests.core.knowledge.test_articles import shelf, written
from tests.faces.portal.conftest import signed_in, words
from tests.faces.portal.test_help import titles


def test_a_topic_shows_its_parts_and_they_lead_back(desk: Desk, visitor: Client) -> None:
    top = shelf(desk)
    written(desk, "Router", "x", top)
    written(desk, "VPN drops", "Reconnect.", shelf(desk, "VPN", parent=top.pk))
    assert "Network VPN 2 articles" in words(visitor.get("/help/"))
    assert titles(visitor, f"/help/topics/{top.slug}/") == ["router", "vpn-drops"]
    assert titles(visitor, "/help/topics/vpn/") == ["vpn-drops"]
    for address in ("/help/topics/vpn/", "/help/articles/vpn-drops/"):
        assert f'href="/help/topics/{top.slug}/"' in visitor.get(address).content.decode()


def test_a_part_of_a_hidden_topic_is_not_there(desk: Desk, visitor: Client) -> None:
    top = shelf(desk)
    written(desk, "Router", "x", top)
    written(desk, "VPN drops", "Reconnect.", shelf(desk, "VPN", parent=top.pk))
    Topic.objects.filter(pk=top.pk).update(is_public=False)
    addresses = ("/help/topics/vpn/", "/help/articles/vpn-drops/", f"/help/topics/{top.slug}/")
    assert [visitor.get(address).status_code for address in addresses] == [404] * 3
    assert titles(visitor, "/help/search/?q=vpn+drops") == []


def test_an_article_of_a_segment_is_everywhere_for_its_customers_only(desk: Desk, visitor: Client) -> None:
    gold = Segment.objects.create(code="gold", name="Gold")
    desk.farid.segment = gold
    desk.farid.save()
    written(desk, "VPN drops", "Reconnect.")
    written(desk, "VPN for gold", "Call us.")
    one = Article.objects.get(slug="vpn-for-gold")
    knowledge.edit_article(article_id=one.pk, audience="segment", segments=[gold.pk], by=desk.sara, at=NOON)
    top = Topic.objects.get()
    lists = ("/help/", f"/help/topics/{top.slug}/", "/help/search/?q=vpn+gold")
    seen = [
        ["vpn-for-gold" in titles(client, address) for address in lists]
        for client in (visitor, signed_in(desk.eve), signed_in(desk.farid))
    ]
    assert seen == [[False] * 3, [False] * 3, [True] * 3]
    assert [who.get("/help/articles/vpn-for-gold/").status_code for who in (visitor, signed_in(desk.farid))] == [
        404,
        200,
    ]


def test_a_question_without_an_answer_is_counted_once_a_visitor(desk: Desk, visitor: Client) -> None:
    written(desk, "VPN drops", "Reconnect the client.")
    for question in (
        "How do I change my bank card?",
        "How do I change my bank card?",
        "VPN drops",
        "vpn client drops",
        "",
    ):
        visitor.get("/help/search/", {"q": question})
    visitor.get("/help/search/", {"q": "change my bank card 4111 1111 1111 1111"}, headers={"HX-Request": "true"})
    Client(REMOTE_ADDR="10.0.0.9").get("/help/search/", {"q": "change bank card"})
    assert [(gap.count, gap.language) for gap in Gap.objects.all()] == [(2, "en")]


def test_attachments_of_an_article_are_given_out(desk: Desk, visitor: Client) -> None:
    written(desk, "VPN drops", "Fill in the form.")
    one = Article.objects.get()
    knowledge.add_file(article_id=one.pk, name="form.pdf", content=b"%PDF-1.4", by=desk.sara, at=NOON)
    page = visitor.get("/help/articles/vpn-drops/").content.decode()
    address = re.findall(r'href="(/help/articles/vpn-drops/files/[^"]+)"', page)[0]
    response = visitor.get(address)
    assert (response["Content-Disposition"], b"".join(response.streaming_content)) == (  # type: ignore[attr-defined]
        'attachment; filename="form.pdf"', b"%PDF-1.4",
    )  # fmt: skip
