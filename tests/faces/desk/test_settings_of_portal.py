"""Topics and the service status, written in the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from escalera.core.knowledge.models import Topic
from escalera.core.services.models import Notice, Service
from tests.cast import Desk


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


def test_topics_are_made_named_and_put_in_order(sara: Client) -> None:
    for name in ("Network", "Bills"):
        sara.post(
            "/desk/settings/articles/topics/new/",
            {"name": name, "icon": "plug", "order": "1", "is_public": "on", "name-es": f"{name}-es"},
        )
    bills = Topic.objects.get(name="Bills")
    sara.post(f"/desk/settings/articles/topics/{bills.pk}/move/", {"do": "up"})
    assert [(one.name, one.name_in("es-419"), one.name_in("en")) for one in Topic.objects.all()] == [
        ("Bills", "Bills-es", "Bills"), ("Network", "Network-es", "Network"),
    ]  # fmt: skip


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
