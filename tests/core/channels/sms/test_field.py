"""All that Twilio, Vonage and Bandwidth send: a message or a reason, twice and backwards, and with things absurd."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import get_language, override

from escalera.core.channels.models import Channel, Outcome
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.tickets.models import Message
from tests.cast import NOON, Desk
from tests.core.channels.drawn import DRAWN, endings_of, quarantined, said_at, spoiled, twin_of
from tests.core.channels.sms import field
from tests.core.channels.sms.conftest import OURS
from tests.peers.sms_providers import (
    HOOK_PASSWORD,
    HOOK_USER,
    SIGNATURE_SECRET,
    bandwidth_sign_in,
    vonage_token,
)
from tests.peers.twilio import ROOT, SID, TOKEN, call_hook

HEARD = (Outcome.TICKET, Outcome.MESSAGE)
SAYS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "twilio": (field.twilio_says(), field.twilio_says_nothing()),
    "vonage": (field.vonage_says(), field.vonage_says_nothing()),
    "bandwidth": (field.bandwidth_says(), field.bandwidth_says_nothing()),
}


@pytest.fixture(params=SAYS)
def any_door(desk: Desk, request: pytest.FixtureRequest) -> Channel:
    settings = {"provider": request.param, "account_sid": SID, "public_url": ROOT, "hook_user": HOOK_USER}
    for name, secret in (
        ("auth_token", TOKEN), ("signature_secret", SIGNATURE_SECRET), ("hook_password", HOOK_PASSWORD),
    ):  # fmt: skip
        settings = with_secret(settings, name, secret, NOON)
    return Channel.objects.create(kind="sms", name="SMS", address=OURS, team=desk.front, settings=settings)


def post(channel: Channel, body: Any) -> int:
    path, provider = f"/hooks/sms/{channel.hook_key}/", channel.settings["provider"]
    with override(get_language()):  # a request leaves its language in the thread
        if provider == "twilio":
            fields = {
                str(name): value if isinstance(value, str) else json.dumps(value) for name, value in body.items()
            }
            fields = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
            return int(call_hook(Client(), path, fields).status_code)
        raw = json.dumps(body).encode()
        sign = f"Bearer {vonage_token(raw)}" if provider == "vonage" else bandwidth_sign_in()
        answer = Client().post(path, raw, content_type="application/json", headers={"Authorization": sign})
        return int(answer.status_code)


def test_each_kind_is_a_message_or_has_a_reason(any_door: Channel) -> None:
    says, says_nothing = SAYS[any_door.settings["provider"]]
    for body in [*says.values(), *says_nothing.values()]:
        assert [post(any_door, body) for _again in range(2)] == [200, 200]
        endings_of(any_door)
    endings = dict(zip([*says, *says_nothing], endings_of(any_door), strict=True))
    assert {name for name, (outcome, _why) in endings.items() if outcome in HEARD} == set(says)
    assert {name: why for name, (outcome, why) in endings.items() if outcome == Outcome.QUARANTINE} == {}
    assert Message.objects.count() == len(says)


def test_backwards_and_twice_end_the_same(any_door: Channel) -> None:
    says, says_nothing = SAYS[any_door.settings["provider"]]
    bodies, twin = [*says.values(), *says_nothing.values()], twin_of(any_door)
    for body in bodies:
        post(any_door, body)
    endings_of(any_door)
    for body in [*bodies[::-1], *bodies[::-1]]:
        post(twin, body)
    endings_of(twin)
    assert (said_at(twin), len(said_at(twin))) == (said_at(any_door), len(says))


def test_what_is_spoiled_is_never_an_error(any_door: Channel) -> None:
    draw = random.Random(20260302)
    every = [body for bodies in SAYS[any_door.settings["provider"]] for body in bodies.values()]
    for _time in range(DRAWN):
        body = spoiled(draw.choice(every), draw)
        if (
            isinstance(body, dict) or not body or any(isinstance(one, dict) for one in body)
        ):  # rubbish has its own test
            assert post(any_door, body) == 200
    assert quarantined() == []


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe", b"NaN", b"1" * 5000, b'"\\ud800"'])
@pytest.mark.parametrize("any_door", ["vonage", "bandwidth"], indirect=True)
def test_rubbish_that_is_signed_is_no_error_either(any_door: Channel, raw: bytes) -> None:
    provider = any_door.settings["provider"]
    sign = f"Bearer {vonage_token(raw)}" if provider == "vonage" else bandwidth_sign_in()
    path = f"/hooks/sms/{any_door.hook_key}/"
    answer = Client().post(path, raw, content_type="application/json", headers={"Authorization": sign})
    assert (answer.status_code, len(quarantined())) == (200, 1)
