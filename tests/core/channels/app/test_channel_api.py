"""The channel API, both ways, through its webhook and to a program at the other end."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.core.channels import gate
from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import (
    Channel,
    Delivery,
    DeliveryState,
    FetchState,
    InboundItem,
    MediaFetch,
    Outcome,
)
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.doors import Knock
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.channels.shared.standard_webhooks import check, signature
from escalera.core.tickets.actions import Content, NewFile, reply
from escalera.core.tickets.models import Attachment, Message, Ticket
from tests.cast import Desk, make_desk
from tests.core.channels.payload_sets import vectors
from tests.peers.program import Program

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes !!!").decode()


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def program() -> Iterator[Program]:
    program = Program(SECRET)
    yield program
    program.close()


@pytest.fixture
def channel(desk: Desk, program: Program) -> Channel:
    settings = with_secret({"url": program.url}, "secret", SECRET, timezone.now())
    return Channel.objects.create(kind="app", name="App", address="app", team=desk.front, settings=settings)


def call(
    channel: Channel, body: Any, *, secret: str = SECRET, name: str = "msg-1", at: datetime | None = None
) -> int:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int((at or timezone.now()).timestamp()))
    headers = {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(secret, name, stamp, raw),
    }
    answer = Client().post(f"/hooks/app/{channel.hook_key}/", raw, content_type="application/json", headers=headers)
    gate.understand_waiting(at=timezone.now())
    return answer.status_code


def message(text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "message", "id": "m1", "from": {"id": "u-7", "name": "Ana Ruiz"}, "text": text, **more}


def test_a_message_is_one_ticket_and_the_same_delivery_is_one_message(channel: Channel) -> None:
    assert [call(channel, message()) for _ in range(2)] == [200, 200]
    assert call(channel, message(), name="msg-2") == 200  # the same message under another delivery's name
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.subject, ticket.requester.name) == ("app", "Hello", "Ana Ruiz")
    assert (Message.objects.count(), InboundItem.objects.count()) == (1, 2)


@pytest.mark.parametrize("wrong", ["secret", "old", "none"])
def test_who_does_not_sign_is_refused(channel: Channel, wrong: str) -> None:
    if wrong == "secret":
        status = call(channel, message(), secret="whsec_AAAA")
    elif wrong == "old":
        status = call(channel, message(), at=timezone.now() - timedelta(minutes=6))
    else:
        url = f"/hooks/app/{channel.hook_key}/"
        status = Client().post(url, message(), content_type="application/json").status_code
    assert (status, InboundItem.objects.count()) == (401, 0)


def test_the_token_itself_will_do(channel: Channel) -> None:
    url = f"/hooks/app/{channel.hook_key}/"
    given = [SECRET, "wrong"]
    statuses = [
        Client()
        .post(url, message(), content_type="application/json", headers={"authorization": f"Bearer {one}"})
        .status_code
        for one in given
    ]
    assert statuses == [200, 401]


def test_an_old_secret_counts_while_it_overlaps(channel: Channel) -> None:
    now = timezone.now()
    channel.settings = with_secret(channel.settings, "secret", "a newer secret of the channel", now)
    channel.save()
    new = call(channel, message(id="m2"), secret="a newer secret of the channel", name="b")
    old = call(channel, message(), name="a")
    channel.settings["secrets"]["secret"][1]["until"] = (now - timedelta(hours=1)).isoformat()
    channel.save()
    assert (new, old, call(channel, message(id="m3"), name="c")) == (200, 200, 401)


def test_a_reply_leaves_signed_and_once(channel: Channel, program: Program, desk: Desk) -> None:
    call(channel, message(conversation="order-12"))
    file = NewFile("a.txt", "text/plain", b"hello")
    reply(
        ticket_id=Ticket.objects.get().pk, content=Content("Hi Ana", files=[file]), by=desk.amira, at=timezone.now()
    )
    program.answers = [503]
    send_messages()
    Delivery.objects.update(next_try_at=timezone.now())
    send_messages()
    heard = list(program.heard.values())
    assert program.calls == [503, 200, 200]
    assert [(one["conversation"], one["text"], one["author"]) for one in heard] == [
        ("order-12", "Hi Ana", "Amira"),
        ("order-12", "", "Amira"),
    ]
    assert base64.b64decode(heard[1]["files"][0]["content"]) == b"hello"
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_a_died_call_is_made_again_under_the_same_name(channel: Channel, program: Program, desk: Desk) -> None:
    call(channel, message())
    reply(ticket_id=Ticket.objects.get().pk, content=Content("Hi"), by=desk.amira, at=timezone.now())
    send_messages()
    Delivery.objects.update(state=DeliveryState.SENDING, parts_done=0, begun_part=0)  # died before it wrote it down
    send_messages(now=timezone.now() + timedelta(minutes=5))
    assert (program.calls, len(program.heard), Delivery.objects.get().state) == ([200, 200], 1, DeliveryState.SENT)


def test_rest_and_refusal_are_obeyed(channel: Channel, program: Program, desk: Desk) -> None:
    call(channel, message())
    reply(ticket_id=Ticket.objects.get().pk, content=Content("Hi"), by=desk.amira, at=timezone.now())
    program.answers = [429]
    send_messages()
    channel.refresh_from_db()
    assert (Delivery.objects.get().state, channel.paused_until is not None) == (DeliveryState.QUEUED, True)
    Channel.objects.update(paused_until=None)
    Delivery.objects.update(next_try_at=timezone.now())
    program.answers = [422]
    send_messages()
    assert Delivery.objects.get().state == DeliveryState.FAILED


def test_files_come_from_the_programs_own_host_only(channel: Channel, program: Program) -> None:
    program.files["/photo.png"] = b"\x89PNG"
    files = [
        {"name": "photo.png", "type": "image/png", "url": program.url + "photo.png"},
        {"name": "evil", "url": "http://169.254.169.254/latest/meta-data"},
        {"name": "in.txt", "type": "text/plain", "content": base64.b64encode(b"inside").decode()},
    ]
    call(channel, message(files=files))
    fetch_due(now=timezone.now())
    found = sorted(Attachment.objects.values_list("name", "size"))
    assert found == [("in.txt", 6), ("photo.png", 4)]
    assert sorted(MediaFetch.objects.values_list("name", "state")) == [
        ("evil", FetchState.FAILED),
        ("photo.png", FetchState.DONE),
    ]


def test_html_is_shown_without_anything_that_runs(channel: Channel) -> None:
    call(channel, message("", html="<p>Hello <b>you</b><script>alert(1)</script><img src=x onerror=alert(2)></p>"))
    said = Message.objects.get()
    assert ("script" in (said.html or ""), "onerror" in (said.html or ""), said.text) == (False, False, "Hello you")


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe", b"[[[", b"1", b'{"events": 7}', b'{"type":"message"}', b'{"type":"message","from":{"id":"x"}}',
        b'{"type":"message","from":{"id":"x"},"files":[{"name":"a"}]}', b'{"type":"edit"}', b"[" * 5000,
    ],
)  # fmt: skip
def test_what_cannot_be_meant_waits_in_quarantine(channel: Channel, body: bytes) -> None:
    assert (call(channel, body), InboundItem.objects.get().outcome) == (200, Outcome.QUARANTINE)


def test_unknown_kinds_stand_in_the_ledger_with_a_reason(channel: Channel) -> None:
    call(channel, {"type": "dance"})
    item = InboundItem.objects.get()
    assert (item.outcome, item.reason) == (Outcome.IGNORED, "unknown type: dance")


def test_asking_for_a_new_conversation_opens_a_new_ticket(channel: Channel) -> None:
    call(channel, message())
    call(channel, message(id="m2", new=True), name="b")
    assert Ticket.objects.count() == 2


@pytest.mark.realdata
@pytest.mark.parametrize("vector", vectors("standard_webhooks"))
def test_published_signatures(channel: Channel, vector: dict[str, Any]) -> None:
    stamp = str(vector["timestamp"])
    now = datetime.fromtimestamp(float(vector.get("now", stamp if stamp.isdigit() else 0)), UTC)
    channel.settings = with_secret({}, "secret", vector["secret"], now)
    names = {"webhook-id": vector["id"], "webhook-timestamp": stamp, "webhook-signature": vector["signature"]}
    knock = Knock("POST", "https://desk.example/", names, {}, vector["body"].encode(), now)
    assert (check(channel, knock) is None) is vector.get("valid", True)


def test_one_signature_of_several_will_do(channel: Channel) -> None:
    raw, stamp, url = (
        json.dumps(message()).encode(),
        str(int(timezone.now().timestamp())),
        f"/hooks/app/{channel.hook_key}/",
    )
    right, wrong = signature(SECRET, "m", stamp, raw), signature("another", "m", stamp, raw)
    given = [
        f"{wrong} {right}",
        f"v1a,AAAA {right}",
        wrong,
        f"{right[3:]}",
        f"v2{right[2:]}",
        f"{right}, {wrong}x",
        "v1,",
        " " * 30,
    ]
    statuses = [
        Client().post(url, raw, content_type="application/json", headers={
            "webhook-id": "m", "webhook-timestamp": stamp, "webhook-signature": one}).status_code
        for one in given
    ]  # fmt: skip
    assert statuses == [200, 200, 401, 401, 401, 401, 401, 401]
