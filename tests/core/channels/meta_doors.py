"""Doors of Meta's kinds and how Meta knocks at them: for the tests of WhatsApp, Messenger and Instagram."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from escalera.base.people.models import Team
from escalera.core.channels import gate
from escalera.core.channels.models import Channel, InboundItem
from escalera.core.channels.shared.meta.door import signature_of
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.tickets.models import Message, Ticket
from tests.cast import NOON, later
from tests.peers.meta_graph import APP, APP_SECRET, PHONE, TOKEN, WABA, Graph

DATA_SETS = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).parents[4] / "shared" / "data"))
PAYLOADS = DATA_SETS / "channel_payloads"


@contextmanager
def graph() -> Iterator[Graph]:
    """Have a Graph while the block runs."""
    peer = Graph().start()
    try:
        yield peer
    finally:
        peer.stop()


def make_door(kind: str, peer: Graph | None = None, *, team: Team | None = None, **settings: Any) -> Channel:
    """Set up a channel whose Graph is the peer's."""
    address = {"whatsapp": "+972123456789", "messenger": "117172741761305", "instagram": "17841400000000001"}[kind]
    given: dict[str, Any] = {"app_id": APP, "base_url": peer.url if peer else "http://127.0.0.1:9", **settings}
    if kind == "whatsapp":
        given = {"phone_number_id": PHONE, "waba_id": WABA, **given}
    given = with_secret(given, "app_secret", APP_SECRET, NOON)
    given = with_secret(given, "access_token", TOKEN, NOON)
    return Channel.objects.create(kind=kind, name=kind.capitalize(), address=address, team=team, settings=given)


def knock(
    channel: Channel, payload: object, *, secret: str = APP_SECRET, at: datetime | None = None, signature: str = ""
) -> int:
    """Post what Meta would, let it be understood, and return the status of the answer."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    answer = Client().post(
        f"/hooks/{channel.kind}/{channel.hook_key}/",
        body,
        content_type="application/json",
        headers={"x-hub-signature-256": signature or signature_of(secret, body)},
    )
    while gate.understand_waiting(at=at or later(1)):
        pass
    return answer.status_code


def endings() -> list[tuple[str, str]]:
    """Return outcome and reason of every item of the ledger."""
    return [(str(one.outcome), one.reason) for one in InboundItem.objects.order_by("pk")]


def message(
    kind: str = "text", *, name: str = "wamid.1", sender: str = "972987654321", **more: Any
) -> dict[str, Any]:
    """Return one message of WhatsApp's."""
    content = {"text": {"body": "Hello"}} if kind == "text" and "text" not in more else {}
    return {"from": sender, "id": name, "timestamp": str(int(NOON.timestamp())), "type": kind, **content, **more}


def whatsapp(*messages: dict[str, Any], field: str = "messages", number: str = PHONE, **value: Any) -> dict[str, Any]:
    """Return a webhook of WhatsApp's with these messages."""
    told: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "972123456789", "phone_number_id": number},
        "contacts": [{"profile": {"name": "Test Name"}, "wa_id": "972987654321"}],
        **({"messages": list(messages)} if messages else {}),
        **value,
    }
    change = {"value": told, "field": field}
    return {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": [change]}]}


def status(name: str, state: str, *, at: datetime = NOON, **more: Any) -> dict[str, Any]:
    """Return a webhook of WhatsApp's about one message of ours."""
    one = {
        "id": name, "status": state, "timestamp": str(int(at.timestamp())), "recipient_id": "972987654321", **more,
    }  # fmt: skip
    return whatsapp(statuses=[one])


def talk(*pieces: dict[str, Any], page: str = "117172741761305", subject: str = "page") -> dict[str, Any]:
    """Return a webhook of Messenger's or Instagram's with these pieces, each in an entry of its own."""
    stamp = int(NOON.timestamp() * 1000)
    usual = {"sender": {"id": "3383290475046708"}, "recipient": {"id": page}, "timestamp": stamp}
    entries = [{"id": page, "time": stamp, "messaging": [{**usual, **piece}]} for piece in pieces]
    return {"object": subject, "entry": entries}


def payload_set(name: str) -> Any:
    """Return a set of real payloads, or skip the test."""
    path = PAYLOADS / name
    if not path.exists():
        pytest.skip(f"the real inputs are not in {DATA_SETS} (set ESCALERA_DATA_SETS)")
    return json.loads(path.read_text())


def hear_twice(channel: Channel, body: Any) -> None:
    """Bring one message, and again with its bytes in another form: it is one message on one ticket."""
    assert [knock(channel, body), knock(channel, json.dumps(body, indent=1).encode())] == [200, 200]
    assert [one for one, _reason in endings()] == ["ticket", "ignored"]
    assert (Message.objects.count(), Ticket.objects.get().subject != "") == (1, True)


def hear_nothing(channel: Channel, body: Any) -> None:
    """Bring what is no message: it is kept, with a reason."""
    assert knock(channel, body) == 200
    ((outcome, reason),) = endings()
    assert (outcome, reason != "", Message.objects.count()) == ("ignored", True, 0)
