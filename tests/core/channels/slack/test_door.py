"""The signature, the question whether we are here, and forms that are answered at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.core.channels.models import Channel, InboundItem, Thread
from escalera.core.channels.shared.doors import Knock
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.channels.slack.signing import check
from escalera.core.tickets.models import Message, Ticket
from tests.core.channels.payload_sets import vectors
from tests.core.channels.slack.workspace import SECRET, deliver, form, interaction, said, ts


@pytest.mark.realdata
@pytest.mark.parametrize("vector", vectors("slack"))
def test_published_signatures(channel: Channel, vector: dict[str, Any]) -> None:
    stamp = str(vector["timestamp"])
    now = datetime.fromtimestamp(float(vector.get("now", stamp)), UTC)
    channel.settings = with_secret({}, "signing_secret", vector["secret"], now)
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": vector["signature"]}
    knock = Knock("POST", "https://desk.example/", headers, {}, vector["body"].encode(), now)
    assert (check(channel, knock) is None) is vector.get("valid", True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": "ñ"},
        {"x-slack-request-timestamp": ""},
        {"x-slack-request-timestamp": "never"},
        {"x-slack-request-timestamp": "-1"},
        {"x-slack-request-timestamp": "9" * 400},
        {"x-slack-request-timestamp": "٣"},
    ],
)
def test_a_bad_signature_leaves_nothing(channel: Channel, headers: dict[str, str]) -> None:
    good = {"x-slack-request-timestamp": str(int(timezone.now().timestamp())), "x-slack-signature": "v0="}
    answer = Client().post(
        f"/hooks/slack/{channel.hook_key}/", json.dumps(said(1, "Hi")), content_type="application/json",
        headers={**good, **headers},
    )  # fmt: skip
    assert (answer.status_code, InboundItem.objects.count()) == (401, 0)


def test_an_old_call_another_secret_and_no_secret_are_refused(channel: Channel) -> None:
    old = str(int(timezone.now().timestamp()) - 400)
    assert deliver(channel, said(1, "Hi"), stamp=old).status_code == 401
    assert deliver(channel, said(1, "Hi"), secret="another").status_code == 401
    Channel.objects.update(settings={})
    assert deliver(channel, said(1, "Hi")).status_code == 503
    assert InboundItem.objects.count() == 0


def test_while_a_secret_is_changed_both_count(channel: Channel) -> None:
    channel.settings = with_secret(channel.settings, "signing_secret", "the new one", timezone.now())
    channel.save()
    assert [deliver(channel, said(n, "Hi"), secret=one).status_code for n, one in enumerate((SECRET, "the new one"))] == [
        200, 200,
    ]  # fmt: skip


def test_the_question_whether_we_are_here(channel: Channel) -> None:
    asked = {
        "type": "url_verification",
        "token": "x",
        "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
    }
    answer = deliver(channel, asked)
    assert (answer.status_code, answer.content.decode()) == (200, asked["challenge"])
    assert deliver(channel, asked, secret="another").status_code == 401
    assert InboundItem.objects.count() == 0
    deliver(channel, said(1, "what is url_verification?"))
    assert Message.objects.get().text == "what is url_verification?"


COMMAND = {
    "token": "t", "team_id": "T111", "channel_id": "C1", "channel_name": "general", "user_id": "U222",
    "user_name": "ana", "command": "/help", "response_url": "https://hooks.slack.com/x", "trigger_id": "13345224609.738474920.8088930838d88f008e0",
}  # fmt: skip


def test_a_command_opens_a_ticket_and_is_answered_at_once(channel: Channel) -> None:
    answers = [deliver(channel, form(**COMMAND, text="my screen &amp; mouse are dark")) for _again in range(2)]
    deliver(channel, form(**{**COMMAND, "trigger_id": "2"}, text="and another thing"))
    assert json.loads(answers[0].content) == {
        "response_type": "ephemeral", "text": "Thank you: we are on it. The answer comes as a direct message.",
    }  # fmt: skip
    tickets = Ticket.objects.order_by("pk")
    assert [(one.subject, one.requester.name) for one in tickets] == [
        ("my screen & mouse are dark", "Ana Ruiz"), ("and another thing", "Ana Ruiz"),
    ]  # fmt: skip
    assert Thread.objects.get().address == "U222"


def test_an_empty_command_is_told_how(channel: Channel) -> None:
    answer = deliver(channel, form(**COMMAND, text="  "))
    assert json.loads(answer.content)["text"] == "Write what you need behind the command: /help my screen stays dark"
    assert (InboundItem.objects.get().reason, Ticket.objects.count()) == ("a command without words", 0)


def shortcut(**message: Any) -> bytes:
    return interaction(
        {"type": "message_action", "callback_id": "ticket", "trigger_id": "1.2.x", "team": {"id": "T111"},
         "user": {"id": "U333", "name": "luis"}, "channel": {"id": "C111", "name": "dev"},
         "message": {"type": "message", "user": "U222", "text": "The printer burns", "ts": ts(1), **message}}
    )  # fmt: skip


def test_a_message_that_somebody_brings_is_its_authors_ticket_once(channel: Channel) -> None:
    for body in (shortcut(), shortcut()):
        deliver(channel, body)
    deliver(channel, said(1, "The printer burns"))
    ticket = Ticket.objects.get()
    message = Message.objects.get()
    assert (ticket.requester.name, (message.extra or {})["brought_by"]) == ("Ana Ruiz", "Luis Vega")
    assert Thread.objects.get().address == f"C111:{ts(1)}"


def test_a_program_s_message_is_the_ticket_of_who_brings_it(channel: Channel) -> None:
    deliver(channel, shortcut(user="", bot_id="B1"))
    assert Ticket.objects.get().requester.name == "Luis Vega"


def test_a_button_is_their_word(channel: Channel) -> None:
    deliver(channel, said(1, "Hello"))
    pressed = {
        "type": "block_actions", "user": {"id": "U222", "name": "ana"}, "trigger_id": "1.2.valid",
        "container": {"type": "message", "message_ts": ts(2), "channel_id": "C111"},
        "channel": {"id": "C111", "name": "help"}, "message": {"ts": ts(2), "thread_ts": ts(1), "bot_id": "B1"},
        "actions": [{"action_id": "escalera-0", "type": "button", "text": {"type": "plain_text", "text": "Yes"},
                     "value": "Yes", "action_ts": "1"}],
    }  # fmt: skip
    for _again in range(2):
        deliver(channel, interaction(pressed))
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["Hello", "Yes"]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"type": "shortcut", "user": {"id": "U1"}, "callback_id": "x"}, "interaction: shortcut"),
        ({"type": "view_submission", "user": {"id": "U1"}}, "interaction: view_submission"),
        ({"type": "block_actions", "actions": [{"action_id": "a"}]}, "interaction: block_actions"),
        ({"type": "message_action"}, "a shortcut without a message"),
        ({}, "interaction: nothing"),
    ],
)
def test_other_interactions_are_kept_with_a_reason(channel: Channel, payload: dict[str, Any], reason: str) -> None:
    answer = deliver(channel, interaction(payload))
    assert (answer.status_code, answer.content, InboundItem.objects.get().reason) == (200, b"", reason)
