"""Bodies as Slack's own libraries have them: each ends once, with a reason, and what somebody said is one message."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.tickets.models import Message
from tests.core.channels.payload_sets import each, payloads
from tests.core.channels.slack.field import raw
from tests.core.channels.slack.workspace import deliver

BODIES = payloads("slack")
pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not BODIES, reason="the real inputs are not here")]
SAYS = ("", "file_share", "me_message", "thread_broadcast")
WORDS = ("text", "files", "attachments", "blocks")


def says(body: dict[str, Any]) -> bool:
    """Say whether somebody says something in it that is meant for us."""
    if body.get("command"):
        return bool(body.get("user_id") and str(body.get("text", "")).strip())
    if body.get("type") == "message_action":
        brought = body.get("message") or {}
        who = (body.get("user") or {}).get("id")
        return bool(who and (body.get("channel") or {}).get("id") and brought.get("ts")) and _has_words(brought)
    event = body.get("event")
    if body.get("type") != "event_callback" or not isinstance(event, dict):
        return False
    if event.get("type") not in ("message", "app_mention") or (event.get("subtype") or "") not in SAYS:
        return False
    is_person = bool(event.get("user")) and not event.get("bot_id") and event.get("user") not in ("USLACKBOT", "UBOT")
    return is_person and bool(event.get("channel") and event.get("ts")) and _has_words(event)


def _has_words(message: dict[str, Any]) -> bool:
    return _is_filled([message.get(name) for name in WORDS])


def _is_filled(value: Any) -> bool:
    """Say whether something is written anywhere in it: shapes come with every value blank."""
    if isinstance(value, dict):
        return any(_is_filled(one) for name, one in value.items() if name not in ("type", "mode"))
    return (
        any(_is_filled(one) for one in value) if isinstance(value, list) else isinstance(value, str) and value != ""
    )


@each(BODIES)
def test_each_real_body_ends_as_it_should(channel: Channel, payload: dict[str, Any]) -> None:
    answers = [deliver(channel, raw(payload)) for _again in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    if payload.get("type") == "url_verification":
        assert (InboundItem.objects.count(), answers[0].content.decode()) == (0, payload.get("challenge", ""))
        return
    item = InboundItem.objects.get()
    wanted = (Outcome.TICKET, 1) if says(payload) else (Outcome.IGNORED, 0)
    assert (item.outcome, Message.objects.count(), item.reason != "") == (*wanted, True)
