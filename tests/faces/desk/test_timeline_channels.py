"""What the conversation shows of channels: how far an answer got, edits, reactions, places, files that are to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from escalera.core.channels.models import Channel, Delivery, DeliveryState, FetchState, MediaFetch
from escalera.core.channels.outbox import send_messages
from escalera.core.tickets.actions import Content, note, reply
from escalera.core.tickets.models import Message
from tests.cast import Desk
from tests.core.channels.shared.plain import KIND, Provider, plain_kind
from tests.core.channels.shared.test_port import knock, said
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree


@pytest.fixture
def provider() -> Iterator[Provider]:
    with plain_kind(longest=200, replies_to=True) as provider:
        yield provider


@pytest.fixture
def channel(desk: Desk, provider: Provider) -> Channel:
    return Channel.objects.create(kind=KIND, name="Shop", address="plain", team=desk.front)


def test_an_answer_shows_its_furthest_state_with_the_times(channel: Channel, desk: Desk, enter: Enter) -> None:
    knock(channel, said(1, "Hello"))
    number = Message.objects.get().ticket_id
    browser = enter(desk.amira)
    page = f"/desk/tickets/{number}/"
    reply(ticket_id=number, content=Content("Hi"), by=desk.amira, at=timezone.now())
    foot = ".message[data-side=agent] .foot"
    assert texts(browser.get(page), foot) == ["Queued"]
    send_messages(now=timezone.now() + timedelta(seconds=1))
    assert texts(browser.get(page), foot) == ["Sent"]
    knock(channel, {"type": "status", "id": "out-1", "state": "delivered"})
    assert [words.split()[0] for words in texts(browser.get(page), foot)] == ["Delivered"]
    knock(channel, {"type": "status", "id": "out-1", "state": "read"})
    read = browser.get(page)
    assert [words.split()[0] for words in texts(read, foot)] == ["Read"]
    title = node(read, f"{foot} .chip").attributes["title"] or ""
    assert [part.split()[0] for part in title.split(" · ")] == ["+34600", "Sent", "Delivered", "Read"]
    assert [words for words in texts(read, ".event") if not words.strip()] == []


def test_a_failed_one_says_why_and_goes_again_by_one_click(
    channel: Channel, provider: Provider, desk: Desk, enter: Enter
) -> None:
    knock(channel, said(1, "Hello"))
    number = Message.objects.get().ticket_id
    reply(ticket_id=number, content=Content("Hi"), by=desk.amira, at=timezone.now())
    send_messages(now=timezone.now() + timedelta(seconds=1))
    failed = {"type": "status", "id": "out-1", "state": "failed", "code": "131026", "words": "Cannot be delivered"}
    knock(channel, failed)
    browser = enter(desk.amira)
    page = browser.get(f"/desk/tickets/{number}/")
    foot = "Failed Send again Send by another channel Cannot be delivered (131026)"
    assert texts(page, ".message[data-side=agent] .foot") == [foot]
    delivery = Delivery.objects.get()
    assert browser.post(f"/desk/tickets/{number}/deliveries/{delivery.pk}/again/").status_code == 302
    send_messages(now=timezone.now() + timedelta(seconds=2))
    delivery.refresh_from_db()
    assert (delivery.state, len({part.key for part in provider.sent})) == (DeliveryState.SENT, 2)


def test_edits_reactions_and_what_was_taken_back(channel: Channel, desk: Desk, enter: Enter) -> None:
    knock(channel, said(1, "Helo"), said(2, "Wrong"))
    knock(
        channel,
        {"type": "edit", "id": "in-1", "text": "Hello <b>"},
        {"type": "reaction", "id": "in-1", "emoji": "👍", "from": "Ana"},
        {"type": "delete", "id": "in-2"},
        said(3, "Answering", reply_to="in-1"),
    )
    number = Message.objects.earliest("pk").ticket_id
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    messages = texts(page, ".message header .chip")
    assert messages == ["Edited", "They took it back"]
    assert texts(page, ".message .bubble > .body") == ["Hello <b>", "Wrong", "Answering"]
    assert texts(page, ".message .folded .body") == ["Helo"]
    assert texts(page, ".message .reactions .chip") == ["👍"]
    first = Message.objects.earliest("pk").pk
    assert (node(page, "a.quoted").attributes["href"], texts(page, "a.quoted q")) == (
        f"#message-{first}", ["Hello <b>"],
    )  # fmt: skip


def test_places_contacts_forms_and_calls(channel: Channel, desk: Desk, enter: Enter) -> None:
    extra = {
        "location": {"latitude": 4.5, "longitude": "-74.25", "name": "<i>Home", "address": "Street 1"},
        "contacts": [{"name": "Bo <script>", "phones": ["+1"], "emails": ["b@o.example"]}, "nonsense"],
        "form": [["Colour", "red"], ["odd"]],
        "telephone": {"direction": "in", "outcome": "missed", "seconds": 75},
    }
    hostile = {"location": {"latitude": "nan", "longitude": 1}, "contacts": 7, "form": {}, "telephone": [], "reactions": 3,
               "answers": "x", "edited": 1}  # fmt: skip
    knock(channel, {**said(1, "Here"), "extra": extra}, {**said(2, "Odd"), "extra": hostile})  # type: ignore[dict-item]
    page = enter(desk.amira).get(f"/desk/tickets/{Message.objects.earliest('pk').ticket_id}/")
    assert texts(page, ".attachment") == ["<i>Home, Street 1 Map", "Bo <script> +1 · b@o.example"]
    assert node(page, "a.attachment").attributes["href"] == (
        "https://www.openstreetmap.org/?mlat=4.500000&mlon=-74.250000#map=16/4.500000/-74.250000"
    )
    assert texts(page, ".filled div") == ["Colour red"]
    assert texts(page, ".called") == ["Incoming call · missed · 1:15"]


def test_files_on_their_way_and_those_that_did_not_come(channel: Channel, desk: Desk, enter: Enter) -> None:
    knock(channel, said(1, "See"))
    message = Message.objects.get()
    for name, state, error in (("a.jpg", FetchState.WAITING, ""), ("b.mp4", FetchState.FAILED, "gone (404)")):
        MediaFetch.objects.create(
            channel=channel, message=message, ref={}, name=name, state=state, error=error, next_try_at=message.at
        )
    page = enter(desk.amira).get(f"/desk/tickets/{message.ticket_id}/")
    assert texts(page, ".attachment") == ["a.jpg on its way", "b.mp4 did not come: gone (404)"]


def test_doors_of_one_kind_are_told_apart(channel: Channel, desk: Desk, enter: Enter) -> None:
    knock(channel, said(1, "Hello"))
    message = Message.objects.get()
    note(ticket_id=message.ticket_id, content=Content("inside"), by=desk.amira, at=timezone.now())
    browser = enter(desk.amira)
    where = ".message[data-side=customer] header small"
    alone = texts(browser.get(f"/desk/tickets/{message.ticket_id}/"), where)
    Channel.objects.create(kind=KIND, name="Workshop", address="other", team=desk.front)
    several = texts(browser.get(f"/desk/tickets/{message.ticket_id}/"), where)
    assert [words.split(" · ", 1)[1] for words in alone + several] == ["plain", "plain · Shop"]
    assert len(tree(browser.get(f"/desk/tickets/{message.ticket_id}/")).css("[data-answers]")) == 1
