"""The pages of channels: how they do, their settings, what each can carry; and deliveries of every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from escalera.base.people.models import Agent
from escalera.core.channels import actions, alarms, gate, probing
from escalera.core.channels.actions.asking import CannotConnect
from escalera.core.channels.health import note_trouble
from escalera.core.channels.models import Channel, Delivery, DeliveryState, InboundItem, RetiredHook, Thread
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.kinds import Finding
from escalera.core.channels.shared.secrets import secret_of
from escalera.core.channels.shared.sending import NotSent
from escalera.core.tickets.actions import Content, open_ticket, reply
from tests.cast import NOON, Desk
from tests.core.channels.shared.plain import KIND, Provider, plain_kind
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts

LIST = "/desk/settings/channels/"
OUT = "/desk/gate/out/"


@pytest.fixture
def provider(db: None) -> Iterator[Provider]:
    with plain_kind() as provider:
        yield provider


@pytest.fixture
def channel(provider: Provider, desk: Desk) -> Channel:
    return door(desk, "plain")


def door(desk: Desk, address: str) -> Channel:
    return actions.add_channel(
        kind=KIND, name=address.title(), address=address, by=desk.sara, secrets={"token": "t0p-s3cret"}, at=NOON,
        team=desk.front,
    )  # fmt: skip


def answer(desk: Desk, channel: Channel, state: str = DeliveryState.FAILED, *, text: str = "Hi") -> Delivery:
    """An answer by the channel, in whatever state."""
    message = open_ticket(
        requester=desk.farid, subject="No internet", content=Content("Hello"), channel="email", at=NOON
    )
    sent = reply(ticket_id=message.ticket_id, content=Content(text), by=desk.sara, at=NOON)
    Delivery.objects.filter(message=sent).update(
        kind=channel.kind, channel=channel, to=["+34600"], state=state, answer="no such number" * (state == "failed")
    )
    return Delivery.objects.get(message=sent)


def test_only_who_looks_after_channels_comes_in(desk: Desk, channel: Channel, enter: Enter) -> None:
    delivery = answer(desk, channel)
    one = f"{LIST}{channel.pk}/"
    pages = [LIST, f"{LIST}capabilities/", f"{LIST}new/", f"{LIST}new/{KIND}/", one, f"{one}remove/", OUT]
    posts = [f"{one}check/", f"{one}connect/", f"{one}turn/", f"{one}address/", f"{OUT}{delivery.pk}/again/"]
    assert {enter(desk.amira).get(page).status_code for page in pages} == {403}
    assert {enter(desk.amira).post(page).status_code for page in [*posts, one, f"{LIST}new/{KIND}/"]} == {403}
    assert {enter(desk.sara).get(page).status_code for page in pages} == {200}
    assert {enter(desk.sara).get(page).status_code for page in posts} == {405}


def test_the_list_says_how_each_does(desk: Desk, channel: Channel, provider: Provider, enter: Enter) -> None:
    now = timezone.now()
    for address in ("b-troubled", "c-running-out", "d-off"):
        door(desk, address)
    troubled, ending, off = Channel.objects.filter(kind=KIND).exclude(pk=channel.pk).order_by("address")
    note_trouble(troubled.pk, "messages out", "401 Unauthorized", at=now)
    provider.findings = [Finding("token", "Good.", ends_at=now + timedelta(days=6))]
    probing.note_findings(ending.pk, provider.probe(ending, now), at=now)
    actions.pause_channel(channel_id=off.pk, by=desk.sara, at=now)
    gate.store(b"[]", kind=KIND, source="hook", at=now, channel=channel)
    page = enter(desk.sara).get(LIST)
    assert texts(page, ".lines a.grow b") == ["B-Troubled", "C-Running-Out", "Help", "Plain", "D-Off"]
    assert texts(page, ".lines .chip") == [
        "In trouble", "Access for 6 more days", "Not used yet", "Working", "Switched off",
    ]  # fmt: skip
    assert texts(page, ".lines .gone") == ["Way out: 401 Unauthorized"]
    assert texts(page, ".lines li:nth-child(4) small:nth-of-type(2)") == [
        "In, last day: 1 · Out, last day: 0 · To be read: 1 since today " + f"{timezone.localtime(now):%H:%M}"
    ]


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_list_costs_the_same_however_many_there_are(
    desk: Desk, provider: Provider, enter: Enter, count: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:  # fmt: skip
    for number in range(count):
        one = door(desk, f"d{number}")
        answer(desk, one)
        note_trouble(one.pk, "messages out", "x", at=NOON)
    browser = enter(desk.sara)
    with django_assert_num_queries(18):
        browser.get(LIST)


def test_a_channel_is_added_by_its_kinds_own_form(desk: Desk, provider: Provider, enter: Enter) -> None:
    browser = enter(desk.sara)
    assert "Plain" in texts(browser.get(f"{LIST}new/"), ".doors b")
    asked = browser.get(f"{LIST}new/{KIND}/")
    assert texts(asked, ".how-to li") == ["Make an app.", "Give it our address."]
    given = {"name": "Ours", "address": "Plain-7", "team": str(desk.front.pk), "field-colour": "red"}
    refused = browser.post(f"{LIST}new/{KIND}/", given)
    assert (refused.status_code, texts(refused, "p.notice[role=alert]")) == (422, ["“Token” is missing."])
    assert b'value="Plain-7"' in refused.content
    done = browser.post(f"{LIST}new/{KIND}/", {**given, "secret-token": "s3"}, follow=True)
    made = Channel.objects.get(kind=KIND)
    assert done.redirect_chain == [(f"{LIST}{made.pk}/", 302)]
    assert (made.address, made.team, secret_of(made, "token")) == ("plain-7", desk.front, "s3")
    assert made.settings["colour"] == "red"
    url = f"{settings.BASE_URL}/hooks/{KIND}/{made.hook_key}/"
    assert f'data-copies="{url}"'.encode() in done.content
    assert browser.get(f"{LIST}new/pigeon/").status_code == 404


def test_a_stored_secret_is_never_shown_and_stays_if_nothing_is_typed(
    desk: Desk, channel: Channel, enter: Enter
) -> None:
    browser = enter(desk.sara)
    page = browser.get(f"{LIST}{channel.pk}/")
    sealed = channel.settings["secrets"]["token"][0]["sealed"]
    assert [text in page.content.decode() for text in ("t0p-s3cret", sealed)] == [False, False]
    browser.post(f"{LIST}{channel.pk}/", {"name": "New name", "address": "plain", "secret-token": ""})
    channel.refresh_from_db()
    assert (channel.name, secret_of(channel, "token")) == ("New name", "t0p-s3cret")
    browser.post(f"{LIST}{channel.pk}/", {"name": "New name", "address": "plain", "secret-token": "n3w"})
    channel.refresh_from_db()
    assert secret_of(channel, "token") == "n3w"
    page = browser.get(f"{LIST}{channel.pk}/")
    assert len(texts(page, ".box .notice")) == 1  # the old one counts for a day more
    browser.post(f"{LIST}{channel.pk}/address/", {"what": "end"})
    assert texts(browser.get(f"{LIST}{channel.pk}/"), ".box .notice") == []


def test_the_connection_is_tested(desk: Desk, channel: Channel, provider: Provider, enter: Enter) -> None:
    provider.findings = [
        Finding("token", "The token is good."),
        Finding("webhook", "It calls elsewhere.", good=False),
    ]
    page = enter(desk.sara).post(f"{LIST}{channel.pk}/check/", follow=True)
    assert texts(page, ".found li") == ["The token is good."]
    assert texts(page, ".box .notice[data-tone=bad]") == ["It calls elsewhere."]


def test_the_provider_is_told_the_address(desk: Desk, channel: Channel, provider: Provider, enter: Enter) -> None:
    browser = enter(desk.sara)
    page = browser.post(f"{LIST}{channel.pk}/connect/", follow=True)
    assert texts(page, ".notice[data-tone=ok]") == ["The address is set."]
    provider.answers = [NotSent("your token is no good")]
    refused = browser.post(f"{LIST}{channel.pk}/connect/")
    assert (refused.status_code, texts(refused, "p.notice[role=alert]")) == (409, ["your token is no good"])


def test_a_channel_is_turned_off_and_on_gets_a_new_address_and_goes(
    desk: Desk, channel: Channel, enter: Enter
) -> None:
    browser, one = enter(desk.sara), f"{LIST}{channel.pk}/"
    waits = "Answers wait here and leave when it is on again."
    page = browser.get(one)
    assert texts(page, "section.box details") == [f"What happens while it is switched off {waits}"]
    page = browser.post(f"{one}turn/", {"to": "off"}, follow=True)
    assert Channel.objects.get(pk=channel.pk).is_active is False
    assert f"The channel is switched off. {waits}" in texts(page, ".notice")
    browser.post(f"{one}turn/", {"to": "on"})
    browser.post(f"{one}address/", {"what": "new"})
    assert RetiredHook.objects.get().key == channel.hook_key
    assert browser.post(f"{one}remove/").status_code == 302
    assert Channel.objects.filter(pk=channel.pk).count() == 0


def test_mail_keeps_its_own_form(desk: Desk, enter: Enter) -> None:
    page = enter(desk.sara).get(f"{LIST}{desk.mailbox.pk}/")
    assert texts(page, f'a[href="/desk/settings/mailboxes/{desk.mailbox.pk}/"]') == ["Servers and passwords"]


def test_every_kind_says_what_it_can_carry(desk: Desk, provider: Provider, enter: Enter) -> None:
    page = enter(desk.sara).get(f"{LIST}capabilities/")
    row = texts(page, "tbody tr").index(next(one for one in texts(page, "tbody tr") if one.startswith("Plain ")))
    cells = texts(page, f"tbody tr:nth-child({row + 1}) td")
    assert cells[:3] == ["the customer", "40 characters · 10 messages at most", "pictures 1 kB"]
    assert cells[8] == "no limit"


def test_an_alarm_leads_to_its_channel(desk: Desk, channel: Channel, enter: Enter) -> None:
    note_trouble(channel.pk, "messages out", "x", at=NOON)
    alarms.watch_channels(now=NOON + timedelta(minutes=11))
    page = enter(desk.sara).get(f"{LIST}{channel.pk}/")
    assert texts(page, ".box .notice[data-tone=bad]") == ["Way out: x"]


def test_deliveries_of_every_kind_and_sending_again(
    desk: Desk, channel: Channel, enter: Enter, htmx: dict[str, Any]
) -> None:
    failed = answer(desk, channel)
    answer(desk, desk.mailbox, DeliveryState.QUEUED)
    answer(desk, desk.mailbox, DeliveryState.SENT)
    browser = enter(desk.sara)
    shown = {
        query: len(texts(browser.get(f"{OUT}?{query}"), "tbody .chip"))
        for query in (
            "", "show=on_the_way", "show=sent", "show=odd", f"channel={desk.mailbox.pk}", f"channel={channel.pk}",
            "channel=x", f"before={failed.pk}",
        )
    }  # fmt: skip
    assert list(shown.values()) == [1, 1, 1, 1, 0, 1, 1, 0]
    page = browser.get(OUT)
    assert texts(page, "tbody td:nth-child(3)") == ["Failed no such number"]
    refused = browser.post(f"{OUT}{failed.pk}/again/")
    assert (refused.status_code, texts(refused, "p.notice[role=alert]")) == (
        422,
        ["The customer has no address on Plain."],
    )
    Delivery.objects.filter(pk=failed.pk).update(kind="email", channel=desk.mailbox, to=["farid@customer.example"])
    again = browser.post(f"{OUT}{failed.pk}/again/", headers={**htmx["headers"], "hx-target": "deliveries"})
    assert (again.status_code, texts(again, "tbody .chip")) == (200, [])
    assert Delivery.objects.get(pk=failed.pk).state == DeliveryState.QUEUED
    assert browser.post(f"{OUT}{failed.pk}/again/").status_code == 409


@pytest.mark.parametrize("count", [1, 3, 50])
def test_a_page_of_deliveries_costs_the_same(
    desk: Desk, channel: Channel, enter: Enter, count: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:  # fmt: skip
    for _number in range(count):
        answer(desk, channel)
    browser = enter(desk.sara)
    with django_assert_num_queries(6):
        browser.get(OUT)


def test_older_deliveries_stand_on_the_next_page(desk: Desk, channel: Channel, enter: Enter) -> None:
    made = [answer(desk, channel) for _number in range(51)]
    browser = enter(desk.sara)
    first = browser.get(OUT)
    assert len(texts(first, "tbody .chip")) == 50
    assert f"before={made[1].pk}".encode() in first.content
    assert len(texts(browser.get(f"{OUT}?before={made[1].pk}"), "tbody .chip")) == 1


def test_quarantine_of_any_kind_says_whose_it_is(desk: Desk, channel: Channel, enter: Enter) -> None:
    item = gate.store(b"[{", kind=KIND, source="hook:1", at=NOON, channel=channel)
    gate.understand(item.pk, at=NOON)
    browser = enter(desk.sara)
    page = browser.get("/desk/gate/?outcome=quarantine")
    assert texts(page, "#ledger td:nth-child(2) b") == ["Plain"]
    assert texts(page, "#ledger td:nth-child(1) small") == ["Plain · 2 B"]
    original = browser.get(f"/desk/gate/{item.pk}/original.eml")
    assert f'filename="escalera-{item.pk}.txt"' in original["Content-Disposition"]
    InboundItem.objects.update(raw=InboundItem.deflated(b"[]"))
    assert browser.post(f"/desk/gate/{item.pk}/again/").status_code == 200
    assert InboundItem.objects.get().outcome == "ignored"


def test_who_lacks_the_permission_is_told_of_no_alarm(desk: Desk) -> None:
    assert Agent.objects.get(pk=desk.amira.pk).may("gate.manage") is False


def test_the_line_for_a_site_stands_on_the_page_of_a_chat(desk: Desk, enter: Enter) -> None:
    chat = Channel.objects.create(kind="chat", name="Chat", address="chat-1", team=desk.front)
    page = enter(desk.sara).get(f"/desk/settings/channels/{chat.pk}/").content.decode()
    assert page.count(f"data-chat=&quot;{chat.hook_key}&quot;") == 2
    assert page.count(f"/chat/{chat.hook_key}/") == 3


def test_a_channel_for_practice_calls_nobody(provider: Provider, desk: Desk, channel: Channel) -> None:
    answer(desk, channel, DeliveryState.QUEUED)
    thread = Thread.objects.create(channel=channel, address="+34600", begun_at=NOON, last_in_at=timezone.now())
    Delivery.objects.update(thread=thread)
    settings = {"practice": True}
    actions.edit_channel(channel_id=channel.pk, by=desk.sara, at=NOON, changes={"settings": settings})
    soon = timezone.now() + timedelta(minutes=1)
    assert send_messages(now=soon, clock=lambda: soon) == 1
    assert (Delivery.objects.get().state, provider.sent) == (DeliveryState.SENT, [])
    assert probing.probe_due(now=soon) == 1
    assert provider.asked == []
    with pytest.raises(CannotConnect):
        actions.connect_channel(channel_id=channel.pk, by=desk.sara, at=NOON)
    assert provider.called == []
