"""Payloads and signatures as others have published them: one message each, statuses none, twice the same as once."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from escalera.core.channels.models import Channel, Outcome
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.channels.shared.twilio import is_signed
from escalera.core.channels.sms.keywords import keyword_of
from escalera.core.tickets.models import Message
from tests.cast import NOON, Desk
from tests.core.channels.drawn import endings_of, said_at, twin_of
from tests.core.channels.payload_sets import DATA_SETS, payloads, vectors
from tests.core.channels.sms.conftest import OURS
from tests.peers.sms_providers import (
    HOOK_PASSWORD,
    HOOK_USER,
    SIGNATURE_SECRET,
    bandwidth_sign_in,
    vonage_token,
)
from tests.peers.twilio import ROOT, SID, TOKEN, call_hook

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not (DATA_SETS / "channel_payloads").is_dir(), reason="the real inputs are not here"),
]
HEARD = (Outcome.TICKET, Outcome.MESSAGE)
Payload = dict[str, Any]


@pytest.mark.parametrize("vector", vectors("twilio"))
def test_published_signatures(vector: Payload) -> None:
    is_form = "params" in vector
    pairs = vector.get("params") or {}
    pairs = list(pairs.items()) if isinstance(pairs, dict) else [(name, value) for name, value in pairs]
    body = urlencode(pairs).encode() if is_form else str(vector.get("body", "")).encode()
    right = vector.get("valid", True)
    for tokens, wanted in (([vector["secret"]], right), (["another"], False), (["new", vector["secret"]], right)):
        assert is_signed(tokens, vector["url"], vector["signature"], body, is_form=is_form) is wanted
    changed = body + (b"&more=x" if is_form else b"x")
    assert not is_signed([vector["secret"]], vector["url"], vector["signature"], changed, is_form=is_form)


@pytest.fixture
def any_door(desk: Desk, request: pytest.FixtureRequest) -> Channel:
    settings = {"provider": request.param, "account_sid": SID, "public_url": ROOT, "hook_user": HOOK_USER}
    for name, secret in (
        ("auth_token", TOKEN), ("signature_secret", SIGNATURE_SECRET), ("hook_password", HOOK_PASSWORD),
    ):  # fmt: skip
        settings = with_secret(settings, name, secret, NOON)
    return Channel.objects.create(kind="sms", name="SMS", address=OURS, team=desk.front, settings=settings)


def post(channel: Channel, payload: Payload, *, in_list: bool = False) -> int:
    path, provider = f"/hooks/sms/{channel.hook_key}/", channel.settings["provider"]
    if provider == "twilio":
        return int(call_hook(Client(), path, {name: str(value) for name, value in payload.items()}).status_code)
    raw = json.dumps([payload] if in_list else payload).encode()
    sign = f"Bearer {vonage_token(raw)}" if provider == "vonage" else bandwidth_sign_in()
    answer = Client().post(path, raw, content_type="application/json", headers={"Authorization": sign})
    return int(answer.status_code)


def says(provider: str, payload: Payload) -> bool:
    """Say whether a customer says something in it that is meant for people."""
    text = str(payload.get("Body") or payload.get("text") or "").replace("\x00", "")
    if provider == "twilio":
        way = str(payload.get("From", "")).rpartition(":")[0]
        brings = text.strip() or payload.get("MediaUrl0") or payload.get("Latitude")
        is_ours = "MessageStatus" in payload or payload.get("SmsStatus", "received") != "received"
        wishes = payload.get("OptOutType") in ("STOP", "START")
        named = payload.get("MessageSid") or payload.get("SmsSid") or payload.get("SmsMessageSid")
        is_heard = bool(named and payload.get("From") and brings) and not is_ours and not wishes
        return is_heard and way in ("", "whatsapp", "rcs") and not _is_wish(text, payload.get("MediaUrl0"))
    if provider == "vonage":
        brings = text.strip() or any(
            payload.get(one) for one in ("image", "audio", "video", "file", "vcard", "content")
        )
        is_heard = bool(payload.get("message_uuid") and payload.get("from") and brings) and "status" not in payload
        return is_heard and payload.get("channel", "sms") in ("sms", "mms") and not _is_wish(text, None)
    inside = payload.get("message") if isinstance(payload.get("message"), dict) else payload
    assert isinstance(inside, dict)
    text = str(inside.get("text") or "")
    is_in = payload.get("type", "message-received") == "message-received" and inside.get("direction", "in") == "in"
    brings = text.strip() or inside.get("media")
    return bool(is_in and inside.get("id") and inside.get("from") and brings) and not _is_wish(
        text, inside.get("media")
    )


def _is_wish(text: str, files: object) -> bool:
    return not files and keyword_of(text) in ("stop", "start")


def named(provider: str, payload: Payload, number: int) -> Payload:
    """Give a payload a name of its own: sets repeat them."""
    if provider == "twilio":
        names = [one for one in ("MessageSid", "SmsSid", "SmsMessageSid") if payload.get(one)]
        return {**payload, **dict.fromkeys(names, f"SM{number}")}
    if provider == "vonage":
        return {**payload, **({"message_uuid": f"uuid-{number}"} if payload.get("message_uuid") else {})}
    if isinstance(payload.get("message"), dict) and payload["message"].get("id"):
        return {**payload, "message": {**payload["message"], "id": f"id-{number}"}}
    return {**payload, **({"id": f"id-{number}"} if payload.get("id") else {})}


SETS = {
    "twilio": payloads("twilio", "sms_twilio"), "vonage": payloads("vonage", "sms_vonage"),
    "bandwidth": payloads("bandwidth", "sms_bandwidth"),
}  # fmt: skip


@pytest.mark.parametrize("any_door", [name for name, found in SETS.items() if found], indirect=True)
def test_each_of_a_set_is_a_message_or_has_a_reason(any_door: Channel) -> None:
    provider, twin = any_door.settings["provider"], twin_of(any_door)
    every = [named(provider, one, number) for number, (_name, one) in enumerate(SETS[provider])]
    for one in every:
        assert [post(any_door, one), post(any_door, one), post(any_door, one, in_list=provider == "bandwidth")] == (
            [200] * 3
        )  # fmt: skip
        endings_of(any_door)
    wanted = sum(says(provider, one) for one in every)
    assert len(said_at(any_door)) == wanted
    assert sum(outcome in HEARD for outcome, _why in endings_of(any_door)) == wanted
    assert all(outcome != Outcome.QUARANTINE and why for outcome, why in endings_of(any_door))
    for one in every[::-1]:
        post(twin, one)
    endings_of(twin)
    assert said_at(twin) == said_at(any_door)
    assert [text for text in Message.objects.values_list("text", flat=True) if "\x00" in text] == []
