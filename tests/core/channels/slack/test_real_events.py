"""Bodies as Slack's own libraries have them: each ends once, with a reason, and what somebody said is one message."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.tickets.models import Message
from tests.core.channels.slack.workspace import deliver, interaction

_DATA = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).parents[5] / "shared" / "data")) / "channel_payloads"
_BOLT, _SHAPES = _DATA / "slack_bolt.json", _DATA / "slack_shapes"
pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not _BOLT.exists(), reason="the real inputs are not here")]
SAYS = ("", "file_share", "me_message", "thread_broadcast")


def _bodies() -> list[dict[str, Any]]:
    if not _BOLT.exists():
        return []
    bolt = [one["payload"] for one in json.loads(_BOLT.read_text())]
    return [one for one in bolt if isinstance(one, dict)]


def _shapes() -> list[Path]:
    return sorted(_SHAPES.rglob("*.json"))


def _says(body: dict[str, Any]) -> bool:
    """Say whether somebody says something in it."""
    if body.get("type") == "message_action":
        return True
    event = body.get("event", {})
    if event.get("type") not in ("message", "app_mention") or event.get("subtype", "") not in SAYS:
        return False
    return bool(event.get("user")) and not event.get("bot_id") and event.get("user") != "USLACKBOT"


def _post(channel: Channel, body: dict[str, Any]) -> None:
    whole = json.dumps(body).encode() if "event" in body or "type" not in body else interaction(body)
    for _again in range(2):
        assert deliver(channel, whole).status_code == 200


@pytest.mark.parametrize("number", range(len(_bodies())))
def test_each_real_body_ends_as_it_should(channel: Channel, number: int) -> None:
    body = _bodies()[number]
    _post(channel, body)
    item = InboundItem.objects.get()
    wanted = (Outcome.TICKET, 1) if _says(body) else (Outcome.IGNORED, 0)
    assert (item.outcome, Message.objects.count(), item.reason != "") == (*wanted, True)


@pytest.mark.parametrize("path", _shapes(), ids=lambda path: path.stem)
def test_no_shape_of_slack_is_too_strange(channel: Channel, path: Path) -> None:
    _post(channel, json.loads(path.read_text()))
    item = InboundItem.objects.get()
    assert (item.outcome, item.reason != "", Message.objects.count()) == (Outcome.IGNORED, True, 0)
