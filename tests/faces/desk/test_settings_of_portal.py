"""Articles and the service status, written in the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from escalera.core.knowledge.models import Article, Topic
from escalera.core.services.models import Notice, Service
from tests.cast import Desk

ARTICLE = {"title": "VPN drops", "body": "1. Reconnect.", "audience": "public", "language": "", "position": ""}


@pytest.fixture
def sara(desk: Desk) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(desk.sara)
    return client


@pytest.mark.parametrize("screen", ["articles", "services"])
def test_the_screens_open_for_who_may_and_for_nobody_else(desk: Desk, sara: Client, screen: str) -> None:
    amira = Client()
    amira.force_login(desk.amira)
    codes = [client.get(f"/desk/settings/{screen}/").status_code for client in (sara, amira, Client())]
    assert codes == [200, 403, 302]


def test_from_topic_to_published_and_withdrawn(sara: Client) -> None:
    sara.post(
        "/desk/settings/articles/topics/new/", {"name": "Network", "icon": "plug", "order": "1", "is_public": "on"}
    )
    topic = Topic.objects.get()
    response = sara.post("/desk/settings/articles/new/", {**ARTICLE, "topic": topic.pk, "publish": "1"})
    one = Article.objects.get()
    assert (response["Location"], Client().get("/help/articles/vpn-drops/").status_code) == (
        f"/desk/settings/articles/{one.pk}/", 200,
    )  # fmt: skip
    sara.post(f"/desk/settings/articles/{one.pk}/", {**ARTICLE, "topic": topic.pk, "title": "VPN"})
    sara.post(f"/desk/settings/articles/{one.pk}/publishing/", {"do": "withdraw"})
    one.refresh_from_db()
    assert (one.title, one.is_published, Client().get("/help/articles/vpn-drops/").status_code) == ("VPN", False, 404)


def test_a_refused_article_is_not_lost(sara: Client) -> None:
    response = sara.post("/desk/settings/articles/new/", {**ARTICLE, "topic": "99"})
    assert (response.status_code, "VPN drops" in response.content.decode()) == (422, True)


def test_the_preview_is_safe_and_only_for_who_may(desk: Desk, sara: Client) -> None:
    amira = Client()
    amira.force_login(desk.amira)
    form = {"title": "<b>", "body": "**a** <script>"}
    page = sara.post("/desk/settings/articles/preview/", form).content.decode()
    assert ("<strong>a</strong> &lt;script&gt;" in page, "<b>" in page) == (True, False)
    assert amira.post("/desk/settings/articles/preview/", form).status_code == 403


def test_services_are_made_and_said_to_be_down(sara: Client) -> None:
    sara.post("/desk/settings/services/new/", {"name": "Internet", "is_shown": "on"})
    one = Service.objects.get()
    sara.post(f"/desk/settings/services/{one.pk}/state/", {"state": "down", "words": "North"})
    sara.post("/desk/settings/services/notices/new/", {
        "kind": "planned", "title": "Work", "begins_at": "2026-03-02T09:00", "until": "", "service": one.pk,
    })  # fmt: skip
    one.refresh_from_db()
    assert (one.state, one.words, Notice.objects.get().service) == ("down", "North", one)


@pytest.mark.parametrize("moment", ["x", "9999-99-99T00:00", "2026-03-02"])
def test_a_wrong_moment_is_said(sara: Client, moment: str) -> None:
    form = {"kind": "planned", "title": "Work", "begins_at": "2026-03-02T09:00", "until": moment}
    response = sara.post("/desk/settings/services/notices/new/", form)
    assert (response.status_code, Notice.objects.count()) == (422, 0)
