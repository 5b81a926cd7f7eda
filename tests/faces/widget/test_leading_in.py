"""From the assistant, or from nobody known, to people: nothing is lost, nothing is said twice, nothing is asked twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from escalera.base.calendars.models import Calendar
from escalera.base.people.models import Contact, Identity, JoinProposal
from escalera.core.channels.chat.identity import signature
from escalera.core.channels.chat.sweeping import sweep
from escalera.core.channels.models import Channel, ChatSession, Delivery
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.ladder.packets import known
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Message, Ticket
from escalera.faces.widget import presence
from tests.cast import NOON, Desk
from tests.faces.widget.conftest import Browser, on_ticket, ticket
from tests.levels.selfservice.conftest import help_pages
from tests.levels.selfservice.test_port import VPN

__all__ = ["help_pages"]
PERSON = "Of course. A person takes over; you need not say anything again."


@pytest.fixture
def asking(channel: Channel) -> Channel:
    channel.settings = {"assistant": True}
    channel.save()
    return channel


@pytest.fixture
def closed(channel: Channel, desk: Desk) -> Channel:
    """A chat whose team has no hours at all."""
    desk.front.calendar = Calendar.objects.create(name="Never", time_zone="Europe/Madrid")
    desk.front.save()
    return channel


def test_the_assistant_first_then_who_it_is_then_people(asking: Channel, browser: Browser, help_pages: Desk) -> None:
    assert browser.begin()["session"]["stage"] == "assistant"
    said = browser.say(VPN)
    shown = browser.look()["messages"]
    assert (said["id"][0], shown[0]["id"], shown[1]["from"]) == ("v", said["id"], "assistant")
    assert shown[-1]["buttons"][-1] == {"text": "Talk to a person", "url": None}
    browser.say("Talk to a person", button=True)
    assert (browser.state["stage"], browser.state["wants"]) == ("asking", ["name", "email"])
    browser.say("It is urgent")
    assert Ticket.objects.count() == 0
    before = browser.texts()
    browser.post("person", answers={"name": "Ana", "email": "ana@shop.example"})
    assert (browser.status, browser.state["stage"], browser.state["wants"]) == (200, "queue", [])
    message = Message.objects.get()
    assert message.text == f"{VPN}\n\nIt is urgent"
    assert [part["kind"] for part in message.folded or []] == ["assistant"]
    assert browser.texts() == before  # the window shows what was said, not the ticket's summary of it
    browser.say("Hello?")
    assert [on_ticket()[-1], browser.texts()[-1]] == ["Hello?", ("visitor", "Hello?")]
    assert (
        ticket().requester.name,
        Identity.objects.filter(channel="email", contact=ticket().requester).count(),
    ) == (
        "Ana",
        0,
    )


def test_the_button_for_a_person_hands_over_what_was_said(
    asking: Channel, browser: Browser, help_pages: Desk
) -> None:
    browser.begin()
    browser.say(VPN)
    browser.post("person", name="Ana", email="ana@shop.example")
    assert on_ticket() == [VPN]
    browser.post("person", name="Ana", email="ana@shop.example")
    assert on_ticket() == [VPN]


def test_without_an_assistant_words_wait_until_it_is_known_who_asks(channel: Channel, browser: Browser) -> None:
    channel.settings = {}
    channel.save()
    browser.begin()
    assert [browser.say("Hello")["id"][0], browser.say("Anybody?")["id"][0]] == ["v", "v"]
    assert (browser.state["stage"], Ticket.objects.count()) == ("asking", 0)
    browser.upload("a.png", b"\x89PNG\r\n\x1a\n.", "image/png")
    assert browser.status == 409
    browser.post("person", name="Ana", email="ana@shop.example")
    assert on_ticket() == ["Hello\n\nAnybody?"]
    assert browser.texts() == [("visitor", "Hello"), ("visitor", "Anybody?")]


def test_questions_before_the_chat_stand_on_the_ticket_and_in_the_hand_over(
    channel: Channel, browser: Browser
) -> None:
    channel.settings = {
        "asks": [],
        "questions": [
            {"name": "order", "label": {"en": "Order", "es": "Pedido"}, "required": True},
            {"name": "about", "label": "About", "kind": "choice", "choices": ["Price", "Delivery"]},
        ],
    }
    channel.save()
    assert (browser.begin(answers={"about": "Price"})["code"], browser.status) == ("bad_input", 422)
    assert browser.begin(answers={"order": "1", "about": "Weather"})["code"] == "bad_input"
    browser.begin(answers={"order": "A-17", "about": "Price"}, page="https://shop.example/cart")
    browser.say("Hello")
    extra = Message.objects.get().extra or {}
    assert extra["visit"]["answers"] == [["Order", "A-17"], ["About", "Price"]]
    assert extra["form"][:2] == [["Order", "A-17"], ["About", "Price"]]
    with override("en"):
        assert known(ticket())["evidence"] == "Order: A-17\nAbout: Price\nOn the page: https://shop.example/cart"


def test_a_typed_address_opens_nobodys_history_and_is_proposed(browser: Browser, desk: Desk) -> None:
    browser.begin(answers={"name": "Farid", "email": "farid@customer.example"})
    browser.say("Hello")
    assert ticket().requester != desk.farid
    proposal = JoinProposal.objects.get()
    assert {proposal.contact, proposal.other} == {desk.farid, ticket().requester}


def signed(channel: Channel, id: str, email: str, secret: str = "s3cret", name: str = "Farid") -> dict[str, str]:
    return {"id": id, "email": email, "name": name, "hash": signature(secret, id, email)}


@pytest.fixture
def vouched(channel: Channel) -> Channel:
    channel.settings = with_secret({}, "identity", "s3cret", NOON)
    channel.save()
    return channel


def test_whom_the_site_signs_is_that_customer(vouched: Channel, browser: Browser, desk: Desk) -> None:
    browser.begin(identity=signed(vouched, "42", "farid@customer.example"))
    browser.say("Hello")
    assert (ticket().requester, browser.state["wants"]) == (desk.farid, [])
    other = Browser(vouched)
    other.begin(identity=signed(vouched, "42", "farid@customer.example"))
    other.say("From the telephone")
    assert set(Ticket.objects.values_list("requester", flat=True)) == {desk.farid.pk}


def test_a_wrong_signature_opens_nothing(vouched: Channel, browser: Browser) -> None:
    wrong = {**signed(vouched, "42", "farid@customer.example"), "email": "eve@elsewhere.example"}
    assert (browser.begin(identity=wrong)["code"], browser.status) == ("not_allowed", 403)
    assert browser.begin(identity={"id": "42", "email": "", "hash": "ñ"})["code"] == "not_allowed"
    assert browser.begin(identity={"id": "", "hash": ""})["code"] == "bad_input"
    assert ChatSession.objects.count() == 0


def test_secrets_overlap_when_they_are_changed(vouched: Channel, browser: Browser) -> None:
    now = timezone.now()
    vouched.settings = with_secret(vouched.settings, "identity", "newer", now)
    vouched.save()
    codes = []
    for secret in ("s3cret", "newer", "older"):
        browser.begin(identity=signed(vouched, "42", "", secret))
        codes.append(browser.status)
    assert codes == [201, 201, 403]


def test_who_signs_in_later_is_known_from_then_on(vouched: Channel, browser: Browser, desk: Desk) -> None:
    vouched.settings = {**vouched.settings, "asks": []}
    vouched.save()
    browser.begin()
    browser.say("Hello")
    browser.post("identity", **signed(vouched, "42", "farid@customer.example"))
    assert (browser.status, browser.thread.contact, browser.session.is_proven) == (200, desk.farid, True)
    assert JoinProposal.objects.count() == 1


def test_only_who_is_signed_in(vouched: Channel, browser: Browser) -> None:
    vouched.settings = {**vouched.settings, "identity_required": True}
    vouched.save()
    browser.begin()
    assert (browser.status, ChatSession.objects.count()) == (403, 0)


def test_when_nobody_is_there_it_goes_on_by_mail(closed: Channel, browser: Browser, desk: Desk) -> None:
    assert browser.call("GET", f"/chat/{closed.hook_key}/settings")["online"] is False
    browser.begin()
    assert browser.post("leave", text="Hello")["code"] == "bad_input"
    browser.post("leave", email="ana@shop.example", name="Ana", text="Call me")
    state = browser.state
    assert (state["stage"], state["online"], state["follow_url"].startswith("http")) == ("left", False, True)
    assert (ticket().channel, on_ticket()[0]) == ("email", "Call me")
    reply(ticket_id=ticket().pk, content=Content("Good day"), by=desk.amira, at=timezone.now())
    acknowledged, answer = Delivery.objects.order_by("pk")
    assert [(one.kind, one.to) for one in (acknowledged, answer)] == [("email", ["ana@shop.example"])] * 2
    assert browser.texts() == [("visitor", "Call me"), ("agent", "Good day")]


def test_words_when_nobody_is_there_wait_for_an_address(closed: Channel, browser: Browser) -> None:
    browser.begin()
    assert browser.say("Hello")["id"][0] == "v"
    assert (browser.state["stage"], browser.state["wants"]) == ("asking", ["email"])
    browser.post("person", email="ana@shop.example")
    assert (browser.state["stage"], on_ticket()[0]) == ("left", "Hello")


def test_who_comes_back_when_somebody_is_there_chats_again(closed: Channel, browser: Browser, desk: Desk) -> None:
    browser.begin()
    browser.post("leave", email="ana@shop.example", text="Call me")
    desk.front.calendar = None
    desk.front.save()
    presence.forget()
    browser.say("I am here")
    assert (browser.state["stage"], ticket().channel) == ("queue", "chat")


def test_answers_that_nobody_reads_go_by_one_mail(browser: Browser, desk: Desk) -> None:
    browser.begin(answers={"email": "ana@shop.example"})
    browser.say("Hello")
    now = timezone.now()
    for text in ("First", "Second"):
        reply(ticket_id=ticket().pk, content=Content(text), by=desk.amira, at=now)
    send_messages()
    assert sweep(at=now + timedelta(minutes=2)) == 0
    assert [sweep(at=now + timedelta(minutes=6)) for _twice in range(2)] == [1, 0]
    mailed = Delivery.objects.get(kind="email")
    assert mailed.to == ["ana@shop.example"]
    assert "Amira: First\n\nAmira: Second\n\n" in mailed.message.text
    assert [text for _who, text in browser.texts()] == ["Hello", "First", "Second"]


def test_what_was_read_is_not_mailed(browser: Browser, desk: Desk) -> None:
    browser.begin(answers={"email": "ana@shop.example"})
    browser.say("Hello")
    answer = reply(ticket_id=ticket().pk, content=Content("First"), by=desk.amira, at=timezone.now())
    browser.post("read", up_to=f"m{answer.pk}")
    assert sweep(at=timezone.now() + timedelta(minutes=30)) == 0


def test_a_chat_in_which_nobody_is_ends_and_goes_on(browser: Browser, desk: Desk) -> None:
    browser.begin()
    browser.say("Hello")
    now = timezone.now()
    assert sweep(at=now + timedelta(minutes=61)) == 0  # who waits for us does not go
    reply(ticket_id=ticket().pk, content=Content("Good day"), by=desk.amira, at=now)
    assert sweep(at=now + timedelta(minutes=61)) == 1
    assert (browser.session.ended_by, ticket().is_open) == ("idle", True)
    browser.say("I am back")
    assert (browser.state["stage"], Ticket.objects.count()) == ("agent", 1)


def test_after_the_end_words_are_a_new_matter(browser: Browser) -> None:
    browser.begin()
    browser.say("Hello")
    assert browser.post("end")["session"]["stage"] == "ended"
    browser.say("Something else")
    assert list(Ticket.objects.order_by("pk").values_list("subject", flat=True)) == ["Hello", "Something else"]
    assert browser.texts() == [("visitor", "Hello"), ("visitor", "Something else")]


def test_a_new_conversation_begins_with_the_assistant(asking: Channel, browser: Browser, help_pages: Desk) -> None:
    browser.begin(answers={"name": "Ana", "email": "ana@shop.example"})
    browser.say("give me a human")
    assert (browser.state["stage"], Ticket.objects.count()) == ("queue", 1)
    assert browser.post("new")["session"]["stage"] == "assistant"
    browser.say(VPN)
    assert (browser.state["stage"], Ticket.objects.count()) == ("assistant", 1)


def test_the_expected_wait_is_what_others_waited(browser: Browser, desk: Desk) -> None:
    now = timezone.now()
    for minutes in (2, 4, 6):
        other = Browser(browser.channel)
        other.begin()
        number = int(other.say("Hello")["id"][1:])
        opened = now - timedelta(hours=minutes)
        Ticket.objects.filter(messages=number).update(opened_at=opened)
        reply(
            ticket_id=Ticket.objects.get(messages=number).pk, content=Content("Hi"), by=desk.amira,
            at=opened + timedelta(minutes=minutes),
        )  # fmt: skip
    presence.forget()
    browser.begin()
    browser.say("Hello")
    assert browser.state["queue"] == {"position": 1, "wait_s": 240}


def test_a_file_during_the_assistant_brings_what_was_said(
    asking: Channel, browser: Browser, help_pages: Desk
) -> None:
    browser.begin(answers={"name": "Ana", "email": "ana@shop.example"})
    browser.say(VPN)
    told = browser.upload("lamp.png", b"\x89PNG\r\n\x1a\n.", "image/png")
    message = Message.objects.get()
    assert (message.text, message.attachments.get().name) == (VPN, "lamp.png")
    assert [file["name"] for file in told["files"]] == ["lamp.png"]
    assert [one["text"] for one in browser.look()["messages"]].count(VPN) == 1


def test_a_message_that_came_by_itself_stands_first(channel: Channel, browser: Browser) -> None:
    channel.settings = {"asks": [], "rules": [{"id": "cart", "url": "*/cart", "text": {"en": "Can I help?"}}]}
    channel.save()
    assert browser.begin(rule="cart")["messages"][0]["text"] == "Can I help?"
    browser.say("Yes")
    assert browser.texts() == [("assistant", "Can I help?"), ("visitor", "Yes")]
    assert (Message.objects.get().extra or {})["visit"]["rule"] == "cart"


def test_a_blocked_visitor_is_told(browser: Browser, desk: Desk) -> None:
    from escalera.core.tickets.actions import mark_spam

    browser.begin()
    browser.say("Buy this")
    mark_spam(ticket_id=ticket().pk, by=desk.sara, at=timezone.now(), block=True)
    browser.say("And this")
    assert browser.status == 403


def test_nobody_becomes_a_contact_by_talking_with_the_assistant(
    asking: Channel, browser: Browser, help_pages: Desk
) -> None:
    before = Contact.objects.count()
    browser.begin()
    browser.say(VPN)
    assert Contact.objects.count() == before
