"""A kind of channel that is nothing but the port: for the tests of what all kinds stand on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from escalera.base.refusals import BadInput
from escalera.core.channels import actions
from escalera.core.channels.models import Channel, InboundItem, Thread
from escalera.core.channels.shared import capabilities, doors, kinds, sending
from escalera.core.channels.shared import templates as template_port
from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts
from escalera.core.channels.shared.doors import Door, Knock, Refused, register_door
from escalera.core.channels.shared.heard import Edited, Event, Person, Reacted, Said, StatusChanged, TakenBack
from escalera.core.channels.shared.kinds import ChannelKind, Field, Finding, register_kind
from escalera.core.channels.shared.sending import Part, register_sender
from escalera.core.channels.shared.templates import TemplateView, register_templates
from tests.cast import NOON, Desk

KIND = "plain"


@dataclass
class Provider:
    """What was sent, and what it shall answer next: a name, or an exception. `findings`: what it says when it is asked
    how it is; `stalls`: who is asked waits for this; `called`: the addresses that it was told."""

    sent: list[Part] = field(default_factory=list)
    answers: list[Exception] = field(default_factory=list)
    findings: list[Finding | Exception] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    stalls: dict[str, threading.Event] = field(default_factory=dict)

    def __call__(self, channel: Channel, thread: Thread | None, part: Part) -> str:
        if self.answers:
            raise self.answers.pop(0)
        if channel.address in self.stalls:
            self.stalls[channel.address].wait(60)
        self.sent.append(part)
        return f"out-{len(self.sent)}"

    def probe(self, channel: Channel, at: datetime) -> list[Finding]:
        self.asked.append(channel.address)
        if channel.address in self.stalls:
            self.stalls[channel.address].wait(60)
        if found := next((one for one in self.findings if isinstance(one, Exception)), None):
            raise found
        return [one for one in self.findings if isinstance(one, Finding)]

    def connect(self, channel: Channel, url: str) -> str:
        if self.answers:
            raise self.answers.pop(0)
        self.called.append(url)
        return "The address is set."


def _check(channel: Channel, knock: Knock) -> Refused | None:
    return None if knock.headers.get("x-signature") == "good" else Refused("wrong signature")


def _read(item: InboundItem, raw: bytes) -> Sequence[Event]:
    return [_event(one) for one in json.loads(raw)]


def _event(one: dict[str, Any]) -> Event:
    match one["type"]:
        case "status":
            return StatusChanged(one["id"], one["state"], code=one.get("code", ""), words=one.get("words", ""))
        case "edit":
            return Edited(one["id"], one["text"])
        case "delete":
            return TakenBack(one["id"])
        case "reaction":
            return Reacted(one["id"], one["emoji"], one["from"])
    person = Person(
        one["from"], one.get("name", ""), language=one.get("language", ""), email=one.get("email", ""),
        phone=one.get("phone", ""),
    )  # fmt: skip
    return Said(
        person, one["id"], one["text"], reply_to=one.get("reply_to", ""), thread=one.get("thread", ""),
        anew=bool(one.get("anew")), extra=one.get("extra") or {},
    )  # fmt: skip


@contextmanager
def plain_kind(
    *, idempotent: bool = False, longest: int = 40, window: timedelta | None = None, identity: str = KIND,
    templates: Sequence[TemplateView] = (), **can: Any,
) -> Iterator[Provider]:  # fmt: skip
    """Have the kind while the block runs. `identity`: whose identities its addresses are; `templates`: the approved
    ones; `can`: more of its capabilities."""
    provider = Provider()
    plain = Capabilities(
        KIND,
        "Plain",
        "chat",
        identity,
        starts=Starts.CUSTOMER,
        longest=longest,
        files=[FileRule("image/", 1000)],
        window=window,
        idempotent=idempotent,
        per_second=1000,
        templates=bool(templates),
    )
    capabilities.register(replace(plain, **can))
    register_templates(KIND, lambda channel: templates)
    register_door(Door(KIND, check=_check, read=_read))
    register_sender(KIND, provider)
    register_kind(_kind(provider))
    try:
        yield provider
    finally:
        capabilities._KINDS.pop(KIND)
        template_port._KINDS.pop(KIND)
        doors._DOORS.pop(KIND)
        sending._SENDERS.pop(KIND)
        kinds._KINDS.pop(KIND)


def _checked_address(address: str) -> str:
    address = address.strip().lower()
    if not address.isascii():
        raise BadInput("Plain addresses are ASCII.")
    return address


def _check_settings(channel: Channel) -> None:
    if channel.settings.get("colour") == "black":
        raise BadInput("Black is taken.")


def _kind(provider: Provider) -> ChannelKind:
    fields = [
        Field("token", "Token", "From the provider's page.", secret=True, required=True),
        Field("app_secret", "App secret", secret=True),
        Field("base_url", "Server", kind="url", default="https://plain.example"),
        Field("colour", "Colour", kind="choice", choices=[("red", "Red"), ("black", "Black")]),
        Field("most", "Most at once", kind="number"),
        Field("groups", "Groups too", kind="yes_no"),
        Field("words", "Words", kind="lines"),
        Field("extra", "Extra", kind="json"),
    ]
    return ChannelKind(
        KIND, "Plain", "Nothing but words.", "Plain address", fields, checked_address=_checked_address,
        check=_check_settings, probe=provider.probe, connect=provider.connect,
        steps=["Make an app.", "Give it our address."],
    )  # fmt: skip


def door(desk: Desk, address: str) -> Channel:
    """Open a channel of the plain kind, as who sets one up does."""
    return actions.add_channel(
        kind=KIND, name=address.title(), address=address, by=desk.sara, secrets={"token": "t"}, at=NOON
    )
