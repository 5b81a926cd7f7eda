"""Text messages through Twilio: in, out, what became of them, and what people may wish."""

from __future__ import annotations

import pytest
from django.test import Client

from escalera.base.people.models import Identity
from escalera.base.refusals import BadInput
from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import (
    Channel,
    Delivery,
    DeliveryState,
    FetchState,
    InboundItem,
    MediaFetch,
    Outcome,
    Thread,
)
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.capabilities import capabilities_of, why_not_now
from escalera.core.channels.shared.kinds import kind_of
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Message, Ticket
from tests.cast import NOON, Desk, later
from tests.core.channels.sms.conftest import OURS, THEIRS, heard, texted
from tests.peers.twilio import JPEG, ROOT, TOKEN, Twilio, call_hook, signed


def answered(desk: Desk, text: str, *, minute: float = 2) -> Delivery:
    message = reply(ticket_id=Ticket.objects.get().pk, content=Content(text), by=desk.amira, at=later(minute))
    send_messages(now=later(minute), clock=lambda: later(minute))
    return Delivery.objects.get(message=message)


def test_a_text_becomes_one_ticket_of_a_verified_number(channel: Channel) -> None:
    assert [texted(channel, 1, "No tengo línea"), texted(channel, 1, "No tengo línea")] == [200, 200]
    assert texted(channel, 2, "¿Hola?") == 200
    ticket = Ticket.objects.get()
    assert list(ticket.messages.order_by("pk").values_list("text", flat=True)) == ["No tengo línea", "¿Hola?"]
    assert (ticket.channel, ticket.team) == ("sms", channel.team)
    assert list(Identity.objects.filter(contact=ticket.requester).values_list("channel", "address")) == [
        ("phone", THEIRS)
    ]


def test_the_same_delivery_again_is_one_item_of_the_ledger(channel: Channel) -> None:
    for _again in range(3):
        texted(channel, 1, "Hello")
    assert list(InboundItem.objects.values_list("outcome", "reason")) == [(Outcome.TICKET, "new")]


def test_a_wrong_signature_leaves_nothing(channel: Channel) -> None:
    assert texted(channel, 1, "Hello") == 200
    assert heard(channel, token="another", MessageSid="SM2", From=THEIRS, Body="Hi") == 401
    path = f"/hooks/sms/{channel.hook_key}/"
    form = "application/x-www-form-urlencoded"
    assert Client().post(path, "MessageSid=SM3&Body=x", content_type=form).status_code == 401
    headers = signed(ROOT + path, {"MessageSid": "SM4"})
    assert Client().post(path, "MessageSid=SM5", content_type=form, headers=headers).status_code == 401
    assert Client().post(path, b"{}", content_type="application/json", headers=headers).status_code == 401
    assert Client().get(path).status_code == 405
    assert InboundItem.objects.count() == 1


def test_a_token_that_was_changed_counts_for_a_day_more(channel: Channel) -> None:
    channel.settings = with_secret(channel.settings, "auth_token", "new", NOON)
    channel.save()
    assert [texted(channel, 1, "Old"), heard(channel, token="new", MessageSid="SM2", From=THEIRS, Body="New")] == [
        401,  # the clock of the webhook is today's, and the token was changed long ago
        200,
    ]


def test_behind_a_proxy_the_public_address_counts(channel: Channel) -> None:
    channel.settings["public_url"] = "https://help.example/desk"
    channel.save()
    path, fields = f"/hooks/sms/{channel.hook_key}/", {"MessageSid": "SM1", "From": THEIRS, "Body": "Hi"}
    headers = signed("https://help.example/desk" + path, fields)
    answer = Client().post(path, fields, headers=headers)
    assert answer.status_code == 401  # a form with parts is none that Twilio sends
    assert call_hook(Client(), path, fields, root="https://help.example/desk").status_code == 200
    assert call_hook(Client(), path, {**fields, "Body": "No"}, root="https://other.example").status_code == 401


def test_what_is_sent_says_from_whom_and_where_its_status_goes(channel: Channel, desk: Desk, twilio: Twilio) -> None:
    texted(channel, 1, "Hello")
    assert answered(desk, "Good morning").state == DeliveryState.SENT
    assert twilio.sent == [
        {"To": THEIRS, "Body": "Good morning", "From": OURS,
         "StatusCallback": f"{ROOT}/hooks/sms/{channel.hook_key}/status"}
    ]  # fmt: skip


def test_a_messaging_service_sends_in_place_of_the_number(channel: Channel, desk: Desk, twilio: Twilio) -> None:
    channel.settings["messaging_service_sid"] = "MG1"
    channel.save()
    texted(channel, 1, "Hello", MessagingServiceSid="MG1")
    answered(desk, "Good morning")
    assert [("From" in one, one["MessagingServiceSid"]) for one in twilio.sent] == [(False, "MG1")]


