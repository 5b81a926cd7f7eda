"""A visitor and a person: what is said stands on one ticket, and both sides see how far the other is."""

from __future__ import annotations

from django.utils import timezone

from escalera.core.channels.models import Channel, Delivery, DeliveryState
from escalera.core.channels.outbox import send_messages
from escalera.core.feed.actions import presence as feed
from escalera.core.tickets.actions import Content, reply
from tests.cast import Desk
from tests.faces.widget.conftest import Browser, new_key, on_ticket, ticket


def test_words_become_one_ticket_and_the_same_key_is_one_message(browser: Browser, desk: Desk) -> None:
    browser.begin(page="https://shop.example/cart", title="Cart")
    key = new_key()
    first, again, second = browser.say("Hello", key), browser.say("Hello", key), browser.say("Are you there?")
    assert (browser.status, first["id"] == again["id"], first["key"], first["from"]) == (201, True, key, "visitor")
    assert on_ticket() == ["Hello", "Are you there?"]
    assert (ticket().channel, ticket().team, ticket().requester.name[:8]) == ("chat", desk.front, "Visitor ")
    assert second["id"] == f"m{ticket().messages.latest('pk').pk}"
    assert browser.state["stage"] == "queue"
    assert browser.state["queue"] == {"position": 1, "wait_s": None}


def test_an_answer_is_here_at_once_and_is_marked_when_it_is_read(browser: Browser, desk: Desk) -> None:
    browser.begin()
    browser.say("Hello")
    answer = reply(ticket_id=ticket().pk, content=Content("Good day"), by=desk.amira, at=timezone.now())
    assert browser.texts() == [("visitor", "Hello"), ("agent", "Good day")]
    assert (browser.state["stage"], browser.state["agent"]) == ("agent", {"name": "Amira"})
    send_messages()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.read_at) == (DeliveryState.SENT, None)
    browser.post("read", up_to=f"m{answer.pk}")
    delivery.refresh_from_db()
    assert (delivery.read_at is not None, browser.state["read_up_to"]) == (True, f"m{answer.pk}")


def test_what_people_have_read_the_visitor_sees(browser: Browser, desk: Desk) -> None:
    browser.begin()
    browser.say("Hello")
    assert browser.look()["messages"][0]["state"] == "delivered"
    message = ticket().messages.get()
    feed.read(ticket_id=ticket().pk, message_id=message.pk, by=desk.amira, at=timezone.now())
    assert browser.look()["messages"][0]["state"] == "read"


def test_notes_are_nobodys_business(browser: Browser, desk: Desk) -> None:
    from escalera.core.tickets.actions import note

    browser.begin()
    browser.say("Hello")
    note(ticket_id=ticket().pk, content=Content("He is angry"), by=desk.amira, at=timezone.now())
    assert browser.texts() == [("visitor", "Hello")]


def test_a_visitor_reads_only_their_own(channel: Channel, desk: Desk) -> None:
    one, other = Browser(channel), Browser(channel)
    one.begin()
    other.begin()
    one.say("Mine")
    other.say("Other's")
    assert [one.texts(), other.texts()] == [[("visitor", "Mine")], [("visitor", "Other's")]]


def test_a_merged_chat_goes_on_where_it_was_merged_to(browser: Browser, desk: Desk) -> None:
    from escalera.core.tickets.actions import merge

    browser.begin()
    browser.say("Hello")
    first = ticket().pk
    browser.post("new")
    browser.say("It is me again")
    second = browser.thread.ticket_id or 0
    merge(survivor_id=first, absorbed_id=second, by=desk.sara, at=timezone.now())
    reply(ticket_id=first, content=Content("Good day"), by=desk.amira, at=timezone.now())
    assert (browser.state["stage"], browser.state["ticket"]) == ("agent", first)
    assert [text for _who, text in browser.texts()] == ["Hello", "It is me again", "Good day"]
    browser.say("Thanks")
    assert browser.thread.ticket_id == first
