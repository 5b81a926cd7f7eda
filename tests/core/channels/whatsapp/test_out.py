"""What we say on WhatsApp, to a Graph that speaks the published protocol."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel, Delivery, DeliveryState
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.capabilities import capabilities_of, why_not_file
from escalera.core.channels.shared.meta.troubles import sentence
from escalera.core.channels.whatsapp.codes import CODES
from escalera.core.tickets.actions import Content, NewFile, reply
from escalera.core.tickets.models import Message, Ticket
from tests.cast import Desk, later
from tests.core.channels.meta_doors import knock, message, status, whatsapp
from tests.peers.meta_graph import Graph, error

SAID, SENT = later(2), later(3)


def say(desk: Desk, text: str = "Hi", *, at: datetime = SAID, files: tuple[NewFile, ...] = (), **extra: Any) -> None:
    content = Content(text, files=files, extra=extra or None)
    reply(ticket_id=Ticket.objects.get().pk, content=content, by=desk.amira, at=at)


def send(at: datetime = SENT) -> None:
    send_messages(now=at, clock=lambda: at)


@pytest.fixture
def asked(channel: Channel) -> Channel:
    """A customer has written."""
    knock(channel, whatsapp(message()))
    return channel


def test_words_go_to_the_number_as_whatsapp_writes_it(channel: Channel, desk: Desk, peer: Graph) -> None:
    knock(channel, whatsapp(message(sender="5215512345678")))
    say(desk, "See https://desk.example", reply_to="wamid.1")
    send()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.to) == (DeliveryState.SENT, ["+525512345678"])
    assert peer.sent() == [
        {
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "5215512345678", "type": "text",
            "text": {"body": "See https://desk.example", "preview_url": True},
            "biz_opaque_callback_data": f"d{delivery.pk}.0", "context": {"message_id": "wamid.1"},
        }
    ]  # fmt: skip


def test_files_are_handed_over_and_then_named(asked: Channel, desk: Desk, peer: Graph) -> None:
    files = (
        NewFile("plan é.pdf", "application/pdf", b"%PDF"),
        NewFile("a.jpg", "image/jpeg", b"jpg"),
        NewFile("a.ogg", "audio/ogg; codecs=opus", b"ogg"),
    )
    say(desk, "Here", files=files)
    send()
    sent = [{name: value for name, value in one.items() if name == one["type"]} for one in peer.sent()]
    assert sent == [
        {"text": {"body": "Here", "preview_url": False}},
        {"document": {"id": "media0", "filename": "plan é.pdf"}},
        {"image": {"id": "media1"}},
        {"audio": {"id": "media2"}},
    ]
    assert peer.media["media2"] == (b"ogg", "audio/ogg")


@pytest.mark.parametrize(
    ("text", "buttons", "kind"),
    [
        ("Which?", ["Yes", "No"], "button"),
        ("Which?", ["A very long title of a button", "B", "C", "D"], "list"),
        ("x" * 1025, ["Yes", "No"], None),
    ],
)
def test_buttons_become_buttons_a_list_or_words(
    asked: Channel, desk: Desk, peer: Graph, text: str, buttons: list[str], kind: str | None
) -> None:
    say(desk, text, buttons=buttons)
    send()
    assert Delivery.objects.get().state == DeliveryState.SENT
    sent = peer.sent()[0]
    if kind is None:
        assert sent["text"]["body"] == text + "\n\n• Yes\n• No"
    else:
        assert sent["interactive"]["type"] == kind


def test_statuses_end_in_the_furthest_state_in_any_order(asked: Channel, desk: Desk, peer: Graph) -> None:
    say(desk)
    send()
    for state in ("read", "delivered", "sent", "played", "failed"):
        knock(asked, status("wamid.1", state, at=later(4)))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.read_at, delivery.delivered_at) == (DeliveryState.SENT, later(1), later(1))
    assert Message.objects.count() == 2


FAILED: dict[str, Any] = {
    "errors": [{"code": 131026, "title": "Message undeliverable", "message": "Message undeliverable"}]
}


@pytest.mark.parametrize("first", [True, False])
def test_what_could_not_be_delivered_says_why(asked: Channel, desk: Desk, peer: Graph, first: bool) -> None:
    """The status may be here before our own note of the message's name."""
    say(desk)
    for step in (1, 2):
        if (step == 1) is first:
            knock(asked, status("wamid.1", "failed", **FAILED))
        else:
            send()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.answer) == (DeliveryState.FAILED, sentence({"code": 131026}, CODES))