def test_statuses_in_the_wrong_order_end_right(channel: Channel, desk: Desk) -> None:
    texted(channel, 1, "Hello")
    delivery = answered(desk, "Good morning")
    for state in ("delivered", "sent", "queued", "delivered"):
        assert heard(channel, rest="status", MessageSid=f"SM{1:032}", MessageStatus=state) == 200
    delivery.refresh_from_db()
    assert (delivery.state, delivery.delivered_at) == (DeliveryState.SENT, later(1))
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("30003", "The telephone is switched off or out of reach. (30003)"),
        ("30005", "The number does not exist or is no longer in use. (30005)"),
        ("30008", "The network did not bring the message, and gave no reason. (30008)"),
        ("39999", "Something else (39999)"),
    ],
)
def test_what_did_not_arrive_says_why(channel: Channel, desk: Desk, code: str, words: str) -> None:
    texted(channel, 1, "Hello")
    delivery = answered(desk, "Good morning")
    heard(
        channel, MessageSid=f"SM{1:032}", MessageStatus="undelivered", ErrorCode=code, ErrorMessage="Something else"
    )
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer) == (DeliveryState.FAILED, words)


def test_stop_lasts_until_start(channel: Channel, desk: Desk, twilio: Twilio) -> None:
    texted(channel, 1, "Hello")
    for number, (word, stopped) in enumerate(
        [("STOP", True), ("But why?", True), ("Alta", False), ("baja.", True), ("START", False), ("¡BAJA!", True)], 2
    ):
        texted(channel, number, word)
        assert (word, Thread.objects.get().stopped_at is not None) == (word, stopped)
    with pytest.raises(BadInput, match="does not want messages here"):
        answered(desk, "Good morning")
    assert twilio.sent == []
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["Hello", "But why?"]


def test_a_first_word_of_stop_is_remembered(channel: Channel) -> None:
    texted(channel, 1, "stop")
    can, thread = capabilities_of("sms"), Thread.objects.get()
    assert can is not None
    assert why_not_now(can, thread, later(2)) == "The customer does not want messages here any more."
    assert Ticket.objects.count() == 0


def test_twilios_own_word_of_stop_counts(channel: Channel) -> None:
    texted(channel, 1, "Hello")
    texted(channel, 2, "Arrêt", OptOutType="STOP")
    assert (Thread.objects.get().stopped_at, Message.objects.count()) == (later(1), 1)


def test_who_asks_for_help_is_told_who_we_are_once(channel: Channel, twilio: Twilio) -> None:
    channel.settings["help_words"] = "Ayuda de Desk. STOP para no recibir más."
    channel.save()
    for _again in range(2):
        texted(channel, 1, "AYUDA")
    send_messages(now=later(2), clock=lambda: later(2))
    assert [(one["To"], one["Body"]) for one in twilio.sent] == [(THEIRS, "Ayuda de Desk. STOP para no recibir más.")]
    assert Ticket.objects.count() == 1


def test_what_twilio_refuses_is_said_in_plain_words(channel: Channel, desk: Desk, twilio: Twilio) -> None:
    texted(channel, 1, "Hello")
    twilio.refuses[THEIRS] = 21614
    delivery = answered(desk, "Good morning")
    assert (delivery.state, delivery.answer) == (
        DeliveryState.FAILED, "That number is not a mobile telephone: it gets no messages. (21614)",
    )  # fmt: skip
    twilio.refuses[THEIRS] = 21610
    delivery = answered(desk, "And now?", minute=3)
    assert delivery.answer == "The customer answered STOP: they get no messages until they write START. (21610)"
    assert Thread.objects.get().stopped_at is not None


def test_a_token_that_is_wrong_is_the_doors_trouble(channel: Channel, desk: Desk, twilio: Twilio) -> None:
    texted(channel, 1, "Hello")
    channel.settings = with_secret(channel.settings, "auth_token", "wrong", NOON)
    channel.save()
    delivery = answered(desk, "Good morning")
    channel.refresh_from_db()
    words = "Twilio does not accept the account and its token. (20003)"
    assert (delivery.state, delivery.answer) == (DeliveryState.QUEUED, words)
    assert words in channel.last_error


def test_too_fast_is_put_off_and_sent_then(channel: Channel, desk: Desk, twilio: Twilio) -> None:
    texted(channel, 1, "Hello")
    twilio.answers = [20429]
    assert answered(desk, "Good morning").state == DeliveryState.QUEUED
    send_messages(now=later(9), clock=lambda: later(9))
    assert [one["Body"] for one in twilio.sent] == ["Good morning"]


