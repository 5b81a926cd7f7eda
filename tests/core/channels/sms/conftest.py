"""Doors for text messages, each at a provider that runs on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import get_language, override

from escalera.core.channels import gate
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.secrets import with_secret
from tests.cast import NOON, Desk, later
from tests.peers.twilio import ROOT, SID, TOKEN, Twilio, call_hook

OURS, THEIRS = "+34910000001", "+34600111222"


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    peer = Twilio()
    peer.start()
    yield peer
    peer.stop()


@pytest.fixture
def channel(desk: Desk, twilio: Twilio) -> Channel:
    settings: dict[str, Any] = {"provider": "twilio", "account_sid": SID, "base_url": twilio.url, "public_url": ROOT}
    settings = with_secret(settings, "auth_token", TOKEN, NOON)
    return Channel.objects.create(kind="sms", name="SMS", address=OURS, team=desk.front, settings=settings)


def heard(channel: Channel, *, minute: float = 1, token: str = TOKEN, rest: str = "", **fields: str) -> int:
    """Let Twilio bring something, and let the worker understand it."""
    with override(get_language()):  # a request leaves its language in the thread
        status: int = call_hook(
            Client(), f"/hooks/sms/{channel.hook_key}/{rest}", {"AccountSid": SID, **fields}, token=token
        ).status_code
    gate.understand_waiting(at=later(minute))
    return status


def texted(channel: Channel, number: int, text: str, *, minute: float = 1, **more: str) -> int:
    fields = {"MessageSid": f"SM{number}", "SmsSid": f"SM{number}", "SmsStatus": "received", "From": THEIRS, "To": OURS,
              "Body": text, "NumMedia": "0", "NumSegments": "1", **more}  # fmt: skip
    return heard(channel, minute=minute, **fields)
