"""The other providers behind the same port: Vonage and Bandwidth, in and out."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import get_language, override

from escalera.core.channels import gate
from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import Channel, Delivery, DeliveryState, InboundItem, Outcome
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Message, Ticket
from tests.cast import NOON, Desk, later
from tests.core.channels.sms.conftest import OURS, THEIRS
from tests.peers.sms_providers import (
    HOOK_PASSWORD,
    HOOK_USER,
    SIGNATURE_SECRET,
    Provider,
    bandwidth_sign_in,
    vonage_token,
)
from tests.peers.twilio import JPEG


@pytest.fixture
def provider() -> Iterator[Provider]:
    peer = Provider()
    peer.start()
    yield peer
    peer.stop()


def door(desk: Desk, settings: dict[str, Any], **secrets: str) -> Channel:
    for name, value in secrets.items():
        settings = with_secret(settings, name, value, NOON)
    return Channel.objects.create(kind="sms", name="SMS", address=OURS, team=desk.front, settings=settings)


@pytest.fixture
def vonage(desk: Desk, provider: Provider) -> Channel:
    settings: dict[str, Any] = {"provider": "vonage", "base_url": provider.url, "application_id": "app-1"}
    return door(desk, settings, private_key=provider.private_key, signature_secret=SIGNATURE_SECRET)


@pytest.fixture
def bandwidth(desk: Desk, provider: Provider) -> Channel:
    settings: dict[str, Any] = {"provider": "bandwidth", "base_url": provider.url, "account_id": "5500000", "application_id": "app-1",
                "api_user": "user", "hook_user": HOOK_USER}  # fmt: skip
    return door(desk, settings, api_password="password", hook_password=HOOK_PASSWORD)


def heard(channel: Channel, said: object, sign: str | None = None) -> int:
    body = json.dumps(said).encode()
    is_vonage = channel.settings["provider"] == "vonage"
    sign = (f"Bearer {vonage_token(body)}" if is_vonage else bandwidth_sign_in()) if sign is None else sign
    path = f"/hooks/sms/{channel.hook_key}/"
    with override(get_language()):  # a request leaves its language in the thread
        answer = Client().post(path, body, content_type="application/json", headers={"Authorization": sign})
    status: int = answer.status_code
    gate.understand_waiting(at=later(1))
    return status


def inbound(number: int, text: str = "Hola", **more: Any) -> dict[str, Any]:
    return {"to": OURS[1:], "from": THEIRS[1:], "channel": "sms", "message_uuid": f"uuid-{number}",
            "timestamp": "2026-03-02T11:59:00Z", "message_type": "text", "text": text, **more}  # fmt: skip


def answered(desk: Desk, text: str) -> Delivery:
    message = reply(ticket_id=Ticket.objects.get().pk, content=Content(text), by=desk.amira, at=later(2))
    send_messages(now=later(2), clock=lambda: later(2))
    return Delivery.objects.get(message=message)


def test_vonage_in_and_out(vonage: Channel, desk: Desk, provider: Provider) -> None:
    assert [heard(vonage, inbound(1)), heard(vonage, inbound(1))] == [200, 200]
    delivery = answered(desk, "Buenos días")
    assert (delivery.state, len(provider.sent)) == (DeliveryState.SENT, 1)
    sent = provider.sent[0]
    assert {name: sent[name] for name in ("to", "from", "text", "channel", "message_type")} == {
        "to": THEIRS[1:], "from": OURS[1:], "text": "Buenos días", "channel": "sms", "message_type": "text",
    }  # fmt: skip
    uuid = "d8f86df1-dec6-442f-870a-000000000001"
    for state in ("delivered", "submitted"):
        heard(vonage, {"message_uuid": uuid, "status": state, "channel": "sms", "timestamp": "2026-03-02T11:59:30Z"})
    delivery.refresh_from_db()
    assert (delivery.delivered_at is not None, Message.objects.count()) == (True, 2)


def test_vonage_signs_the_very_body_and_freshly(vonage: Channel) -> None:
    body, other = json.dumps(inbound(1)).encode(), json.dumps(inbound(2)).encode()
    bad = [
        "", "Bearer x", "Bearer a.b.c", f"Bearer {vonage_token(other)}", f"Bearer {vonage_token(body, secret='no')}",
        f"Bearer {vonage_token(body, at=time.time() - 400)}", f"Bearer {vonage_token(body, iat='x')}",
        "Bearer é.é.é",
    ]  # fmt: skip
    assert [heard(vonage, inbound(1), sign) for sign in bad] == [401] * len(bad)
    assert InboundItem.objects.count() == 0


def test_what_vonage_cannot_bring_says_why(vonage: Channel, desk: Desk, provider: Provider) -> None:
    heard(vonage, inbound(1))
    delivery = answered(desk, "Buenos días")
    error = {"type": "https://developer.vonage.com/api-errors/messages#1250", "title": "1250", "detail": "Failed"}
    uuid = "d8f86df1-dec6-442f-870a-000000000001"
    heard(vonage, {"message_uuid": uuid, "status": "undeliverable", "channel": "sms", "error": error})
    delivery.refresh_from_db()
    assert delivery.answer == "The number does not exist or is no longer in use. (1250)"


@pytest.mark.parametrize(
    ("status", "name", "state", "words"),
    [
        (422, "invalid_error", DeliveryState.FAILED, "Something in the message is not right. (1150)"),
        (402, "low_balance_error", DeliveryState.QUEUED, "The account at Vonage has no money left."),
        (404, "not_found", DeliveryState.FAILED, "Message with ID asdf not found"),
    ],
)
def test_vonages_refusals(
    vonage: Channel, desk: Desk, provider: Provider, status: int, name: str, state: str, words: str
) -> None:
    answers: dict[str, dict[str, Any]] = {
        "invalid_error": {"type": "https://developer.vonage.com/api-errors/messages#1150", "title": "Invalid params",
                          "invalid_parameters": [{"name": "messenger.tag", "reason": "invalid value"}]},
        "low_balance_error": {"type": "https://developer.nexmo.com/api-errors/#low-balance", "title": "Low balance"},
        "not_found": {"type": "https://developer.vonage.com/api-errors#not-found", "title": "Not Found",
                      "detail": "Message with ID asdf not found"},
    }  # fmt: skip
    heard(vonage, inbound(1))
    provider.errors = [(status, answers[name])]
    delivery = answered(desk, "Hola")
    assert (delivery.state, delivery.answer) == (state, words)


def test_a_picture_of_vonage(vonage: Channel, provider: Provider) -> None:
    provider.files["/v3/media/1"] = ("image/jpeg", JPEG)
    picture = {"url": f"{provider.url}/v3/media/1", "caption": "La luz", "name": "luz.jpg"}
    heard(vonage, inbound(1, "", message_type="image", channel="mms", image=picture))
    fetch_due(now=later(2))
    message = Message.objects.get()
    assert (message.text, list(message.attachments.values_list("name", "size"))) == (
        "La luz",
        [("luz.jpg", len(JPEG))],
    )


def received(number: int, text: str = "Hola", **more: Any) -> dict[str, Any]:
    message = {"id": f"b-{number}", "owner": OURS, "applicationId": "app-1", "time": "2026-03-02T11:59:00.262Z",
               "segmentCount": 1, "direction": "in", "to": [OURS], "from": THEIRS, "text": text, **more}  # fmt: skip
    return {"type": "message-received", "time": "2026-03-02T11:59:00.262Z", "description": "Incoming message received",
            "to": OURS, "message": message}  # fmt: skip


def test_bandwidth_in_and_out(bandwidth: Channel, desk: Desk, provider: Provider) -> None:
    assert heard(bandwidth, [received(1), received(1), received(2, "STOP please, it is loud")]) == 200
    delivery = answered(desk, "Buenos días")
    assert (delivery.state, provider.sent[0]["to"], provider.sent[0]["from"]) == (DeliveryState.SENT, [THEIRS], OURS)
    failed = {"type": "message-failed", "time": "2026-03-02T12:01:00Z", "to": THEIRS, "description": "rejected",
              "errorCode": 4720, "message": {"id": f"16{1:030}"}}  # fmt: skip
    heard(bandwidth, [failed])
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer) == (
        DeliveryState.FAILED, "The number does not exist or is no longer in use. (4720)",
    )  # fmt: skip
    assert Message.objects.count() == 3


def test_bandwidth_signs_in(bandwidth: Channel) -> None:
    bad = ["", "Basic", "Basic !!", bandwidth_sign_in("wrong"), bandwidth_sign_in().replace("Basic", "Bearer")]
    assert [heard(bandwidth, [received(1)], sign) for sign in bad] == [401] * len(bad)
    assert heard(bandwidth, [received(1)]) == 200


def test_rubbish_waits_in_quarantine(bandwidth: Channel) -> None:
    rubbish: list[object] = [["x"], 5, [[[]]]]
    assert [heard(bandwidth, one) for one in rubbish] == [200, 200, 200]
    assert set(InboundItem.objects.values_list("outcome", flat=True)) == {Outcome.QUARANTINE}


def test_a_provider_that_is_not_there_lets_nobody_in(bandwidth: Channel) -> None:
    bandwidth.settings["provider"] = "pigeons"
    bandwidth.save()
    assert heard(bandwidth, [received(1)]) == 503
