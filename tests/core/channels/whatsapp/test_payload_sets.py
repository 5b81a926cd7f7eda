"""The real payloads: each message in is one message, all else is none, twice and in reverse ends the same."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.channels.shared.meta.door import signature_of
from escalera.core.tickets.models import Message
from tests.core.channels.meta_doors import DATA_SETS, endings, knock, payload_set

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]

# sets of which each payload brings a customer's words; the others bring none
SAYING = {"message.json", "callback_button.json", "callback_selection.json", "flow_completion.json"}
NO_WORDS = {"reaction", "unreaction_empty", "unreaction_no_emoji"}
SILENT = [
    "account_update", "call_connect", "call_permission_update", "call_status", "call_terminate", "deleted_message",
    "edited_message", "message_status", "outgoing_message", "system", "template_category_update",
    "template_components_update", "template_quality_update", "template_status_update", "user_marketing_preferences",
]  # fmt: skip


def ours(channel: Channel, payload: Any) -> Any:
    """Make the payload's number this channel's."""
    found = copy.deepcopy(payload)
    for entry in found.get("entry", []):
        for change in entry.get("changes", []):
            if number := change.get("value", {}).get("metadata", {}).get("phone_number_id"):
                channel.settings = {**channel.settings, "phone_number_id": number}
                channel.save()
    return found


@pytest.mark.parametrize("name", sorted(SAYING))
def test_each_message_is_one_message(channel: Channel, name: str) -> None:
    for number, (key, payload) in enumerate(payload_set(f"whatsapp_pywa/{name}").items()):
        body = ours(channel, payload)
        for entry in body["entry"]:
            for message in entry["changes"][0]["value"]["messages"]:
                message["id"] = f"wamid.{name}.{number}"  # the set repeats names
        before = Message.objects.count()
        assert [knock(channel, body), knock(channel, json.dumps(body, indent=2).encode())] == [200, 200]
        assert (key, Message.objects.count() - before) == (key, 0 if key in NO_WORDS else 1)
    assert not InboundItem.objects.filter(outcome=Outcome.QUARANTINE).exists()


@pytest.mark.parametrize("name", SILENT)
def test_all_else_is_no_message_and_has_a_reason(channel: Channel, name: str) -> None:
    for payload in payload_set(f"whatsapp_pywa/{name}.json").values():
        assert knock(channel, ours(channel, payload)) == 200
    assert Message.objects.count() == 0
    found = endings()
    assert found
    assert {outcome for outcome, _reason in found} == {"ignored"}
    assert all(reason and "not known:" not in reason for _outcome, reason in found)


def test_forwards_and_in_reverse_the_end_is_the_same(channel: Channel) -> None:
    """All sets about one number, one batch each."""
    found = []
    payloads = [
        payload
        for name in ("message", "message_status", "edited_message", "callback_button", "system")
        for payload in payload_set(f"whatsapp_pywa/{name}.json").values()
    ]
    for number, order in enumerate((payloads, payloads[::-1])):
        for payload in order:
            assert knock(channel, {**ours(channel, payload), "round": number}) == 200
        found.append(Message.objects.count())
    assert found[0] == found[1]


def test_the_other_set_too(channel: Channel) -> None:
    channel.settings = {**channel.settings, "phone_number_id": ""}
    channel.save()
    found = []
    for one in payload_set("whatsapp_chatwoot.json"):
        assert knock(channel, one["payload"]) == 200
        found.append((str(InboundItem.objects.latest("pk").outcome), InboundItem.objects.latest("pk").reason))
    assert found == [
        ("ticket", "new"),
        ("message", "append"),
        ("ticket", "new"),
        *[("ignored", "nothing in it")] * 3,
        ("ignored", "a reaction to nothing"),
        ("ignored", "they opened the chat for the first time"),
        ("ignored", "nothing in it"),
    ]


def test_the_published_signature(channel: Channel) -> None:
    path = DATA_SETS / "signature_vectors" / "vectors.json"
    if not path.exists():
        pytest.skip(f"the real inputs are not in {DATA_SETS} (set ESCALERA_DATA_SETS)")
    vectors = [one for one in json.loads(path.read_text()) if one["channel"] == "meta"]
    assert vectors
    for one in vectors:
        assert (signature_of(one["secret"], one["body"].encode()) == one["signature"]) is one["valid"]
        assert knock(channel, one["body"].encode(), signature=one["signature"]) == 401  # of another app
