"""The composer shows by which way an answer leaves, refuses what can't go there, and offers a template where it must."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from escalera.base.people.models import Identity
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Thread
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.templates import TemplateView
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Message, Ticket
from escalera.core.writing.actions import leave_due
from escalera.core.writing.models import Draft, HeldReply, Upload
from tests.cast import Desk
from tests.core.channels.shared.plain import KIND, Provider, plain_kind
from tests.core.channels.shared.test_port import knock, said
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree
from tests.faces.desk.test_composer import KEY, send, soon

DAY = timedelta(hours=24)
CLOSED = "More than 24 hours have passed since the customer wrote: only a template can be sent."
TEMPLATE = TemplateView(
    "greeting", "es", "Hola {{1}}, su caso {{2}}: {{3}}.", ("1", "2", "3"), examples=("Ana", "12")
)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with plain_kind(window=DAY, templates=[TEMPLATE], replies_to=True, formatting="whatsapp") as provider:
        yield provider


@pytest.fixture
def channel(desk: Desk, provider: Provider) -> Channel:
    return Channel.objects.create(kind=KIND, name="Shop", address="plain", team=desk.front)


def wrote(channel: Channel, ago: timedelta) -> int:
    """Somebody wrote so long ago; return the ticket."""
    knock(channel, said(1, "Hello"))
    Thread.objects.update(last_in_at=timezone.now() - ago)
    return Ticket.objects.get().pk


def ways(page: Any) -> list[tuple[str | None, bool]]:
    found = tree(page).css("#through input[name=way]")
    return [(one.attributes["value"], "checked" in one.attributes) for one in found]


def test_it_shows_the_way_its_window_and_its_limits(channel: Channel, desk: Desk, enter: Enter) -> None:
    number = wrote(channel, DAY - timedelta(minutes=90, seconds=30))
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    assert ways(page) == [(f"plain:{channel.pk}:+34600", True)]
    through = node(page, "#through").attributes
    assert (through["data-longest"], through["data-most"], "data-replies" in through) == ("40", "400", True)
    assert texts(page, "#through summary") == ["Plain · Shop +34600 ▾"]
    assert texts(page, "#composer [data-reply-label]") == ["Reply by plain"]
    clock = node(page, "#through window-left")
    assert (clock.attributes["data-tone"], clock.text(strip=True)) == ("warn", "01:30")
    assert texts(page, "#head window-left [role=timer]") == ["01:30"]
    assert texts(page, "#through [data-mark]") == ["B", "I", "S"]
    assert texts(page, "#through .notice") == []


def test_a_closed_window_offers_a_template_that_is_filled_in_and_sent(
    channel: Channel, provider: Provider, desk: Desk, enter: Enter
) -> None:
    number = wrote(channel, DAY + timedelta(minutes=1))
    browser = enter(desk.amira)
    page = browser.get(f"/desk/tickets/{number}/")
    assert texts(page, "#through .notice") == [CLOSED]
    values = [one.attributes.get("value") for one in tree(page).css("#through [data-place]")]
    assert values == ["Ana", str(number), ""]
    assert texts(page, "#through .bubble") == [f"Hola Ana, su caso {number}: {{{{3}}}}."]
    way = f"plain:{channel.pk}:+34600"
    free = send(browser, number, text="Free words", way=way)
    assert (free.status_code, texts(free, "#composer > form > [role=alert]")) == (422, [CLOSED])
    filled = {"way": way, "template": "greeting|es", "place:1": "Ana", "place:2": "7"}
    half = send(browser, number, text="", **filled)
    assert texts(half, "#composer > form > [role=alert]") == ["Fill in every place of the template: 3."]
    send(browser, number, text="", **filled, **{"place:3": "mañana"})
    leave_due(at=soon())
    send_messages(now=soon(), clock=soon)
    assert [(part.text, part.template) for part in provider.sent] == [
        (
            "Hola Ana, su caso 7: mañana.",
            {"name": "greeting", "language": "es", "values": {"1": "Ana", "2": "7", "3": "mañana"}},
        )
    ]


def test_the_open_one_stands_ready_beside_a_closed_one(channel: Channel, desk: Desk, enter: Enter) -> None:
    number = wrote(channel, DAY + timedelta(minutes=1))
    requester = Ticket.objects.get().requester
    Identity.objects.create(contact=requester, channel="email", address="ana@home.example")
    browser = enter(desk.amira)
    page = browser.get(f"/desk/tickets/{number}/")
    mail, plain = f"email:{desk.mailbox.pk}:ana@home.example", f"plain:{channel.pk}:+34600"
    assert ways(page) == [(plain, False), (mail, True)]
    assert texts(page, "#through .notice") == [f"Plain · {CLOSED}"]
    other = browser.get(f"/desk/tickets/{number}/through/", {"way": plain}, headers={"HX-Request": "true"})
    assert (ways(other), len(tree(other).css("[data-place]"))) == ([(plain, True), (mail, False)], 3)
    send(browser, number, text="By mail then")
    leave_due(at=soon())
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.to, delivery.message.channel) == ("email", ["ana@home.example"], "email")


def test_a_file_that_the_way_does_not_take_is_refused_at_once_and_when_sent(
    channel: Channel, desk: Desk, enter: Enter
) -> None:
    number = wrote(channel, timedelta(minutes=5))
    browser = enter(desk.amira)
    way = f"plain:{channel.pk}:+34600"
    page = browser.get(f"/desk/tickets/{number}/")
    assert ways(page) == [(way, True)]

    def put(**more: str) -> Any:
        file = SimpleUploadedFile("a.pdf", b"%PDF", content_type="application/pdf")
        return browser.post(f"/desk/tickets/{number}/uploads/", {"kind": "reply", "file": file, **more})

    refused = put(way=way)
    assert (refused.status_code, refused.content.decode()) == (422, "Plain does not take files like “a.pdf”.")
    assert (put().status_code, Upload.objects.count()) == (200, 1)  # put in while another way was chosen
    words = "Plain does not take files like “a.pdf”."
    assert texts(browser.get(f"/desk/tickets/{number}/"), "#through .notice") == [words]
    sent = send(browser, number, text="See the file", way=way)
    assert (sent.status_code, texts(sent, "#composer > form > [role=alert]")) == (422, [words])
    assert (HeldReply.objects.count(), Message.objects.count()) == (0, 1)


def test_one_message_is_answered(channel: Channel, provider: Provider, desk: Desk, enter: Enter) -> None:
    number = wrote(channel, timedelta(minutes=5))
    first = Message.objects.get()
    browser = enter(desk.amira)
    page = browser.get(f"/desk/tickets/{number}/")
    assert [one.attributes["data-answers"] for one in tree(page).css("[data-answers]")] == [str(first.pk)]
    send(browser, number, text="Yes", answers=first.pk)
    leave_due(at=soon())
    send_messages(now=soon(), clock=soon)
    assert [part.reply_to for part in provider.sent] == ["in-1"]
    assert texts(browser.get(f"/desk/tickets/{number}/"), ".quoted q") == ["Hello"]


def test_what_failed_is_said_elsewhere(channel: Channel, desk: Desk, enter: Enter) -> None:
    number = wrote(channel, timedelta(minutes=5))
    message = reply(ticket_id=number, content=Content("Come at ten"), by=desk.amira, at=timezone.now())
    Delivery.objects.update(state=DeliveryState.FAILED, answer="blocked")
    browser = enter(desk.amira)
    answer = browser.post(f"/desk/tickets/{number}/messages/{message.pk}/elsewhere/", headers={"HX-Request": "true"})
    assert "open" in node(answer, "#through details").attributes
    assert (node(answer, "textarea").text(), Draft.objects.get().text) == ("Come at ten", "Come at ten")


def test_nobody_to_write_to_is_said(desk: Desk, enter: Enter) -> None:
    number = desk.open(channel="phone").ticket_id
    Identity.objects.filter(contact=desk.farid).delete()
    browser = enter(desk.amira)
    words = "There is no way to this customer: note an address of theirs first."
    assert texts(browser.get(f"/desk/tickets/{number}/"), "#through .notice") == [words]
    sent = send(browser, number, key=KEY)
    assert (sent.status_code, texts(sent, "#composer > form > [role=alert]")) == (422, [words])


def test_hostile_choices_end_in_words(channel: Channel, desk: Desk, enter: Enter) -> None:
    number = wrote(channel, timedelta(minutes=5))
    browser = enter(desk.amira)
    for way in ("plain:999999:+1", "x" * 300, "email::", "plain:\u0661:"):
        page = browser.get(f"/desk/tickets/{number}/through/", {"way": way, "answers": "9" * 17, "template": "a|b"})
        assert page.status_code == 200
    assert send(browser, number, text="Hi", template="a|b").status_code == 422
    assert isinstance(soon(), datetime)


def test_what_is_no_plain_counting_is_counted_by_its_channel(desk: Desk, enter: Enter) -> None:
    with plain_kind(counts=lambda text: f"{len(text)} letters"):
        channel = Channel.objects.create(kind=KIND, name="Shop", address="plain", team=desk.front)
        number = wrote(channel, timedelta(minutes=5))
        browser = enter(desk.amira)
        asked = {"way": f"plain:{channel.pk}:+34600", "text": "Hello"}
        url = f"/desk/tickets/{number}/through/count/"
        page = browser.get(f"/desk/tickets/{number}/")
        assert node(page, "#through").attributes["data-counts"] == url
        assert browser.post(url, asked).content == b"5 letters"
        assert browser.post(url, {**asked, "way": "nothing"}).content == b""
