"""Answers by Telegram, to a Bot API on this machine."""

from __future__ import annotations

import pytest

from escalera.core.channels.actions import resend
from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import Channel, Delivery, DeliveryState, FetchState, Mark, MediaFetch, Thread
from escalera.core.channels.outbox import send_messages, unknown_words
from escalera.core.tickets.actions import Content, NewFile, reply
from escalera.core.tickets.models import Attachment, Ticket
from tests.cast import Desk, later
from tests.core.channels.telegram.bot import GROUP, PRIVATE, deliver, make_channel, message, said, update
from tests.peers.telegram_bot import Refusal, TelegramBot

JPEG = b"\xff\xd8\xff\xe0 picture"


def answer(desk: Desk, content: Content) -> Delivery:
    at = later(10)
    message = reply(ticket_id=Ticket.objects.get().pk, content=content, by=desk.amira, at=at)
    send_messages(now=at, clock=lambda: at)
    return Delivery.objects.get(message=message)


@pytest.fixture
def ticket(channel: Channel) -> Ticket:
    deliver(channel, said(1, text="Hello"))
    return Ticket.objects.get()


def test_an_answer_arrives_with_buttons_and_as_an_answer(ticket: Ticket, desk: Desk, telegram: TelegramBot) -> None:
    words = Content("Is it <on> & blinking?", extra={"buttons": ["Yes", "No", "ñ" * 40], "reply_to": "23:1"})
    delivery = answer(desk, words)
    fields = telegram.sent()[0].fields
    assert delivery.state == DeliveryState.SENT
    assert fields == {
        "chat_id": "23",
        "text": "Is it <on> & blinking?",
        "link_preview_options": {"is_disabled": True},
        "reply_parameters": {"message_id": 1, "allow_sending_without_reply": True},
        "reply_markup": {"inline_keyboard": [
            [{"text": "Yes", "callback_data": "Yes"}, {"text": "No", "callback_data": "No"}],
            [{"text": "ñ" * 40, "callback_data": "ñ" * 32}],
        ]},
    }  # fmt: skip
    assert Mark.objects.get(is_outgoing=True).external_id == "23:101"


def test_a_long_answer_leaves_in_parts_with_its_files_behind(
    ticket: Ticket, desk: Desk, telegram: TelegramBot
) -> None:
    files = [NewFile("a.jpg", "image/jpeg", JPEG), NewFile("b.pdf", "application/pdf", b"%PDF"),
             NewFile("c.png", "image/png", b"no picture"), NewFile("d.gif", "image/gif", b"GIF"),
             NewFile("e.mp4", "video/mp4", b"mp4"), NewFile("f.mp3", "audio/mpeg", b"mp3")]  # fmt: skip
    delivery = answer(desk, Content("word " * 1000, files=files))
    sent = telegram.sent()
    assert delivery.state == DeliveryState.SENT
    assert [call.method for call in sent] == [
        "sendMessage", "sendMessage", "sendPhoto", "sendDocument", "sendDocument", "sendAnimation", "sendVideo",
        "sendAudio",
    ]  # fmt: skip
    assert sent[2].files["photo"] == ("a.jpg", JPEG, "image/jpeg")
    assert [len(call.fields["text"]) <= 4096 for call in sent[:2]] == [True, True]


REFUSALS = [
    (Refusal(403, "Forbidden: bot was blocked by the user"), DeliveryState.FAILED,
     "The customer has blocked the bot. (Forbidden: bot was blocked by the user)", True),
    (Refusal(403, "Forbidden: user is deactivated"), DeliveryState.FAILED,
     "The customer's Telegram account was deleted. (Forbidden: user is deactivated)", True),
    (Refusal(400, "Bad Request: chat not found"), DeliveryState.FAILED,
     "Telegram does not know this chat. (Bad Request: chat not found)", False),
    (Refusal(400, "Bad Request: something new"), DeliveryState.FAILED,
     "Telegram refused it: Bad Request: something new", False),
    (Refusal(500, "Internal Server Error"), DeliveryState.QUEUED,
     "Telegram is out of order. (Internal Server Error)", False),
]  # fmt: skip


@pytest.mark.parametrize(("refusal", "state", "words", "stopped"), REFUSALS)
def test_a_refusal_is_told_in_plain_words(
    ticket: Ticket, desk: Desk, telegram: TelegramBot, refusal: Refusal, state: str, words: str, stopped: bool
) -> None:
    telegram.refuses_chat["23"] = refusal
    delivery = answer(desk, Content("Hi"))
    assert (delivery.state, delivery.answer, Thread.objects.get().stopped_at is not None) == (state, words, stopped)


