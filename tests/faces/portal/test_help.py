"""The help center: what anybody may read, and nothing more."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from escalera.base.settings.models import Company
from escalera.core.knowledge import actions as knowledge
from escalera.core.services import actions as services
from tests.cast import NOON, Desk
from tests.faces.portal.conftest import published, signed_in, words


def titles(client: Client, address: str) -> list[str]:
    return re.findall(r'href="/help/articles/([\w-]+)/"', client.get(address).content.decode())


def test_agents_come_to_the_desk_and_everybody_else_to_the_help_center(desk: Desk, visitor: Client) -> None:
    assert visitor.get("/")["Location"] == "/help/"
    visitor.force_login(desk.amira)
    assert visitor.get("/")["Location"] == "/desk/"


def test_home_shows_the_brand_topics_status_and_how_to_write(desk: Desk, visitor: Client) -> None:
    Company.objects.update_or_create(pk=1, defaults={"name": "Telnor", "welcome": "Good day!", "color": "#0a5c8f"})
    published(desk, "VPN drops", "Reconnect.")
    services.save_service(name="Internet", position=0, is_shown=True, by=desk.sara, at=NOON)
    response = visitor.get("/help/")
    page = response.content.decode()
    assert ("Telnor" in page, "/help/brand.css?0a5c8f" in page, "mailto:help@desk.example" in page) == (True,) * 3
    text = words(response)
    assert [word in text for word in ("Good day!", "Network 1 article", "VPN drops", "Everything works")] == [
        True
    ] * 4


@pytest.mark.parametrize("count", [1, 12])
def test_home_takes_the_same_queries_however_much_there_is(
    desk: Desk, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for n in range(count):
        published(desk, f"VPN {n}", "Reconnect.", topic=f"T{n}")
        services.save_service(name=f"S{n}", position=0, is_shown=True, by=desk.sara, at=NOON)
    with django_assert_num_queries(8):  # topics, helpful, services, notices, mailbox, assistant, company, workflows
        visitor.get("/help/")


def test_suggestions_come_while_one_types(desk: Desk, visitor: Client) -> None:
    published(desk, "VPN drops", "Reconnect.")
    published(desk, "VPN inside", "x", audience="internal")
    response = visitor.get("/help/search/?q=my+vpn+is+gone", headers={"HX-Request": "true"})
    assert words(response) == "VPN drops Reconnect."


def test_a_short_answer_stands_under_the_question(desk: Desk, visitor: Client) -> None:
    published(desk, "VPN drops", "1. Reconnect.\n2. **Wait.**")
    page = visitor.get("/help/search/?q=vpn").content.decode()
    assert "<li>Reconnect.</li>\n<li><strong>Wait.</strong></li>" in page


@pytest.mark.parametrize("question", ["<script>alert(1)</script>", "\x00", "'\"", "a" * 9000, "%"])
def test_a_strange_question_is_only_a_question(desk: Desk, visitor: Client, question: str) -> None:
    response = visitor.get("/help/search/", {"q": question})
    assert (response.status_code, b"<script>alert" in response.content) == (200, False)


def test_what_is_internal_or_a_draft_has_no_address(desk: Desk, visitor: Client) -> None:
    inside = published(desk, "Inside", "x", audience="internal")
    draft = published(desk, "Draft", "x")
    knowledge.withdraw(article_id=draft.pk, by=desk.sara, at=NOON)
    codes = [visitor.get(f"/help/articles/{slug}/").status_code for slug in ("inside", "draft", "none")]
    votes = [visitor.post(f"/help/articles/{one.slug}/votes/").status_code for one in (inside, draft)]
    assert (codes, votes, titles(visitor, "/help/topics/network/")) == ([404] * 3, [404] * 2, [])


def test_reading_counts_and_a_verdict_is_thanked_once_a_reader(desk: Desk, visitor: Client) -> None:
    one = published(desk, "VPN drops", "Reconnect.")
    visitor.get("/help/articles/vpn-drops/")
    answers = [visitor.post("/help/articles/vpn-drops/votes/", {"helpful": "yes"}) for _n in range(3)]
    one.refresh_from_db()
    assert (one.shown, one.helpful, answers[0]["Location"]) == (1, 1, "/help/articles/vpn-drops/?thanks=yes")


def test_a_no_offers_a_person(desk: Desk, visitor: Client) -> None:
    published(desk, "VPN drops", "Reconnect.")
    part = visitor.post("/help/articles/vpn-drops/votes/", {"helpful": "no"}, headers={"HX-Request": "true"})
    assert (
        words(part)
        == "Thank you; we will mend the article. Shall a person help you? Write to us What is missing? Send"
    )


def test_the_status_page_says_what_is_wrong(desk: Desk, visitor: Client) -> None:
    one = services.save_service(name="Internet", position=0, is_shown=True, by=desk.sara, at=NOON)
    services.set_state(service_id=one.pk, state="down", words="<b>North</b>", by=desk.sara, at=NOON)
    response = visitor.get("/help/status/")
    assert ("Some services do not work" in words(response), b"<b>North" in response.content) == (True, False)


@pytest.mark.parametrize("code", ["es", "es-419", "en", "pt-br"])
def test_the_language_is_switched_and_kept(desk: Desk, visitor: Client, code: str) -> None:
    response = visitor.post("/help/language/", {"language": code, "next": "/help/status/"})
    assert response["Location"] == "/help/status/"
    assert f'<html lang="{code}">' in visitor.get("/help/").content.decode()


def test_of_somebody_signed_in_the_language_is_stored(desk: Desk) -> None:
    farid = signed_in(desk.farid)
    for code in ("pt-br", "xx"):
        farid.post("/help/language/", {"language": code, "next": "/help/requests/"})
    desk.farid.refresh_from_db()
    assert desk.farid.language == "pt-br"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_switch_leads_nowhere_else(desk: Desk, visitor: Client, away: str) -> None:
    assert visitor.post("/help/language/", {"language": "xx", "next": away})["Location"] == "/help/"