def test_pictures_are_fetched_with_our_password_from_twilio_alone(channel: Channel, twilio: Twilio) -> None:
    twilio.files["/2010-04-01/Accounts/AC/Messages/MM1/Media/ME1"] = ("image/jpeg", JPEG)
    texted(
        channel, 1, "", NumMedia="2",
        MediaUrl0=f"{twilio.url}/2010-04-01/Accounts/AC/Messages/MM1/Media/ME1", MediaContentType0="image/jpeg",
        MediaUrl1="https://elsewhere.example/secret", MediaContentType1="image/png",
    )  # fmt: skip
    fetch_due(now=later(2))
    message = Message.objects.get()
    assert list(message.attachments.values_list("name", "content_type", "size")) == [
        ("mms-1.jpeg", "image/jpeg", len(JPEG))
    ]
    assert list(MediaFetch.objects.order_by("pk").values_list("state", "error")) == [
        (FetchState.DONE, ""),
        (FetchState.FAILED, "The file lies at elsewhere.example, which is not the provider."),
    ]


def test_where_twilio_sends_us_on_to_hears_no_password(channel: Channel, twilio: Twilio) -> None:
    twilio.files["/bucket/one.jpg"] = ("image/jpeg", JPEG)
    twilio.sends_on["/2010-04-01/Media/ME1"] = f"{twilio.url}/bucket/one.jpg"
    twilio.sends_on["/2010-04-01/Media/ME2"] = "http://10.0.0.1/secret"
    for number in (1, 2):
        texted(channel, number, "Look", NumMedia="1", MediaUrl0=f"{twilio.url}/2010-04-01/Media/ME{number}")
    fetch_due(now=later(2))
    assert ("/bucket/one.jpg", False) in twilio.fetched
    assert list(MediaFetch.objects.order_by("pk").values_list("state", flat=True)) == [
        FetchState.DONE, FetchState.FAILED,
    ]  # fmt: skip


def test_what_is_no_message_of_ours_stays_with_a_reason(channel: Channel) -> None:
    heard(channel, MessageSid="SM1", From="messenger:1234567", Body="Hi")
    heard(channel, MessageSid="SM2", From=THEIRS, Body="   ")
    heard(channel, From=THEIRS, Body="no name")
    heard(channel, MessageSid="SM3", MessageStatus="canceled")
    assert list(InboundItem.objects.order_by("pk").values_list("outcome", "reason")) == [
        (Outcome.IGNORED, "it came by messenger, not by SMS"),
        (Outcome.IGNORED, "an empty message"),
        (Outcome.IGNORED, "no message in it"),
        (Outcome.IGNORED, "status canceled"),
    ]


def test_asking_twilio_how_it_is_and_telling_it_where_to_call(channel: Channel, twilio: Twilio) -> None:
    kind = kind_of("sms")
    assert kind is not None
    assert kind.probe is not None
    assert kind.connect is not None
    assert [(one.code, one.good) for one in kind.probe(channel, NOON)] == [("token", True), ("balance", True)]
    assert kind.connect(channel, "https://desk.example/x") == f"Messages to {OURS} come here from now on."
    assert twilio.changed == [{"SmsUrl": "https://desk.example/x", "SmsMethod": "POST"}]
    assert TOKEN not in str(channel.settings)


def test_yes_is_an_answer_unless_they_had_said_stop(channel: Channel) -> None:
    for number, word in enumerate(["Hello", "Yes", "STOP", "Yes"], 1):
        texted(channel, number, word)
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["Hello", "Yes"]
    assert Thread.objects.get().stopped_at is None


def test_who_writes_by_whatsapp_through_twilio_is_answered_there(
    channel: Channel, desk: Desk, twilio: Twilio
) -> None:
    twilio.numbers = (*twilio.numbers, "whatsapp:+14155238886")
    texted(channel, 2, "By WhatsApp", From=f"whatsapp:{THEIRS}", To="whatsapp:+14155238886", ProfileName="Ana")
    assert list(Identity.objects.filter(contact__name="Ana").values_list("channel", "address")) == [("phone", THEIRS)]
    assert answered(desk, "Good morning").state == DeliveryState.SENT
    assert [(one["To"], one["From"]) for one in twilio.sent] == [(f"whatsapp:{THEIRS}", "whatsapp:+14155238886")]
    texted(channel, 3, "STOP", From=f"whatsapp:{THEIRS}")
    thread = Thread.objects.get()
    assert (thread.address, thread.stopped_at is not None) == (f"whatsapp:{THEIRS}", True)