def test_what_arrives_after_all_has_arrived(asked: Channel, desk: Desk, peer: Graph) -> None:
    say(desk)
    send()
    knock(asked, status("wamid.1", "failed", **FAILED))
    knock(asked, status("wamid.1", "delivered"))
    assert Delivery.objects.get().state == DeliveryState.SENT


@pytest.mark.parametrize(
    ("answer", "state", "rest_s"),
    [
        (error(131047), DeliveryState.FAILED, None),
        (error(131026), DeliveryState.FAILED, None),
        (error(100, details="Param text is wrong"), DeliveryState.FAILED, None),
        (error(131056), DeliveryState.QUEUED, None),
        (error(131016, status=500), DeliveryState.QUEUED, None),
        (error(130429, status=429), DeliveryState.QUEUED, 5),
        (error(80007), DeliveryState.QUEUED, 60),
        (error(131042), DeliveryState.QUEUED, 3600),
        (error(999_999, "Strange", status=400), DeliveryState.FAILED, None),
        ((503, b"<html>"), DeliveryState.QUEUED, None),
        ((502, b"<html>"), DeliveryState.FAILED, None),
        ((200, b"<html>"), DeliveryState.FAILED, None),
    ],
)
def test_an_error_is_tried_again_or_not(
    asked: Channel, desk: Desk, peer: Graph, answer: Any, state: DeliveryState, rest_s: int | None
) -> None:
    say(desk)
    peer.next = [answer]
    send()
    delivery = Delivery.objects.get()
    asked.refresh_from_db()
    rest = (asked.paused_until - later(3)).total_seconds() if asked.paused_until else None
    assert (delivery.state, rest) == (state, rest_s)
    send(later(60 * 2))
    again = DeliveryState.SENT if state == DeliveryState.QUEUED else state
    assert Delivery.objects.get().state == again


def test_what_nobody_knew_the_end_of_is_found_again_by_our_key(asked: Channel, desk: Desk, peer: Graph) -> None:
    """The connection broke after WhatsApp had taken the words: its status tells which they were."""
    say(desk, "Here", files=(NewFile("a.jpg", "image/jpeg", b"jpg"),))
    peer.next = [(502, b"<html>")]
    send()
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.FAILED
    for state in ("sent", "read", "sent"):
        knock(asked, status("wamid.lost", state, biz_opaque_callback_data=f"d{delivery.pk}.0"), at=later(5))
    send(later(6))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.read_at is not None) == (DeliveryState.SENT, True)
    assert [one["type"] for one in peer.sent()] == ["text", "image"]


def test_another_doors_key_changes_nothing(asked: Channel, desk: Desk, peer: Graph) -> None:
    say(desk)
    peer.next = [(502, b"<html>")]
    send()
    delivery = Delivery.objects.get()
    for key in ("d999.0", "d1", "x", f"d{delivery.pk}.7"):
        knock(asked, status(f"wamid.{key}", "sent", biz_opaque_callback_data=key))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.parts_done) == (DeliveryState.FAILED, 0)


def test_a_token_that_ended_holds_the_door_and_says_so(asked: Channel, desk: Desk, peer: Graph) -> None:
    say(desk)
    peer.next = [error(190, "Error validating access token: Session has expired", status=401)]
    send()
    asked.refresh_from_db()
    assert (Delivery.objects.get().state, "(190)" in asked.last_error) == (DeliveryState.QUEUED, True)


def test_after_a_day_only_a_template_may_be_sent(asked: Channel, desk: Desk, peer: Graph) -> None:
    with pytest.raises(BadInput):
        say(desk, at=later(60 * 24))
    say(desk, at=later(60 * 24 - 1))
    send(later(60 * 24))  # the window closed while it waited
    assert (Delivery.objects.get().state, peer.sent()) == (DeliveryState.FAILED, [])


@pytest.mark.parametrize(
    ("kind", "size", "may"),
    [
        ("image/jpeg", 5 * 1024 * 1024, True),
        ("image/jpeg", 5 * 1024 * 1024 + 1, False),
        ("image/gif", 10, False),
        ("application/pdf", 90_000_000, True),
        ("application/zip", 10, False),
    ],
)
def test_which_files_may_go(kind: str, size: int, may: bool) -> None:
    can = capabilities_of("whatsapp")
    assert can is not None
    assert (why_not_file(can, "a", kind, size) == "") is may
