"""What all kinds of channels stand on, through the webhook's address: in, understood, answered, marked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from escalera.core.channels import gate
from escalera.core.channels.models import Channel, Delivery, DeliveryState, InboundItem, Outcome
from escalera.core.channels.outbox import claim, send_messages
from escalera.core.channels.shared import doors
from escalera.core.channels.shared.doors import door_of
from escalera.core.channels.shared.sending import NotSent, split_text
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Message, Ticket
from tests.cast import NOON, Desk, later
from tests.core.channels.shared.plain import KIND, Provider, plain_kind


def knock(channel: Channel, *events: dict[str, str], signature: str = "good") -> int:
    answer = Client().post(
        f"/hooks/{KIND}/{channel.hook_key}/",
        json.dumps(events),
        content_type="application/json",
        headers={"x-signature": signature},
    )
    gate.understand_waiting(at=later(1))
    return answer.status_code


def said(number: int, text: str, **more: str) -> dict[str, str]:
    return {"type": "said", "from": "+34600", "name": "Ana", "id": f"in-{number}", "text": text, **more}


def test_a_kind_that_fails_at_the_door_loses_nothing(
    provider: Provider, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object) -> Any:
        raise RecursionError("endlessly deep")

    door = door_of(KIND)
    assert door is not None
    for broken in (
        replace(door, names=fails),
        replace(door, answer=fails),
        replace(door, names=lambda knock: "\ud800"),
    ):
        monkeypatch.setitem(doors._DOORS, KIND, broken)
        assert [knock(channel, said(1, "Hello")), knock(channel, said(1, "Hello"))] == [200, 200]
    assert (Message.objects.count(), InboundItem.objects.count()) == (1, 2)  # named by its bytes, and by a name


def test_words_become_one_ticket_and_the_same_delivery_changes_nothing(provider: Provider, channel: Channel) -> None:
    assert [knock(channel, said(1, "Hello")), knock(channel, said(1, "Hello"))] == [200, 200]
    assert knock(channel, said(1, "Hello"), said(2, "It is me")) == 200  # the first again, in another batch
    ticket = Ticket.objects.get()
    assert list(ticket.messages.order_by("pk").values_list("text", flat=True)) == ["Hello", "It is me"]
    assert [(one.outcome, one.reason) for one in InboundItem.objects.order_by("pk")] == [
        (Outcome.TICKET, "new"),
        (Outcome.MESSAGE, "known already, append"),
    ]


def test_a_wrong_signature_an_unknown_door_and_an_unknown_kind_leave_nothing(
    provider: Provider, channel: Channel
) -> None:
    assert knock(channel, said(1, "Hello"), signature="bad") == 401
    assert Client().post(f"/hooks/{KIND}/{'x' * 32}/", b"[]", content_type="application/json").status_code == 404
    assert Client().post(f"/hooks/nothing/{channel.hook_key}/", b"", content_type="text/plain").status_code == 404
    assert InboundItem.objects.count() == 0


def test_what_cannot_be_read_waits_in_quarantine(provider: Provider, channel: Channel) -> None:
    answer = Client().post(
        f"/hooks/{KIND}/{channel.hook_key}/", b"\xff{", content_type="text/plain", headers={"x-signature": "good"}
    )
    gate.understand_waiting(at=later(1))
    assert (answer.status_code, InboundItem.objects.get().outcome) == (200, Outcome.QUARANTINE)


def test_an_answer_leaves_in_parts_and_in_order(provider: Provider, channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "Hello"))
    for text in ("One sentence. Another sentence that is long.", "Last"):
        reply(ticket_id=Ticket.objects.get().pk, content=Content(text), by=desk.amira, at=later(2))
    assert send_messages(now=later(3)) == 1
    assert send_messages(now=later(3)) == 1
    assert [part.text for part in provider.sent] == ["One sentence. Another sentence that is", "long.", "Last"]
    assert {part.to for part in provider.sent} == {"+34600"}
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_statuses_end_in_the_furthest_state_in_any_order(provider: Provider, channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "Hello"))
    knock(channel, {"type": "status", "id": "out-1", "state": "read"})  # before we wrote its name down
    reply(ticket_id=Ticket.objects.get().pk, content=Content("Hi"), by=desk.amira, at=later(2))
    send_messages(now=later(3))
    knock(channel, {"type": "status", "id": "out-1", "state": "delivered"})
    knock(channel, {"type": "status", "id": "out-1", "state": "failed", "words": "late"})
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.read_at is not None) == (DeliveryState.SENT, True)
    assert Message.objects.count() == 2


def test_edits_and_deletions_may_come_first(provider: Provider, channel: Channel) -> None:
    knock(channel, {"type": "edit", "id": "in-1", "text": "Hello!"}, {"type": "delete", "id": "in-1"})
    knock(channel, said(1, "Helo"))
    message = Message.objects.get()
    extra = message.extra or {}
    assert (message.text, extra["edited"]["first"], "taken_back" in extra) == ("Hello!", "Helo", True)


def test_a_rest_that_the_provider_asks_for_holds_the_whole_door(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    knock(channel, said(1, "Hello"))
    reply(ticket_id=Ticket.objects.get().pk, content=Content("Hi"), by=desk.amira, at=NOON)
    provider.answers = [NotSent("slow down", of_channel=True, retry_after_s=50)]
    assert send_messages(now=later(1), clock=lambda: later(1)) == 1
    assert send_messages(now=later(1.5), clock=lambda: later(1.5)) == 0
    assert send_messages(now=later(2), clock=lambda: later(2)) == 1
    assert [part.text for part in provider.sent] == ["Hi"]


def test_who_died_in_a_call_is_asked_about_and_not_doubled(provider: Provider, channel: Channel, desk: Desk) -> None:
    knock(channel, said(1, "Hello"))
    reply(ticket_id=Ticket.objects.get().pk, content=Content("Hi"), by=desk.amira, at=NOON)
    claim(channel.pk, now=later(1))
    Delivery.objects.update(begun_part=0)
    assert send_messages(now=later(60)) == 0
    assert (Delivery.objects.get().state, provider.sent) == (DeliveryState.FAILED, [])


def test_a_closed_window_says_so(channel: Channel, desk: Desk) -> None:
    with plain_kind(window=timedelta(hours=24)) as provider:
        knock(channel, said(1, "Hello"))
        reply(ticket_id=Ticket.objects.get().pk, content=Content("Hi"), by=desk.amira, at=later(1400))
        send_messages(now=later(1500), clock=lambda: later(1500))
    assert (Delivery.objects.get().state, provider.sent) == (DeliveryState.FAILED, [])


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("short", ["short"]),
        ("", []),
        ("one two three", ["one two", "three"]),
        ("abcdefghijklm", ["abcdefghij", "klm"]),
        ("first\n\nsecond", ["first", "second"]),
    ],
)
def test_a_text_is_cut_where_it_hurts_least(text: str, pieces: list[str]) -> None:
    assert split_text(text, 10) == pieces
