"""The real payloads and signature vectors: one message each, statuses none, twice the same as once."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from escalera.core.channels import gate
from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.channels.shared.twilio import is_signed
from escalera.core.tickets.models import Message
from tests.cast import NOON, Desk, later
from tests.core.channels.sms.conftest import OURS, heard
from tests.peers.sms_providers import HOOK_PASSWORD, HOOK_USER, bandwidth_sign_in

_DATA = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).parents[5] / "shared" / "data"))
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not (_DATA / "channel_payloads").is_dir(), reason=f"the real inputs are not in {_DATA}"),
]


def _set(name: str) -> list[dict[str, Any]]:
    path = _DATA / "channel_payloads" / name
    return list(json.loads(path.read_text("utf-8"))) if path.is_file() else []


def _vectors() -> list[dict[str, Any]]:
    path = _DATA / "signature_vectors" / "vectors.json"
    return (
        [one for one in json.loads(path.read_text("utf-8")) if one["channel"] == "twilio"] if path.is_file() else []
    )


@pytest.mark.parametrize("vector", _vectors())
def test_published_signatures(vector: dict[str, Any]) -> None:
    is_form = "params" in vector
    pairs = vector.get("params", {})
    pairs = list(pairs.items()) if isinstance(pairs, dict) else [(name, value) for name, value in pairs]
    body = urlencode(pairs).encode() if is_form else vector["body"].encode()
    for token, right in ((vector["secret"], vector["valid"]), ("another", False)):
        assert is_signed([token], vector["url"], vector["signature"], body, is_form=is_form) is right
    assert not is_signed([vector["secret"]], vector["url"], vector["signature"], body + b"x", is_form=is_form)
    assert is_signed(["new", vector["secret"]], vector["url"], vector["signature"], body, is_form=is_form)


def test_each_message_of_twilio_is_one_message(channel: Channel) -> None:
    wanted = 0
    for number, one in enumerate(_set("twilio_chatwoot.json")):
        fields = {name: str(value) for name, value in one["payload"].items()}
        fields["SmsSid"] = f"SM{number}"
        fields.pop("MessageSid", None)
        is_sms = ":" not in fields["From"] and "MessageStatus" not in fields
        wanted += is_sms and any(fields.get(name, "").strip("\x00 ") for name in ("Body", "MediaUrl0", "Latitude"))
        for _again in range(2):
            assert heard(channel, minute=number, **fields) == 200
        assert Message.objects.count() == wanted, one["context"]
    outcomes = set(InboundItem.objects.values_list("outcome", flat=True))
    assert outcomes == {Outcome.TICKET, Outcome.MESSAGE, Outcome.IGNORED}
    assert wanted == 16
    assert [text for text in Message.objects.values_list("text", flat=True) if "\x00" in text] == []


def test_each_message_of_bandwidth_is_one_message(desk: Desk) -> None:
    settings = with_secret({"provider": "bandwidth", "hook_user": HOOK_USER}, "hook_password", HOOK_PASSWORD, NOON)
    channel = Channel.objects.create(kind="sms", name="SMS", address=OURS, team=desk.front, settings=settings)
    for one in _set("sms_bandwidth_chatwoot.json"):
        for shape in (one["payload"], [one["payload"]]):
            status = Client().post(
                f"/hooks/sms/{channel.hook_key}/", json.dumps(shape), content_type="application/json",
                headers={"Authorization": bandwidth_sign_in()},
            ).status_code  # fmt: skip
            gate.understand_waiting(at=later(1))
            assert status == 200
    assert list(Message.objects.values_list("text", flat=True)) == ["test message"]
    assert set(InboundItem.objects.values_list("outcome", flat=True)) == {Outcome.TICKET, Outcome.IGNORED}
