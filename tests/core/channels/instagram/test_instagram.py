"""What is Instagram's own: stories, posts, reads that name a message, files that are handed over first, bytes."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import Channel, Delivery, DeliveryState, MediaFetch
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.kinds import kind_of
from escalera.core.tickets.actions import Content, NewFile, reply
from escalera.core.tickets.models import Message, Ticket
from tests.cast import NOON, Desk, later
from tests.core.channels.meta_doors import endings, knock, talk
from tests.peers.meta_graph import Graph

STORY = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1"


def said(text: str = "Hello", mid: str = "mid.1", **more: Any) -> dict[str, Any]:
    return talk({"message": {"mid": mid, "text": text, **more}}, subject="instagram")


def answer(desk: Desk, text: str = "Hi", files: tuple[NewFile, ...] = ()) -> None:
    content = Content(text, files=files)
    reply(ticket_id=Ticket.objects.get().pk, content=content, by=desk.amira, at=later(2))
    send_messages(now=later(3), clock=lambda: later(3))


def one_shared(kind: str, **payload: str) -> dict[str, Any]:
    return said("", attachments=[{"type": kind, "payload": payload}])


@pytest.mark.parametrize(
    ("payload", "text", "files"),
    [
        (one_shared("story_mention", url=STORY), "(Nos menciona en su historia.)", 1),
        (one_shared("ig_story", story_media_url=STORY), "(Comparte una historia.)", 1),
        (one_shared("ig_post", url=STORY, title="A post"), "A post\n(Comparte una publicación.)", 1),
        (one_shared("share", url="https://a.example/b"), "(Comparte una publicación.)\nhttps://a.example/b", 0),
        (said("Nice", reply_to={"story": {"id": "1", "url": STORY}}), "Nice\n(Responde a nuestra historia.)", 0),
    ],
)
def test_what_is_shared_is_one_message(channel: Channel, payload: dict[str, Any], text: str, files: int) -> None:
    for _time in range(2):
        assert knock(channel, payload) == 200
    assert (Message.objects.get().text, MediaFetch.objects.count()) == (text, files)


def test_a_file_is_handed_over_and_then_shared(channel: Channel, desk: Desk, peer: Graph) -> None:
    knock(channel, said())
    answer(desk, "Here", files=(NewFile("a.png", "image/png", b"png"),))
    assert [one.path for one in peer.asked] == ["me/messages", "me/message_attachments", "me/messages"]
    assert peer.asked[1].data["platform"] == "instagram"
    assert peer.sent()[1]["message"] == {"attachment": {"type": "MEDIA_SHARE", "payload": {"id": "att2"}}}


def test_no_text_has_more_than_a_thousand_bytes(channel: Channel, desk: Desk, peer: Graph) -> None:
    knock(channel, said())
    answer(desk, "ñandú 😀😀😀 " * 90)
    sizes = [len(one["message"]["text"].encode()) for one in peer.sent()]
    assert (max(sizes) <= 1000, Delivery.objects.get().state) == (True, DeliveryState.SENT)


def test_a_read_names_the_message(channel: Channel, desk: Desk, peer: Graph) -> None:
    knock(channel, said())
    answer(desk)
    knock(channel, talk({"read": {"mid": "m_ours1"}}, subject="instagram"))
    assert (Delivery.objects.get().read_at, endings()[-1]) == (later(0), ("ignored", "status read"))


def test_a_picture_comes_afterwards(channel: Channel, peer: Graph) -> None:
    knock(channel, said("", attachments=[{"type": "image", "payload": {"url": f"{peer.url}/files/a"}}]))
    assert (fetch_due(now=later(2)), MediaFetch.objects.get().attempts) == (1, 1)


def test_connecting_tells_the_app_and_subscribes_the_page(channel: Channel, peer: Graph) -> None:
    kind = kind_of("instagram")
    assert kind is not None
    assert kind.connect is not None
    assert kind.probe is not None
    kind.connect(channel, "https://desk.example/hooks/instagram/key/")
    app, page = (one.data for one in peer.asked)
    assert (app["object"], page["subscribed_fields"]) == (
        "instagram",
        "messages,messaging_postbacks,message_reactions",
    )
    assert [(one.code, one.good) for one in kind.probe(channel, NOON)] == [("token", True), ("webhook", True)]
