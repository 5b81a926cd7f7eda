from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.log.readers import read_all
from escalera.base.people.models import Agent
from escalera.core.notifications import actions
from escalera.core.notifications.models import Notification, Preference, PushSubscription, Reach
from escalera.core.tickets.actions import Content, receive_message, take
from tests.cast import NOON, Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree
from tests.peers.push_service import Browser

LIST, BELL, CHOICES = "/desk/notifications/", "/desk/notifications/bell/", "/desk/notifications/preferences/"


def replied(desk: Desk, agent: Agent, times: int = 1) -> list[int]:
    numbers: list[int] = []
    for _n in range(times):
        number = desk.open().ticket_id
        take(ticket_id=number, by=agent, at=NOON)
        receive_message(
            ticket_id=number, contact=desk.farid, content=Content("So?"), channel="email", at=later(1 + len(numbers))
        )
        numbers.append(number)
    read_all()
    return numbers


@pytest.mark.django_db(transaction=True)
def test_the_list_shows_what_is_new_and_leads_to_the_message(desk: Desk, enter: Enter) -> None:
    (number,) = replied(desk, desk.amira)
    browser = enter(desk.amira)
    page = browser.get(LIST)
    assert texts(page, "#notices li b") == ["Farid Haddad wrote"]
    assert texts(page, "#notices li .about") == [f"#{number} No internet"]
    assert texts(page, "#bell .count") == ["1"]
    row = Notification.objects.get()
    gone = browser.get(f"{LIST}{row.pk}/")
    assert (gone.status_code, gone["Location"]) == (302, f"/desk/tickets/{number}/#message-{row.message_id}")
    page = browser.get(LIST)
    assert (texts(page, "#bell .count"), texts(page, "#notices li[data-new]")) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_all_can_be_marked_as_seen_and_one_too(desk: Desk, enter: Enter, htmx: dict[str, Any]) -> None:
    replied(desk, desk.amira, 3)
    browser = enter(desk.amira)
    first = Notification.objects.earliest("pk")
    headers = {"hx-request": "true", "hx-target": "notices"}
    part = browser.post(f"{LIST}{first.pk}/seen/", headers=headers)
    assert len(texts(part, "li[data-new]")) == 2
    assert browser.post(f"{LIST}seen/").status_code == 302
    assert texts(browser.get(f"{LIST}?show=unseen"), ".empty h2") == ["You have seen everything"]


@pytest.mark.django_db(transaction=True)
def test_each_live_part_equals_the_same_part_of_a_fresh_page(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    browser.get(LIST)
    replied(desk, desk.amira, 2)
    fresh = browser.get(LIST)
    part = browser.get(LIST, headers={"hx-request": "true", "hx-target": "notices"})
    assert without_token(node(part, "#notices").html) == without_token(node(fresh, "#notices").html)
    bell = browser.get(f"{BELL}?section=notices", headers={"hx-request": "true", "hx-target": "bell"})
    assert node(bell, "#bell").html == node(fresh, "#bell").html


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [1, 3, 31])
def test_the_list_costs_the_same_at_any_length(
    desk: Desk, enter: Enter, times: int, django_assert_max_num_queries: Any
) -> None:
    replied(desk, desk.amira, times)
    browser = enter(desk.amira)
    browser.get(LIST)
    with django_assert_max_num_queries(6):
        page = browser.get(LIST)
    assert len(texts(page, "#notices li")) == min(times, 30)
    more = tree(page).css_first("#notices > p a")
    assert (more is not None) == (times == 31)
    if more is not None:
        assert len(texts(browser.get(LIST + (more.attributes["href"] or "")[len(LIST) :]), "#notices li")) == 1


