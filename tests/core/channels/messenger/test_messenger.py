"""Messenger in and out, through the webhook's address and a Graph that speaks the published protocol."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from escalera.base.people.models import Contact, Identity
from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import (
    Channel,
    Delivery,
    DeliveryState,
    FetchState,
    InboundItem,
    MediaFetch,
    Thread,
)
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.kinds import kind_of
from escalera.core.channels.shared.meta.files import is_of_meta
from escalera.core.channels.shared.meta.talk.names import ask_names
from escalera.core.tickets.actions import Content, NewFile, reply
from escalera.core.tickets.models import Attachment, Message, Ticket
from tests.cast import NOON, Desk, later
from tests.core.channels.meta_doors import endings, knock, make_door, talk
from tests.peers.meta_graph import Graph, error

PERSON = "3383290475046708"


def said(text: str = "Hello", mid: str = "m_1", **more: Any) -> dict[str, Any]:
    return {"message": {"mid": mid, "text": text, **more}}


def stamp(minutes: float) -> int:
    return int(later(minutes).timestamp() * 1000)


def texts() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("text", flat=True))


def answer(desk: Desk, text: str = "Hi", **more: Any) -> None:
    files = more.pop("files", ())
    content = Content(text, files=files, extra=more or None)
    reply(ticket_id=Ticket.objects.get().pk, content=content, by=desk.amira, at=later(2))
    send_messages(now=later(3), clock=lambda: later(3))


def test_words_become_one_ticket_whatever_their_batch(channel: Channel) -> None:
    assert [knock(channel, talk(said())) for _time in range(2)] == [200, 200]
    assert knock(channel, talk(said(), said("It is me", "m_2"))) == 200
    assert (texts(), Ticket.objects.count()) == (["Hello", "It is me"], 1)
    assert Identity.objects.get(channel="messenger").address == PERSON
    assert endings() == [("ticket", "new"), ("message", "known already, append")]


def test_a_wrong_signature_leaves_nothing(channel: Channel) -> None:
    assert knock(channel, talk(said()), secret="another") == 401
    answered = Client().get(f"/hooks/messenger/{channel.hook_key}/", {"hub.mode": "subscribe", "hub.challenge": "1"})
    assert (answered.status_code, InboundItem.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        (said("Yes", quick_reply={"payload": "YES"}), "Yes"),
        ({"postback": {"mid": "m_1", "title": "Get started", "payload": "START"}}, "Get started"),
        ({"postback": {"title": "Menu", "payload": "MENU"}}, "Menu"),
        (said("", attachments=[{"type": "fallback", "title": "A page", "url": "https://a.example"}]), "A page\nhttps://a.example"),
        (said("", attachments=[{"type": "image", "payload": {"url": "https://evil.example/a"}}]), "https://evil.example/a"),
        (said("", attachments=[{"type": "image", "payload": {"url": "javascript:x"}}]), "(Algo que no se nos entrega: image)"),
        (said("", attachments=[{"type": "location", "payload": {"coordinates": {"lat": 1, "long": 2}}}]), "1.0, 2.0"),
        (said("", attachments=[{"type": "of_tomorrow"}]), "(Algo que no se nos entrega: of_tomorrow)"),
        ({"message": {"mid": "m_1", "is_unsupported": True}}, "(Un tipo de mensaje que no se nos entrega.)"),
        ({"message": {"text": "Without a name"}}, "Without a name"),
    ],
)  # fmt: skip
def test_each_kind_of_message_is_one_message(channel: Channel, piece: dict[str, Any], text: str) -> None:
    for _time in range(2):
        knock(channel, talk(piece))
        knock(channel, [talk(piece)])
    assert texts() == [text]


@pytest.mark.parametrize(
    ("piece", "reason"),
    [
        (said(is_echo=True), "echo: our own words"),
        ({"optin": {}}, "they opted in"),
        ({"referral": {"ref": "x"}}, "they came by a link"),
        ({"pass_thread_control": {}}, "the conversation was handed to another app"),
        ({"of_tomorrow": {}}, "a kind that is not known: of_tomorrow"),
        ({"message": "x"}, "a kind that is not known: message"),
        ({"message_edit": {"mid": "m_1", "num_edit": 0}}, "an edit without words"),
        ({"delivery": {}}, "delivered: nothing named"),
        ({"read": {}}, "read: nothing named"),
        ({"sender": {}, "message": {"text": "x"}}, "message of nobody"),
    ],
)
def test_what_is_no_message_stands_in_the_ledger_with_a_reason(
    channel: Channel, piece: dict[str, Any], reason: str
) -> None:
    assert knock(channel, talk(piece)) == 200
    assert (endings(), texts()) == ([("ignored", reason)], [])


def test_standby_is_heard_unless_it_is_not_wanted(channel: Channel) -> None:
    payload = talk(said())
    entry = payload["entry"][0]
    entry["standby"] = entry.pop("messaging")
    channel.settings = {**channel.settings, "standby": False}
    channel.save()
    knock(channel, payload)
    assert endings() == [("ignored", "standby: another app has the conversation")]
    channel.settings = {**channel.settings, "standby": True}
    channel.save()
    knock(channel, {**payload, "again": 1})
    assert texts() == ["Hello"]


def test_what_happens_on_the_page_is_no_message(channel: Channel) -> None:
    knock(channel, {"entry": [{"id": "1", "changes": [{"field": "feed", "value": {"item": "post"}}]}]})
    assert endings() == [("ignored", "feed: no message")]


def test_edits_and_deletions_end_the_same_in_any_order(channel: Channel) -> None:
    things: list[dict[str, Any]] = [
        said(),
        {"message_edit": {"mid": "m_1", "text": "Hello!", "num_edit": 1}, "timestamp": stamp(0.1)},
        {"message_edit": {"mid": "m_1", "text": "Hello!!", "num_edit": 2}, "timestamp": stamp(0.2)},
        {"reaction": {"mid": "m_1", "action": "react", "reaction": "love"}, "timestamp": stamp(0.3)},
        {"message": {"mid": "m_1", "is_deleted": True}, "timestamp": stamp(0.4)},
    ]
    found = []
    for order in (things, things[::-1]):
        knock(channel, talk(*order))
        one = Message.objects.get()
        extra = one.extra or {}
        found.append((one.text, extra["edited"], extra["taken_back"], extra["reactions"]))
        Ticket.objects.all().delete()
        Thread.objects.all().delete()
        channel.mark_set.all().delete()
        InboundItem.objects.all().delete()
    assert found[0] == found[1]
    assert (found[0][0], found[0][3]) == ("Hello!!", {PERSON: "❤"})


def test_words_files_and_buttons_go_out(channel: Channel, desk: Desk, peer: Graph) -> None:
    knock(channel, talk(said()))
    file = NewFile("foto ñ.jpg", "image/jpeg", b"jpg")
    answer(desk, "Which?", buttons=["Yes", "No"], reply_to="m_1", files=[file])
    assert Delivery.objects.get().state == DeliveryState.SENT
    first, second = (one for one in peer.asked if one.path == "me/messages")
    assert first.data == {
        "recipient": {"id": PERSON}, "messaging_type": "RESPONSE", "reply_to": {"mid": "m_1"},
        "message": {
            "text": "Which?",
            "quick_replies": [
                {"content_type": "text", "title": "Yes", "payload": "Yes"},
                {"content_type": "text", "title": "No", "payload": "No"},
            ],
        },
    }  # fmt: skip
    assert second.files == {"filedata": ("foto .jpg", b"jpg", "image/jpeg")}
    assert second.data["message"] == {"attachment": {"type": "image", "payload": {"is_reusable": False}}}


def test_what_they_have_seen_ends_right_in_any_order(channel: Channel, desk: Desk) -> None:
    knock(channel, talk(said()))
    answer(desk)
    knock(channel, talk({"read": {"watermark": stamp(9)}}), at=later(10))
    knock(channel, talk({"delivery": {"mids": ["m_ours1"], "watermark": stamp(8)}}), at=later(10))
    knock(channel, talk({"delivery": {"watermark": stamp(8)}}), at=later(10))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.read_at, Message.objects.count()) == (DeliveryState.SENT, later(9), 2)


def test_a_watermark_before_our_words_says_nothing_of_them(channel: Channel, desk: Desk) -> None:
    knock(channel, talk(said()))
    answer(desk)
    knock(channel, talk({"read": {"watermark": stamp(1)}}), at=later(10))
    assert Delivery.objects.get().read_at is None


@pytest.mark.parametrize(
    ("answered", "state"),
    [
        (error(10, subcode=2018278), DeliveryState.FAILED),
        (error(551, subcode=1545041), DeliveryState.FAILED),
        (error(100, subcode=2018001), DeliveryState.FAILED),
        (error(613), DeliveryState.QUEUED),
        (error(1200, status=500), DeliveryState.QUEUED),
        (error(200), DeliveryState.QUEUED),
        (error(190, status=401), DeliveryState.QUEUED),
    ],
)
def test_an_error_is_tried_again_or_not(
    channel: Channel, desk: Desk, peer: Graph, answered: Any, state: DeliveryState
) -> None:
    knock(channel, talk(said()))
    peer.next = [answered]
    answer(desk)
    assert Delivery.objects.get().state == state


def test_a_person_may_answer_for_seven_days_where_meta_allows_it(channel: Channel, desk: Desk, peer: Graph) -> None:
    knock(channel, talk(said()))
    kind = kind_of("messenger")
    assert kind is not None
    channel.settings = {**channel.settings, "human_agent": True}
    channel.save()
    content = Content("Late")
    reply(ticket_id=Ticket.objects.get().pk, content=content, by=desk.amira, at=NOON + timedelta(days=6))
    send_messages(now=NOON + timedelta(days=6), clock=lambda: NOON + timedelta(days=6))
    assert (peer.sent()[0]["messaging_type"], peer.sent()[0]["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")


def test_a_picture_is_fetched_from_metas_own_hosts(channel: Channel, peer: Graph) -> None:
    peer.media["a"] = (b"jpg", "")
    url = f"{peer.url}/files/a"
    knock(channel, talk(said("", attachments=[{"type": "image", "payload": {"url": url}}])))
    MediaFetch.objects.update(ref={"url": f"{peer.url}/files/gone"})
    fetch_due(now=later(2))
    assert (MediaFetch.objects.get().attempts, Attachment.objects.count()) == (1, 0)
    MediaFetch.objects.update(state=FetchState.WAITING, ref={"url": "http://169.254.169.254/latest"})
    fetch_due(now=later(60))
    assert (MediaFetch.objects.get().state, Attachment.objects.count()) == (FetchState.FAILED, 0)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://scontent.xx.fbcdn.net/v/a.jpg", True),
        ("https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1", True),
        ("http://scontent.xx.fbcdn.net/a", False),
        ("https://fbcdn.net.evil.example/a", False),
        ("https://evilfbcdn.net/a", False),
        ("https://user@lookaside.fbsbx.com/a", False),
        ("https://lookaside.fbsbx.com:8443/a", False),
        ("https://127.0.0.1/a", False),
        ("https://[::1/a", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_where_files_may_be_fetched(url: str, may: bool) -> None:
    assert is_of_meta(Channel(kind="messenger"), url) is may


def test_people_get_their_names_afterwards(channel: Channel, peer: Graph) -> None:
    knock(channel, talk(said()))
    peer.profiles = {PERSON: {"first_name": "Peter", "last_name": "Chang"}}
    assert (ask_names(now=later(2)), ask_names(now=later(3))) == (1, 0)
    assert Contact.objects.get(identities__address=PERSON).name == "Peter Chang"


def test_another_page_of_the_same_app_is_heard_at_its_own_door(channel: Channel, peer: Graph) -> None:
    channel.address = "1"
    channel.save()
    other = make_door("messenger", peer)
    knock(channel, talk(said()))
    assert endings() == [("ignored", "handed to the door of 117172741761305"), ("ticket", "new")]
    assert Thread.objects.get().channel == other


def test_connecting_tells_the_app_and_subscribes_the_page(channel: Channel, peer: Graph) -> None:
    kind = kind_of("messenger")
    assert kind is not None
    assert kind.connect is not None
    assert kind.probe is not None
    kind.connect(channel, "https://desk.example/hooks/messenger/key/")
    app, page = (one.data for one in peer.asked)
    assert (app["object"], app["callback_url"], app["verify_token"]) == (
        "page", "https://desk.example/hooks/messenger/key/", channel.hook_key,
    )  # fmt: skip
    assert page["subscribed_fields"] == app["fields"]
    assert [(one.code, one.good) for one in kind.probe(channel, NOON)] == [("token", True), ("webhook", True)]
