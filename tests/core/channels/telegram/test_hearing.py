"""What Telegram brings, through the webhook's address."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from escalera.base.people.models import Contact, Identity
from escalera.core.channels.models import Channel, InboundItem, Outcome, Saying, Thread
from escalera.core.tickets.models import Message, Ticket
from tests.core.channels.telegram.bot import ANA, DATE, GROUP, PRIVATE, deliver, make_channel, message, said, update
from tests.peers.telegram_bot import TelegramBot


def outcomes() -> list[tuple[str, str]]:
    return [(one.outcome, one.reason) for one in InboundItem.objects.order_by("pk")]


def texts() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("text", flat=True))


def extra() -> dict[str, Any]:
    return Message.objects.get().extra or {}


def test_words_become_one_ticket_of_a_named_person(channel: Channel) -> None:
    first = said(1, text="My router is dead")
    for one in (first, said(2, text="Hello?"), first):
        assert deliver(channel, one).status_code == 200
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.requester.name, ticket.requester.language, ticket.language) == (
        "My router is dead", "Ana Ruiz", "es", "es",
    )  # fmt: skip
    assert texts() == ["My router is dead", "Hello?"]
    assert Thread.objects.get().address == "23"
    assert outcomes() == [(Outcome.TICKET, "new"), (Outcome.MESSAGE, "append")]


@pytest.mark.parametrize("secret", ["", "0-agreed-with-telegram", "0-AGREED-WITH-TELEGRAM_", "ñ" * 20, "x" * 5000])
def test_a_wrong_secret_leaves_nothing(channel: Channel, secret: str) -> None:
    assert deliver(channel, said(1, text="Hi"), secret=secret).status_code == 401
    assert InboundItem.objects.count() == 0


def test_before_a_secret_is_agreed_nothing_is_let_in(channel: Channel) -> None:
    Channel.objects.update(settings={})
    assert deliver(channel, said(1, text="Hi")).status_code == 503
    assert deliver(channel, said(1, text="Hi"), secret="").status_code == 503
    assert InboundItem.objects.count() == 0


FILE = {"file_id": "F1", "file_unique_id": "u", "file_size": 10}
KINDS: list[tuple[dict[str, Any], str, dict[str, Any], list[str]]] = [
    ({"photo": [{**FILE, "file_id": "small", "width": 9, "height": 9}, {**FILE, "width": 90, "height": 90}], "caption": "Look"},
     "Look", {"media": {"kind": "photo"}}, ["photo-1.jpg"]),
    ({"video": {**FILE, "duration": 3, "file_name": "a.MOV", "mime_type": "video/quicktime"}}, "(…)",
     {"media": {"kind": "video", "seconds": 3}}, ["a.MOV"]),
    ({"voice": {**FILE, "duration": 2, "mime_type": "audio/ogg"}}, "(…)", {"media": {"kind": "voice", "seconds": 2}},
     ["voice-1.ogg"]),
    ({"audio": {**FILE, "duration": 2}}, "(…)", {"media": {"kind": "audio", "seconds": 2}}, ["audio-1.mp3"]),
    ({"video_note": {**FILE, "duration": 2}}, "(…)", {"media": {"kind": "video_note", "seconds": 2}},
     ["video_note-1.mp4"]),
    ({"document": {**FILE, "file_name": "bill.pdf", "mime_type": "application/pdf"}, "caption": "My bill"}, "My bill",
     {"media": {"kind": "document"}}, ["bill.pdf"]),
    ({"animation": {**FILE, "duration": 1}, "document": FILE}, "(…)", {"media": {"kind": "animation", "seconds": 1}},
     ["animation-1.mp4"]),
    ({"sticker": {**FILE, "emoji": "👍", "is_animated": True}}, "👍", {"media": {"kind": "sticker"}}, ["sticker-1.tgs"]),
    ({"sticker": {**FILE, "is_video": True}}, "(…)", {"media": {"kind": "sticker"}}, ["sticker-1.webm"]),
    ({"location": {"latitude": 37.5, "longitude": -122.25}}, "37.500000, -122.250000",
     {"location": {"latitude": 37.5, "longitude": -122.25, "name": "", "address": "", "live": False}}, []),
    ({"venue": {"title": "Shop", "address": "1 Main St", "location": {"latitude": 1, "longitude": 2}},
      "location": {"latitude": 1, "longitude": 2}}, "Shop\n1 Main St\n1.000000, 2.000000",
     {"location": {"latitude": 1, "longitude": 2, "name": "Shop", "address": "1 Main St", "live": False}}, []),
    ({"contact": {"phone_number": "34600111222", "first_name": "Eva", "vcard": "BEGIN:VCARD\nEMAIL:e@x.es\nEND:VCARD"}},
     "Eva, +34600111222, e@x.es", {"contacts": [{"name": "Eva", "phones": ["+34600111222"], "emails": ["e@x.es"]}]}, []),
    ({"poll": {"question": "Which?", "options": [{"text": "This"}, {"text": "That"}]}}, "Which?\n• This\n• That", {}, []),
    ({"dice": {"emoji": "🎲", "value": 4}}, "🎲 4", {}, []),
    ({"story": {"id": 1}}, "(…)", {"media": {"kind": "story"}}, []),
    ({"invoice": {"title": "Socks", "description": "Two"}}, "Socks\nTwo", {"media": {"kind": "invoice"}}, []),
    ({"text": "see 🎉 here", "entities": [{"type": "text_link", "offset": 7, "length": 4, "url": "https://x.es/"},
                                          {"type": "bold", "offset": 0, "length": 3}]},
     "see 🎉 here (https://x.es/)", {}, []),
    ({"text": "x", "media_group_id": "77", "forward_origin": {"type": "hidden_user", "sender_user_name": "Luz"}}, "x",
     {"album": "77", "forwarded": "Luz"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("held", "text", "beside", "files"), KINDS)
def test_every_kind_of_message_is_one_message(
    channel: Channel, held: dict[str, Any], text: str, beside: dict[str, Any], files: list[str]
) -> None:
    deliver(channel, said(1, **held))
    one = Message.objects.get()
    assert one.text == text
    assert {key: value for key, value in extra().items() if key not in ("rule", "from", "door", "placed")} == beside
    assert list(one.media.values_list("name", flat=True)) == files


def test_ones_own_number_is_proven_and_anothers_is_not(channel: Channel) -> None:
    deliver(channel, said(1, contact={"phone_number": "34600111222", "first_name": "Ana", "user_id": 23}))
    deliver(channel, said(2, contact={"phone_number": "+34600999999", "first_name": "Eva", "user_id": 24}))
    ana = Contact.objects.get(name="Ana Ruiz")
    assert list(ana.identities.filter(channel="phone").values_list("address", flat=True)) == ["+34600111222"]
    assert not Identity.objects.filter(address="+34600999999").exists()


def test_an_answer_is_an_answer_and_a_button_is_their_word(channel: Channel) -> None:
    deliver(channel, said(1, text="Hello"))
    deliver(channel, said(2, text="to that", reply_to_message=message(1, text="Hello")))
    markup = {"inline_keyboard": [[{"text": "Yes, please", "callback_data": "yes"}]]}
    pressed = {"id": "4382bfdwdsb323b2d9", "from": ANA, "chat_instance": "1", "data": "yes",
               "message": message(2, sender={"id": 1, "is_bot": True, "first_name": "Bot"}, reply_markup=markup)}  # fmt: skip
    answer = deliver(channel, update(callback_query=pressed))
    assert texts() == ["Hello", "to that", "Yes, please"]
    assert json.loads(answer.content) == {
        "method": "answerCallbackQuery", "callback_query_id": "4382bfdwdsb323b2d9",
    }  # fmt: skip
    answers = [(one.extra or {}).get("answers", {}).get("text") for one in Message.objects.order_by("pk")]
    assert (answers, Ticket.objects.count()) == ([None, "Hello", "to that"], 1)


def _story() -> list[dict[str, Any]]:
    return [
        said(1, text="Helo"),
        update(edited_message={**message(1, text="Hello"), "edit_date": DATE + 10}),
        update(edited_message={**message(1, text="Hello!"), "edit_date": DATE + 20}),
        update(message_reaction={"chat": PRIVATE, "message_id": 1, "user": ANA, "date": DATE + 30, "old_reaction": [],
                                 "new_reaction": [{"type": "emoji", "emoji": "👍"}]}),
        update(message_reaction={"chat": PRIVATE, "message_id": 1, "user": ANA, "date": DATE + 40,
                                 "old_reaction": [{"type": "emoji", "emoji": "👍"}],
                                 "new_reaction": [{"type": "emoji", "emoji": "🎉"}]}),
        _member("kicked", 50),
        _member("member", 60),
    ]  # fmt: skip


def _member(status: str, after: int) -> dict[str, Any]:
    bot = {"id": 1, "is_bot": True, "first_name": "Bot"}
    return update(
        my_chat_member={"chat": PRIVATE, "from": ANA, "date": DATE + after,
                        "old_chat_member": {"user": bot, "status": "member"},
                        "new_chat_member": {"user": bot, "status": status}}
    )  # fmt: skip


@pytest.mark.parametrize("order", ["as sent", "reversed", "twice"])
def test_any_order_ends_in_the_same_state(channel: Channel, order: str) -> None:
    story = _story()
    for one in {"as sent": story, "reversed": story[::-1], "twice": [*story, *story[::-1]]}[order]:
        deliver(channel, one)
    assert (texts(), extra()["reactions"], extra()["edited"]["first"]) == (["Hello!"], {"23": "🎉"}, "Helo")
    assert Thread.objects.get().stopped_at is None
    assert Outcome.QUARANTINE not in [outcome for outcome, _reason in outcomes()]


def test_who_blocked_the_bot_wants_nothing_until_they_write(channel: Channel) -> None:
    for one in (_member("kicked", 5), said(1, text="before")):  # what was said before does not take it back
        deliver(channel, one)
    assert Thread.objects.get().stopped_at is not None
    deliver(channel, said(9, text="after"))
    assert Thread.objects.get().stopped_at is None


def test_start_is_no_message_but_a_greeting_and_a_remembered_link(desk: Any, telegram: TelegramBot) -> None:
    channel = make_channel(desk, telegram, greeting="Hello, how can we help?")
    start = said(1, text="/start  qr-shop-7", entities=[{"type": "bot_command", "offset": 0, "length": 6}])
    for one in (start, start, said(2, text="/start")):
        deliver(channel, one)
    thread = Thread.objects.get()
    assert (Ticket.objects.count(), thread.data["start"]) == (0, "qr-shop-7")
    assert [one.payload["text"] for one in Saying.objects.order_by("pk")] == ["Hello, how can we help?"] * 2
    deliver(channel, said(3, text="/start the router please"))  # words of theirs
    assert texts() == ["/start the router please"]
    assert [outcome for outcome, _reason in outcomes()] == [Outcome.IGNORED, Outcome.IGNORED, Outcome.TICKET]


def test_groups_are_heard_only_where_they_are_switched_on(desk: Any, telegram: TelegramBot) -> None:
    channel = make_channel(desk, telegram)
    in_group = [
        said(1, chat=GROUP, text="Hi"),
        update(edited_message={**message(1, chat=GROUP, text="Hi!"), "edit_date": DATE + 9}),
        update(message_reaction={"chat": GROUP, "message_id": 1, "user": ANA, "date": DATE, "new_reaction": []}),
    ]
    for one in in_group:
        deliver(channel, one)
    assert outcomes() == [(Outcome.IGNORED, "group chat")] * 3
    channel.settings = {**channel.settings, "groups": True}
    channel.save()
    luis = {"id": 24, "is_bot": False, "first_name": "Luis"}
    for one in (
        said(2, chat=GROUP, text="Our lift is stuck"),
        said(3, chat=GROUP, sender=luis, text="Since Monday"),
        said(4, chat=GROUP, text="In a topic", message_thread_id=9, is_topic_message=True),
    ):
        deliver(channel, one)
    assert [ticket.messages.count() for ticket in Ticket.objects.order_by("pk")] == [2, 1]
    assert list(Thread.objects.order_by("pk").values_list("address", flat=True)) == ["-1001", "-1001/9"]
    assert [(one.extra or {})["said_by"] for one in Message.objects.order_by("pk")] == [
        "Ana Ruiz",
        "Luis",
        "Ana Ruiz",
    ]


def test_a_group_that_grew_takes_its_conversation_along(desk: Any, telegram: TelegramBot) -> None:
    channel = make_channel(desk, telegram, groups=True)
    small = {"id": -5, "title": "Neighbours", "type": "group"}
    deliver(channel, said(1, chat=small, text="Hi"))
    deliver(channel, said(2, chat=small, migrate_to_chat_id=-1001))
    deliver(channel, said(1, chat=GROUP, migrate_from_chat_id=-5))
    deliver(channel, said(2, chat=GROUP, text="Still us"))
    assert (Thread.objects.get().address, texts()) == ("-1001", ["Hi", "Still us"])


OWNER = {"id": 77, "is_bot": False, "first_name": "Luis"}


def test_a_chat_with_a_business_account_is_a_conversation_of_its_own(channel: Channel) -> None:
    with_shop: dict[str, Any] = {"business_connection_id": "bc-1"}
    deliver(channel, said(1, text="Hello, bot"))
    deliver(channel, update(business_message=message(1, text="Hello, shop", **with_shop)))
    deliver(channel, update(business_message=message(2, text="Hello, Ana", sender=OWNER, **with_shop)))
    deliver(channel, update(business_message=message(3, text="Are you open?", **with_shop)))
    deliver(channel, update(edited_business_message=message(1, text="Hi, shop", edit_date=DATE + 90, **with_shop)))
    deliver(channel, update(deleted_business_messages={**with_shop, "chat": PRIVATE, "message_ids": [3, 9, "x"]}))
    assert texts() == ["Hello, bot", "Hi, shop", "Are you open?"]
    assert sorted(Thread.objects.values_list("address", flat=True)) == ["23", "23/business:bc-1"]
    assert [bool((one.extra or {}).get("taken_back")) for one in Message.objects.order_by("pk")] == [
        False,
        False,
        True,
    ]
    assert Contact.objects.filter(name="Ana Ruiz").count() == 1


def test_a_message_without_a_number_is_heard_once(channel: Channel) -> None:
    for words in ("one", "two", "two"):
        deliver(
            channel,
            update(message={name: one for name, one in message(1, text=words).items() if name != "message_id"}),
        )
    assert texts() == ["one", "two"]


UNHEARD: list[tuple[dict[str, Any], str]] = [
    ({"channel_post": message(chat={"id": -9, "type": "channel"}, text="News")}, "an update that is no message: channel_post"),
    ({"business_message": message(text="Hi", sender=OWNER)}, "said by the business itself"),
    ({"edited_business_message": message(text="Hi", sender=OWNER)}, "said by the business itself"),
    ({"business_connection": {"id": "bc-1", "user": OWNER}}, "an update that is no message: business_connection"),
    ({"deleted_business_messages": {"business_connection_id": "bc-1", "chat": PRIVATE}}, "a deletion of nothing"),
    ({"inline_query": {"id": "1", "from": ANA, "query": "x"}}, "an update that is no message: inline_query"),
    ({"poll_answer": {"poll_id": "1"}}, "an update that is no message: poll_answer"),
    ({"what_comes_next": {"a": 1}}, "an update that is no message: what_comes_next"),
    ({}, "an update that is no message: nothing"),
    ({"message": message(new_chat_title="x")}, "a message of the service: new_chat_title"),
    ({"message": message(something_new={"a": 1})}, "a message of the service: something_new"),
    ({"message": message(sender={"id": 9, "is_bot": True, "first_name": "B"}, text="Hi")}, "message of a bot"),
    ({"message": {"message_id": 1, "chat": PRIVATE, "text": "Hi"}}, "nobody said it"),
    ({"message": {"message_id": 1, "from": ANA, "text": "Hi"}}, "no chat"),
    ({"message": "what"}, "no chat"),
    ({"message": message(chat={"id": 5, "type": "secret"}, text="Hi")}, "a chat of the kind secret"),
    ({"edited_message": message(photo=[])}, "an edit without words"),
    ({"callback_query": {"id": "1", "from": ANA, "message": message(), "game_short_name": "x"}}, "a button that says nothing"),
    ({"message_reaction": {"chat": PRIVATE, "message_id": 1, "new_reaction": []}}, "a reaction of nobody"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "reason"), UNHEARD)
def test_what_is_no_message_is_kept_with_a_reason(channel: Channel, what: dict[str, Any], reason: str) -> None:
    assert deliver(channel, update(**what)).status_code == 200
    assert (outcomes(), Ticket.objects.count()) == ([(Outcome.IGNORED, reason)], 0)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"x"', b"[" * 100_000])
def test_rubbish_waits_in_quarantine(channel: Channel, body: bytes) -> None:
    assert deliver(channel, body).status_code == 200
    assert [outcome for outcome, _reason in outcomes()] == [Outcome.QUARANTINE]


_STRANGE: list[Any] = [None, True, 0, -1, 1e300, "x\x00y", "\ud800", [], [None], {}, {"id": {}}, "9" * 400]


@pytest.mark.parametrize(
    "key", ["message_id", "from", "chat", "date", "text", "entities", "reply_to_message", "photo", "contact", "venue"]
)
def test_no_strange_type_breaks_the_door(channel: Channel, key: str) -> None:
    for value in _STRANGE:
        assert deliver(channel, update(message={**message(text="Hi"), key: value})).status_code == 200
    assert Outcome.QUARANTINE not in [outcome for outcome, _reason in outcomes()]


def test_two_at_once_are_one(channel: Channel) -> None:
    for one, two in itertools.pairwise([said(1, text="a"), said(1, text="a")]):
        deliver(channel, one, understood=False)  # the same message under two numbers
        deliver(channel, two)
    assert texts() == ["a"]