def test_a_rest_holds_the_door_for_as_long_as_telegram_says(
    ticket: Ticket, desk: Desk, telegram: TelegramBot
) -> None:
    telegram.refuses["sendMessage"] = [Refusal(429, "Too Many Requests: retry after 35", retry_after=35)]
    delivery = answer(desk, Content("Hi"))
    assert (delivery.state, delivery.attempts) == (DeliveryState.QUEUED, 0)
    assert Channel.objects.get(kind="telegram").paused_until == later(10 + 35 / 60)
    assert [send_messages(now=later(10.5)), send_messages(now=later(10.6))] == [0, 1]
    assert telegram.texts() == ["Hi"]


def test_a_token_that_was_revoked_is_the_doors_trouble(ticket: Ticket, desk: Desk, telegram: TelegramBot) -> None:
    telegram.refuses["sendMessage"] = [Refusal(401, "Unauthorized")]
    delivery = answer(desk, Content("Hi"))
    assert (delivery.state, delivery.attempts) == (DeliveryState.QUEUED, 0)
    assert Channel.objects.get(kind="telegram").last_error == (
        "messages out: Telegram does not accept the bot's token: ask @BotFather for the present one. (Unauthorized)"
    )


def test_an_answer_that_cannot_be_read_is_asked_about(ticket: Ticket, desk: Desk, telegram: TelegramBot) -> None:
    telegram.garbage = True
    delivery = answer(desk, Content("Hi"))
    assert (delivery.state, delivery.answer) == (
        DeliveryState.FAILED, f"{unknown_words()} (Telegram's answer cannot be read.)",
    )  # fmt: skip
    telegram.garbage = False
    resend(delivery_id=delivery.pk, by=desk.amira, at=later(11))
    send_messages(now=later(11), clock=lambda: later(11))
    assert telegram.texts() == ["Hi"]


def test_a_group_that_grew_gets_its_answer(desk: Desk, telegram: TelegramBot) -> None:
    channel = make_channel(desk, telegram, groups=True)
    small = {"id": -5, "title": "Neighbours", "type": "group"}
    deliver(channel, said(1, chat=small, text="Hi"))
    telegram.moved["-5"] = "-1001"
    delivery = answer(desk, Content("Good day"))
    assert (delivery.state, Thread.objects.get().address, Mark.objects.get(is_outgoing=True).external_id) == (
        DeliveryState.SENT, "-1001", "-1001:101",
    )  # fmt: skip


def test_an_answer_goes_into_its_topic(desk: Desk, telegram: TelegramBot) -> None:
    channel = make_channel(desk, telegram, groups=True)
    deliver(channel, said(1, chat=GROUP, text="Hi", message_thread_id=9, is_topic_message=True))
    answer(desk, Content("Good day"))
    assert (telegram.sent()[0].fields["chat_id"], telegram.sent()[0].fields["message_thread_id"]) == ("-1001", 9)


def test_files_are_fetched_afterwards(channel: Channel, telegram: TelegramBot) -> None:
    telegram.files["F1"] = ("documents/file_1.pdf", b"%PDF-1.7")
    telegram.files["bad"] = ("../../etc/passwd", b"root")
    for number, file_id in enumerate(("F1", "large", "gone", "bad"), 1):
        document = {"file_id": file_id, "file_name": f"{file_id}.pdf", "mime_type": "application/pdf"}
        deliver(channel, said(number, chat=PRIVATE, document=document))
    deliver(channel, said(5, document={"file_id": "F1", "file_name": "huge.bin", "file_size": 30_000_000}))
    fetch_due(now=later(6))
    assert list(Attachment.objects.values_list("name", "size")) == [("F1.pdf", 8)]
    failed = MediaFetch.objects.filter(state=FetchState.FAILED).order_by("pk")
    assert [(one.name, one.error) for one in failed] == [
        ("large.pdf", "Telegram lets bots fetch files of up to 20 MB; this one is larger. (Bad Request: file is too big)"),
        ("gone.pdf", "Telegram refused it: Bad Request: invalid file_id"),
        ("bad.pdf", "Telegram does not say where the file lies."),
        ("huge.bin", "Telegram lets bots fetch files of up to 20 MB; this one has 30 MB."),
    ]  # fmt: skip


def test_who_wrote_to_a_business_account_is_answered_by_it(
    channel: Channel, desk: Desk, telegram: TelegramBot
) -> None:
    wrote = message(1, text="Are you open?", business_connection_id="bc-1")
    deliver(channel, update(business_message=wrote))
    assert answer(desk, Content("Until eight")).state == DeliveryState.SENT
    assert telegram.sent()[0].fields == {
        "chat_id": "23", "business_connection_id": "bc-1", "text": "Until eight",
        "link_preview_options": {"is_disabled": True},
    }  # fmt: skip
    assert Mark.objects.get(is_outgoing=True).external_id == "bc-1@23:101"
    telegram.connections.clear()
    failed = answer(desk, Content("Or nine"))
    assert (failed.state, "BUSINESS_CONNECTION_INVALID" in failed.answer) == (DeliveryState.FAILED, True)
