"""What customers say and do on WhatsApp, through the webhook's address."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from escalera.base.people.models import Contact, Identity
from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import Channel, FetchState, InboundItem, MediaFetch, Outcome, Thread
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.tickets.models import Attachment, Message, Ticket
from tests.cast import NOON, later
from tests.core.channels.meta_doors import endings, knock, make_door, message, whatsapp
from tests.peers.meta_graph import APP_SECRET, Graph

PICTURE = b"\x89PNG a picture"


def texts() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("text", flat=True))


def test_words_become_one_ticket_of_a_person_with_a_number(channel: Channel) -> None:
    assert knock(channel, whatsapp(message())) == 200
    assert knock(channel, whatsapp(message())) == 200
    again = whatsapp(message(), message(name="wamid.2", text={"body": "It is me"}))
    assert knock(channel, again) == 200
    assert (Ticket.objects.count(), texts()) == (1, ["Hello", "It is me"])
    identity = Identity.objects.get(channel="phone")
    assert (identity.address, identity.contact.name) == ("+972987654321", "Test Name")
    assert endings() == [("ticket", "new"), ("message", "known already, append")]


@pytest.mark.parametrize(
    ("signature", "secret"),
    [
        ("sha256=" + "0" * 64, APP_SECRET), ("sha1=abc", APP_SECRET), ("é", APP_SECRET), ("", "another secret"),
    ],
)  # fmt: skip
def test_a_wrong_signature_leaves_nothing(channel: Channel, signature: str, secret: str) -> None:
    assert knock(channel, whatsapp(message()), signature=signature, secret=secret) == 401
    assert InboundItem.objects.count() == 0


def test_no_signature_and_no_secret_let_nothing_in(channel: Channel) -> None:
    answer = Client().post(f"/hooks/whatsapp/{channel.hook_key}/", b"{}", content_type="application/json")
    assert answer.status_code == 401
    channel.settings = {}
    channel.save()
    assert knock(channel, whatsapp(message()), secret="") == 401


def test_secrets_rotate_with_an_overlap(channel: Channel) -> None:
    channel.settings = with_secret(
        channel.settings, "app_secret", "the new one", later(0), overlap=timedelta(days=900)
    )
    channel.save()
    assert knock(channel, whatsapp(message()), secret="the new one") == 200
    assert knock(channel, whatsapp(message(name="wamid.2")), secret=APP_SECRET) == 200
    channel.settings = with_secret(channel.settings, "app_secret", "the newest", later(1), overlap=timedelta(0))
    channel.save()
    assert knock(channel, whatsapp(message(name="wamid.3")), secret="the new one") == 401


def test_the_challenge_is_answered_to_who_knows_the_word(channel: Channel) -> None:
    def greet(**query: str) -> tuple[int, bytes]:
        given = {f"hub.{name}": value for name, value in query.items()}
        answer = Client().get(f"/hooks/whatsapp/{channel.hook_key}/", given)
        return answer.status_code, answer.content

    assert greet(mode="subscribe", verify_token=channel.hook_key, challenge="1158201444") == (200, b"1158201444")
    assert greet(mode="subscribe", verify_token="wrong", challenge="1158201444") == (403, b"")
    assert greet(mode="subscribe", verify_token=channel.hook_key, challenge="<b>") == (403, b"")
    assert greet() == (403, b"")
    channel.settings = with_secret(channel.settings, "verify_token", "a word", NOON)
    channel.save()
    assert greet(mode="subscribe", verify_token=channel.hook_key, challenge="1") == (403, b"")
    assert greet(mode="subscribe", verify_token="a word", challenge="1") == (200, b"1")


def sent_picture(peer: Graph, **more: Any) -> dict[str, Any]:
    peer.media["998"] = (PICTURE, "image/png")
    digest = base64.b64encode(hashlib.sha256(PICTURE).digest()).decode()
    return message(
        "image", image={"id": "998", "mime_type": "image/png", "sha256": digest, "caption": "Look", **more}
    )


def test_a_picture_is_fetched_by_its_name_with_our_token(channel: Channel, peer: Graph) -> None:
    knock(channel, whatsapp(sent_picture(peer)))
    assert texts() == ["Look"]
    assert fetch_due(now=later(2)) == 1
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.content_type, attachment.size) == ("image.jpg", "image/png", len(PICTURE))
    assert [one.path for one in peer.asked] == ["998", "998"]


def test_another_file_than_the_one_announced_is_not_taken(channel: Channel, peer: Graph) -> None:
    knock(channel, whatsapp(sent_picture(peer)))
    peer.media["998"] = (b"something else", "image/png")
    fetch_due(now=later(2))
    assert Attachment.objects.count() == 0
    assert MediaFetch.objects.get().error == "El archivo recibido no es el anunciado."


def test_a_file_that_is_gone_says_so(channel: Channel, peer: Graph) -> None:
    knock(channel, whatsapp(sent_picture(peer)))
    peer.media.clear()
    fetch_due(now=later(2))
    assert (MediaFetch.objects.get().state, Attachment.objects.count()) == (FetchState.FAILED, 0)


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("location", {"latitude": 1.5, "longitude": -2.25, "name": "Depot"}, "Depot\n1.5, -2.25"),
        ("location", {"latitude": "x"}, "(Un tipo de mensaje que WhatsApp no nos entrega.)"),
        ("order", {"product_items": [{"product_retailer_id": "A", "quantity": 2}], "text": "Now"}, "Now\n2 × A"),
        ("contacts", [{"name": {"formatted_name": "Eva"}, "phones": [{"phone": "+1"}]}], "Eva: +1"),
        ("button", {"payload": "yes-1", "text": "Yes"}, "Yes"),
        ("interactive", {"type": "list_reply", "list_reply": {"id": "a", "title": "A", "description": "B"}}, "A\nB"),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": '{"a": 1, "flow_token": "t"}'}}, "a: 1"),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "{", "body": "Sent"}}, "Sent"),
        ("text", {"body": None}, "(…)"),
        ("sticker", {"id": "5", "mime_type": "image/webp"}, "(…)"),
    ],
)
def test_each_kind_of_message_is_one_message(channel: Channel, kind: str, content: Any, text: str) -> None:
    knock(channel, whatsapp({**message(kind), kind: content}))
    assert texts() == [text]


def test_an_answer_goes_to_the_ticket_of_what_it_answers(channel: Channel) -> None:
    knock(channel, whatsapp(message()))
    knock(channel, whatsapp(message(name="wamid.2", context={"from": "1", "id": "wamid.1"})))
    extras = [one.extra or {} for one in Message.objects.order_by("pk")]
    assert [one.get("answers", {}).get("text") for one in extras] == [None, "Hello"]


def edit(text: str, at: int) -> dict[str, Any]:
    newer = {"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": text}}}
    return message("edit", name=f"wamid.e{at}", timestamp=str(int(NOON.timestamp()) + at), edit=newer)


REVOKED = message("revoke", name="wamid.r", revoke={"original_message_id": "wamid.1"})
LIKED = message("reaction", name="wamid.l", reaction={"message_id": "wamid.1", "emoji": "👍"})
UNLIKED = {
    **LIKED,
    "id": "wamid.u",
    "timestamp": str(int(NOON.timestamp()) + 9),
    "reaction": {"message_id": "wamid.1"},
}


def test_edits_reactions_and_deletions_end_the_same_in_any_order(channel: Channel) -> None:
    found: list[tuple[str, dict[str, Any]]] = []
    things = [message(), edit("Hello!", 5), edit("Hello!!", 8), LIKED, UNLIKED, REVOKED]
    for order in (things, things[::-1]):
        for one in order:
            assert knock(channel, whatsapp(one)) == 200
        said = Message.objects.get()
        extra = {name: (said.extra or {}).get(name, {}) for name in ("edited", "taken_back", "reactions")}
        found.append((said.text, extra))
        Ticket.objects.all().delete()
        Thread.objects.all().delete()
        channel.mark_set.all().delete()
        InboundItem.objects.all().delete()
    assert found[0] == found[1]
    assert (found[0][0], found[0][1]["edited"]["first"], found[0][1]["reactions"]) == ("Hello!!", "Hello", {})


def test_a_changed_number_keeps_the_conversation(channel: Channel) -> None:
    knock(channel, whatsapp(message()))
    system = {"type": "user_changed_number", "wa_id": "972912345678", "body": "User A changed"}
    for _time in range(2):
        knock(channel, whatsapp(message("system", name="wamid.s", system=system)))
    knock(channel, whatsapp(message(name="wamid.2", sender="972912345678", text={"body": "New number"})))
    assert (Ticket.objects.count(), Contact.objects.filter(name="Test Name").count()) == (1, 1)
    assert (Thread.objects.get().address, texts()) == ("+972912345678", ["Hello", "New number"])


def test_mexican_and_old_brazilian_numbers_are_the_numbers_that_are_dialled(channel: Channel) -> None:
    for number, sender in enumerate(("5215512345678", "554798765432", "5511987654321", "5493412345678")):
        knock(channel, whatsapp(message(name=f"wamid.{number}", sender=sender)))
    assert list(Thread.objects.order_by("pk").values_list("address", flat=True)) == [
        "+525512345678", "+5547998765432", "+5511987654321", "+5493412345678",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (whatsapp(message("poll_of_tomorrow")), "a kind of message that is not known: poll_of_tomorrow"),
        (whatsapp(message("request_welcome")), "they opened the chat for the first time"),
        (whatsapp(message(group_id="g1")), "a message in a group"),
        (whatsapp({"type": "text", "id": "x"}, contacts=[]), "text of nobody"),
        (whatsapp(message("reaction", reaction={"emoji": "x"})), "a reaction to nothing"),
        (whatsapp(number="999", statuses=[]), "of another number: 999"),
        (whatsapp(field="security", event="PIN_CHANGED"), "security: PIN_CHANGED"),
        (whatsapp(field="tomorrow"), "tomorrow: no message"),
        (whatsapp(statuses=[{"id": "a", "status": "warning"}]), "status warning"),
        ({"object": "whatsapp_business_account", "entry": [{"changes": [{}]}]}, "nothing in it"),
        ({}, "nothing in it"),
        ({"entry": [None, 5, {"changes": "x"}]}, "nothing in it"),
    ],
)
def test_what_is_no_message_stands_in_the_ledger_with_a_reason(
    channel: Channel, payload: object, reason: str
) -> None:
    assert knock(channel, payload) == 200
    assert (endings(), Message.objects.count()) == ([("ignored", reason)], 0)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[1]", b"null", b"{", b"[" * 100_000])
def test_garbage_waits_in_quarantine(channel: Channel, body: bytes) -> None:
    assert knock(channel, body) == 200
    assert [one.outcome for one in InboundItem.objects.all()] == [Outcome.QUARANTINE]


def test_another_number_of_the_same_app_is_heard_at_its_own_door(channel: Channel, peer: Graph) -> None:
    channel.address = "+1"
    channel.save()
    other = make_door("whatsapp", peer, phone_number_id="777")
    assert knock(channel, whatsapp(message(), number="777")) == 200
    assert endings() == [("ignored", "of another number: 777"), ("ticket", "new")]
    assert Thread.objects.get().channel == other
