"""Channels of any kind: added, changed, rotated, switched off and on, asked, and what did not arrive sent again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels import actions, gate
from escalera.core.channels.actions.asking import hook_url
from escalera.core.channels.models import Channel, Delivery, DeliveryState, InboundItem, Outcome, RetiredHook, Thread
from escalera.core.channels.outbox import claim, send_messages
from escalera.core.channels.shared.secrets import secret_of, secrets_of
from escalera.core.channels.shared.sending import NotSent
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.core.channels.shared.plain import KIND, Provider, plain_kind


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def provider() -> Iterator[Provider]:
    with plain_kind(longest=10) as provider:
        yield provider


@pytest.fixture
def channel(provider: Provider, desk: Desk) -> Channel:
    return actions.add_channel(
        kind=KIND, name="", address=" Plain-1 ", by=desk.sara, team=desk.front, at=NOON,
        settings={"colour": "red", "most": "3", "groups": "on", "words": "a\n\nb", "extra": '{"x": 1}'},
        secrets={"token": " t0p "},
    )  # fmt: skip


def say(channel: Channel, number: int, text: str = "Hello", person: str = "+34600") -> int:
    event = {"type": "said", "from": person, "name": "Ana", "id": f"in-{number}", "text": text}
    return knock(channel.hook_key, [event])


def knock(key: str, events: list[dict[str, str]]) -> int:
    answer = Client().post(
        f"/hooks/{KIND}/{key}/", json.dumps(events), content_type="application/json", headers={"x-signature": "good"}
    )
    gate.understand_waiting(at=later(1))
    return answer.status_code


def edit(channel: Channel, desk: Desk, minutes: float = 1, **changes: Any) -> Channel:
    return actions.edit_channel(channel_id=channel.pk, by=desk.sara, at=later(minutes), changes=changes)


def answered(channel: Channel, desk: Desk, text: str = "Hi") -> Delivery:
    """An answer that waits for its way out."""
    say(channel, 1)
    reply(ticket_id=Ticket.objects.get().pk, content=Content(text), by=desk.amira, at=later(2))
    return Delivery.objects.get()


def sent(provider: Provider) -> list[tuple[str, str]]:
    return [(part.key, part.text) for part in provider.sent]


def test_a_channel_of_a_kind_keeps_its_fields_in_one_form(channel: Channel) -> None:
    channel.refresh_from_db()
    kept = {key: value for key, value in channel.settings.items() if key != "secrets"}
    assert (channel.kind, channel.name, channel.address) == (KIND, "plain-1", "plain-1")
    assert kept == {"colour": "red", "most": 3, "groups": True, "words": ["a", "b"], "extra": {"x": 1}}
    assert (secret_of(channel, "token"), "t0p" in json.dumps(channel.settings)) == ("t0p", False)
    fact = Event.objects.get(name="channel.added")
    assert fact.fact.sentence("Sara") == "Sara added the channel plain-1"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "pigeon"}, "There is no kind of channel “pigeon”."),
        ({"secrets": {}}, "“Token” is missing."),
        ({"secrets": {"token": "t", "other": "x"}}, "A channel has no “other”."),
        ({"settings": {"token": "t"}}, "Secrets are given apart from the settings."),
        ({"settings": {"secrets": {}}}, "Secrets are given apart from the settings."),
        ({"settings": {"colour": "green"}}, "“Colour”: choose one of the list."),
        ({"settings": {"colour": "black"}}, "Black is taken."),
        ({"settings": {"most": "many"}}, "“Most at once” is a number."),
        ({"settings": {"most": "nan"}}, "“Most at once” is a number."),
        ({"settings": {"base_url": "ftp://x"}}, "“Server”: write an address that begins with https://."),
        ({"settings": {"base_url": "https://[::1"}}, "“Server”: write an address that begins with https://."),
        ({"settings": {"extra": "{"}}, "“Extra” cannot be read as JSON."),
        ({"address": "  "}, "“Plain address” is missing."),
        ({"address": "ñ"}, "Plain addresses are ASCII."),
    ],
)
def test_what_cannot_work_is_said_in_words(provider: Provider, desk: Desk, given: dict[str, Any], words: str) -> None:
    whole = {"kind": KIND, "name": "x", "address": "x", "secrets": {"token": "t"}, **given}
    with pytest.raises(BadInput) as refused:
        actions.add_channel(by=desk.sara, at=NOON, **whole)
    assert (str(refused.value), Channel.objects.filter(kind=KIND).count()) == (words, 0)


def test_only_who_looks_after_channels_may(channel: Channel, desk: Desk) -> None:
    one: dict[str, Any] = {"channel_id": channel.pk, "by": desk.amira, "at": NOON}
    for verb in (
        lambda: actions.add_channel(kind=KIND, name="x", address="x", by=desk.amira),
        lambda: actions.edit_channel(**one, changes={"name": "x"}),
        lambda: actions.remove_channel(**one),
        lambda: actions.pause_channel(**one),
        lambda: actions.resume_channel(**one),
        lambda: actions.rotate_hook(**one),
        lambda: actions.end_overlap(**one),
        lambda: actions.try_connection(**one),
        lambda: actions.connect_channel(**one),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_the_same_address_twice_is_refused(channel: Channel, desk: Desk) -> None:
    with pytest.raises(BadInput):
        actions.add_channel(kind=KIND, name="x", address="PLAIN-1", by=desk.sara, secrets={"token": "t"})


def test_a_new_secret_counts_at_once_and_the_old_one_for_a_day(channel: Channel, desk: Desk) -> None:
    channel = edit(channel, desk, secrets={"token": "new", "app_secret": ""})
    day = timedelta(hours=24)
    assert secret_of(channel, "token") == "new"
    assert secrets_of(channel, "token", later(1) + day - timedelta(seconds=1)) == ["new", "t0p"]
    assert secrets_of(channel, "token", later(1) + day) == ["new"]
    channel = actions.end_overlap(channel_id=channel.pk, by=desk.sara, at=later(2))
    assert secrets_of(channel, "token", later(2)) == ["new"]
    with pytest.raises(BadInput):
        edit(channel, desk, secrets={"token": None})


def test_stored_secrets_go_to_no_other_server(channel: Channel, desk: Desk) -> None:
    with pytest.raises(BadInput, match="type the secrets again"):
        edit(channel, desk, settings={"base_url": "https://elsewhere.example"})
    channel = edit(
        channel, desk, settings={"base_url": "https://elsewhere.example/"}, secrets={"token": "for elsewhere"}
    )
    assert channel.settings["base_url"] == "https://elsewhere.example"


def test_a_setting_is_taken_away_by_none(channel: Channel, desk: Desk) -> None:
    assert "colour" not in edit(channel, desk, settings={"colour": None}).settings


def test_an_old_webhook_address_is_taken_for_a_day(channel: Channel, desk: Desk) -> None:
    old = channel.hook_key
    actions.rotate_hook(channel_id=channel.pk, by=desk.sara, at=timezone.now())
    channel.refresh_from_db()
    event = [{"type": "said", "from": "+34600", "id": "in-1", "text": "Hello"}]
    assert [knock(channel.hook_key, event), knock(old, event)] == [200, 200]
    assert Ticket.objects.get().messages.count() == 1
    RetiredHook.objects.update(until=timezone.now())
    assert [knock(channel.hook_key, event), knock(old, event)] == [200, 404]
    actions.rotate_hook(channel_id=channel.pk, by=desk.sara, at=timezone.now(), at_once=True)
    assert knock(channel.hook_key, event) == 404
    assert RetiredHook.objects.count() == 0


def test_mail_has_no_webhook_to_rotate(desk: Desk) -> None:
    with pytest.raises(BadInput):
        actions.rotate_hook(channel_id=desk.mailbox.pk, by=desk.sara, at=NOON)


def test_what_is_switched_off_takes_and_sends_nothing(channel: Channel, desk: Desk, provider: Provider) -> None:
    answered(channel, desk)
    for _again in range(2):
        actions.pause_channel(channel_id=channel.pk, by=desk.sara, at=later(3))
    assert (say(channel, 2), send_messages(now=later(3)), sent(provider)) == (503, 0, [])
    Delivery.objects.update(next_try_at=later(500))
    actions.resume_channel(channel_id=channel.pk, by=desk.sara, at=later(4))
    assert (say(channel, 2), send_messages(now=later(4)), [text for _key, text in sent(provider)]) == (200, 1, ["Hi"])
    kept = Event.objects.filter(name__in=("channel.paused", "channel.resumed")).order_by("pk")
    assert list(kept.values_list("name", flat=True)) == ["channel.paused", "channel.resumed"]


def test_the_provider_is_told_our_address(channel: Channel, desk: Desk, provider: Provider) -> None:
    words = actions.connect_channel(channel_id=channel.pk, by=desk.sara, at=NOON)
    url = f"{settings.BASE_URL}/hooks/{KIND}/{channel.hook_key}/"
    assert (words, provider.called, hook_url(channel)) == ("The address is set.", [url], url)
    provider.answers = [NotSent("your token is no good", of_channel=True)]
    with pytest.raises(actions.CannotConnect, match="your token is no good"):
        actions.connect_channel(channel_id=channel.pk, by=desk.sara, at=NOON)
    with pytest.raises(actions.CannotConnect):
        actions.connect_channel(channel_id=desk.mailbox.pk, by=desk.sara, at=NOON)


def test_a_failed_answer_goes_again_from_the_part_that_was_not_taken(
    channel: Channel, desk: Desk, provider: Provider
) -> None:
    delivery = answered(channel, desk, "One two three. Four five.")
    with pytest.raises(actions.CannotResend):
        actions.resend(delivery_id=delivery.pk, by=desk.amira, at=later(3))
    claim(channel.pk, now=later(3))
    Delivery.objects.update(state=DeliveryState.FAILED, parts_done=1, begun_part=1, answer="nobody knows")
    with pytest.raises(NotAllowed):
        actions.resend(delivery_id=delivery.pk, by=desk.bruno, at=later(4))
    again = actions.resend(delivery_id=delivery.pk, by=desk.amira, at=later(4))
    assert (again.state, again.parts_done, again.begun_part, again.resent) == (DeliveryState.QUEUED, 1, None, 0)
    assert send_messages(now=later(4)) == 1
    assert sent(provider) == [(f"d{delivery.pk}.1", "three."), (f"d{delivery.pk}.2", "Four five.")]


def test_what_was_taken_and_not_brought_goes_again_whole_under_new_names(
    channel: Channel, desk: Desk, provider: Provider
) -> None:
    delivery = answered(channel, desk)
    send_messages(now=later(3))
    knock(channel.hook_key, [{"type": "status", "id": "out-1", "state": "failed", "words": "no such device"}])
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer) == (DeliveryState.FAILED, "no such device")
    actions.resend(delivery_id=delivery.pk, by=desk.amira, at=later(5))
    send_messages(now=later(5))
    knock(channel.hook_key, [{"type": "status", "id": "out-1", "state": "failed", "words": "the first, once more"}])
    delivery.refresh_from_db()
    assert sent(provider) == [(f"d{delivery.pk}.0", "Hi"), (f"d{delivery.pk}r1.0", "Hi")]
    assert delivery.state == DeliveryState.SENT


def test_an_answer_goes_again_to_where_the_customer_is_now(channel: Channel, desk: Desk, provider: Provider) -> None:
    delivery = answered(channel, desk)
    send_messages(now=later(3))
    Delivery.objects.update(state=DeliveryState.FAILED)
    Thread.objects.update(address="+34700")
    other = Thread.objects.get()
    again = actions.resend(delivery_id=delivery.pk, by=desk.amira, at=later(5))
    assert (again.thread_id, again.to, again.parts_done, again.resent) == (other.pk, ["+34700"], 0, 1)
    Delivery.objects.update(state=DeliveryState.FAILED)
    Thread.objects.all().delete()
    Ticket.objects.get().requester.identities.all().delete()
    with override("en"), pytest.raises(BadInput, match="no address on Plain"):
        actions.resend(delivery_id=delivery.pk, by=desk.amira, at=later(6))


def test_quarantine_of_any_kind_is_tried_again(channel: Channel, desk: Desk) -> None:
    item = gate.store(b"[{", kind=KIND, source="hook", at=NOON, channel=channel)
    gate.understand(item.pk, at=later(1))
    InboundItem.objects.update(raw=InboundItem.deflated(b"[]"))
    assert actions.retry_item(item_id=item.pk, by=desk.sara, at=later(2)).outcome == Outcome.IGNORED
    with pytest.raises(actions.CannotRetry):
        actions.retry_item(item_id=item.pk, by=desk.sara, at=later(3))


def test_a_removed_channel_keeps_what_came_in(channel: Channel, desk: Desk) -> None:
    say(channel, 1)
    actions.remove_channel(channel_id=channel.pk, by=desk.sara, at=later(5))
    item = InboundItem.objects.get()
    assert (item.channel, item.outcome, Ticket.objects.count()) == (None, Outcome.TICKET, 1)
