"""A telephone line at a provider that runs on this machine, and agents with telephones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.test import Client
from django.utils.translation import get_language, override

from escalera.base.people.models import Agent
from escalera.core.channels import gate
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.secrets import with_secret
from tests.cast import NOON, Desk, later
from tests.peers.twilio import ROOT, SID, TOKEN, Twilio, call_hook

OURS, THEIRS = "+34910000001", "+34600111222"
AMIRA, SARA = "+34611000001", "+34611000002"
CALL = "CA" + "1" * 32


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    peer = Twilio()
    peer.start()
    yield peer
    peer.stop()


@pytest.fixture
def line(desk: Desk, twilio: Twilio) -> Channel:
    Agent.objects.filter(pk=desk.amira.pk).update(telephone=AMIRA)
    desk.amira.refresh_from_db()
    settings: dict[str, Any] = {
        "provider": "twilio", "account_sid": SID, "base_url": twilio.url, "public_url": ROOT,
        "languages": [{"digit": "1", "language": "en"}],
    }  # fmt: skip
    settings = with_secret(settings, "auth_token", TOKEN, NOON)
    return Channel.objects.create(kind="voice", name="Telephone", address=OURS, team=desk.front, settings=settings)


@dataclass
class Caller:
    """Twilio's side of a call: it asks at each step, and goes where the answer says."""

    line: Channel
    call: str = CALL
    theirs: str = THEIRS
    minute: float = 1
    understands: bool = True

    def ask(self, address: str, **fields: str) -> Element:
        """Ask at an address of ours (or a step's name) and return the TwiML. Raises: AssertionError if we refuse."""
        path = address.removeprefix(ROOT)
        if not path.startswith("/hooks/"):
            path = f"/hooks/voice/{self.line.hook_key}/{address}"
        sent = {"CallSid": self.call, "AccountSid": SID, "From": self.theirs, "To": OURS, "Direction": "inbound",
                "CallStatus": "in-progress", **fields}  # fmt: skip
        with override(get_language()):  # a request leaves its language in the thread
            answer = call_hook(Client(), path, sent)
        assert answer.status_code == 200, answer.status_code
        if self.understands:
            self.understand()
        return fromstring(answer.content)

    def understand(self) -> None:
        gate.understand_waiting(at=later(self.minute))

    def follow(self, twiml: Element, **fields: str) -> Element:
        """Go on where the answer leads by itself."""
        found = twiml.find("Redirect")
        assert found is not None
        assert found.text is not None
        return self.ask(found.text, **fields)

    def press(self, twiml: Element, digit: str = "") -> Element:
        return self.ask(at(twiml, "Gather", "action"), **({"Digits": digit} if digit else {}))


def at(twiml: Element, verb: str, name: str) -> str:
    """Return an attribute of a verb."""
    found = twiml.find(f".//{verb}")
    assert found is not None, [one.tag for one in twiml]
    return found.attrib[name]


def said(twiml: Element) -> list[str]:
    return [one.text or "" for one in twiml.iter("Say")]


def verbs(twiml: Element) -> list[str]:
    return [one.tag for one in twiml]


def step(address: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(address)
    return parts.path.split("/")[4], dict(parse_qsl(parts.query))


@pytest.fixture
def caller(line: Channel) -> Caller:
    return Caller(line)