@pytest.mark.parametrize("mark", ["x", "1-x", "nan-1", "1e400-1", "-", "9" * 40 + "-1", "1-" + "9" * 30])
def test_a_mark_that_we_never_wrote_begins_at_the_top(desk: Desk, enter: Enter, mark: str) -> None:
    assert enter(desk.amira).get(f"{LIST}?before={mark}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_nobody_opens_what_was_told_to_others(desk: Desk, enter: Enter) -> None:
    replied(desk, desk.amira)
    row = Notification.objects.get()
    assert enter(desk.sara).get(f"{LIST}{row.pk}/").status_code == 404
    assert enter(desk.sara).post(f"{LIST}{row.pk}/seen/").status_code == 404
    assert Client().get(LIST).status_code == 302


def test_choices_are_kept(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    page = browser.get(CHOICES)
    boxes = {one.attributes["name"]: "checked" in one.attributes for one in tree(page).css(".ways input")}
    assert (boxes["replied.app"], boxes["replied.push"], boxes["replied.mail"]) == (True, True, False)
    given = {name: "on" for name, on in boxes.items() if on and name}
    del given["replied.push"]
    given |= {"rhythm": "daily", "daily": "08:15", "lock_screen": "all", "urgent_always": "on"}
    assert browser.post(CHOICES, given).status_code == 302
    reach = Reach.objects.get(agent=desk.amira)
    assert (reach.rhythm, reach.daily_min, reach.lock_screen) == ("daily", 495, "all")
    assert (reach.only_working_hours, reach.urgent_always) == (False, True)
    (kept,) = Preference.objects.all()
    assert (kept.kind, kept.app, kept.push, kept.mail) == ("replied", True, False, False)
    assert texts(browser.get(CHOICES), "#choices > [role=status]") == ["Kept."]


@pytest.mark.parametrize("wrong", [{"rhythm": "x"}, {"daily": "25:99"}, {"lock_screen": ""}])
def test_wrong_choices_are_refused(desk: Desk, enter: Enter, wrong: dict[str, str]) -> None:
    given = {"rhythm": "daily", "daily": "08:15", "lock_screen": "all", **wrong}
    assert enter(desk.amira).post(CHOICES, given).status_code == 422


def test_quiet_for_an_hour_and_until_tomorrow(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    for length in ("hour", "tomorrow"):
        assert browser.post(f"{LIST}quiet/", {"for": length}).status_code == 302
        assert Reach.objects.get(agent=desk.amira).quiet_until is not None
        assert len(texts(browser.get(LIST), ".chip[data-tone=warn]")) == 1
    browser.post(f"{LIST}quiet/", {"for": ""})
    assert Reach.objects.get(agent=desk.amira).quiet_until is None


def test_a_browser_comes_and_goes(desk: Desk, enter: Enter) -> None:
    client, peer = enter(desk.amira), Browser("https://push.example/abc")
    given = {"endpoint": peer.endpoint, "p256dh": peer.p256dh, "auth": peer.auth}
    assert len(client.get(f"{LIST}browsers/").json()["key"]) == 87
    agent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"
    assert client.post(f"{LIST}browsers/", given, headers={"user-agent": agent}).status_code == 201
    assert texts(client.get(CHOICES), ".browsers b") == ["Chrome · Android"]
    number = PushSubscription.objects.get().pk
    assert enter(desk.sara).post(f"{LIST}browsers/{number}/forget/").status_code == 302
    assert PushSubscription.objects.count() == 1
    assert client.post(f"{LIST}browsers/{number}/forget/").status_code == 302
    assert PushSubscription.objects.count() == 0
    assert client.post(f"{LIST}browsers/", {**given, "endpoint": "http://here/"}).status_code == 422


def test_signing_out_lets_nothing_more_come_to_that_browser(desk: Desk, enter: Enter) -> None:
    client, peer = enter(desk.amira), Browser("https://push.example/abc")
    client.post(f"{LIST}browsers/", {"endpoint": peer.endpoint, "p256dh": peer.p256dh, "auth": peer.auth})
    client.post("/sign-out/")
    assert PushSubscription.objects.count() == 0


def test_quiet_time_that_is_over_is_not_said(desk: Desk, enter: Enter) -> None:
    now = timezone.now()
    actions.be_quiet(until=now + (later(1) - NOON), by=desk.amira, at=now)
    Reach.objects.update(quiet_until=now - (later(1) - NOON))
    assert texts(enter(desk.amira).get(LIST), ".chip[data-tone=warn]") == []


def without_token(html: str | None) -> str:
    """Each answer masks the token anew."""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html or "")
