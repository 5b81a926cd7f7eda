"""A draft remembers by which way it is to leave, and with which template; a way that has closed meanwhile is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.people.models import Identity
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Thread
from escalera.core.channels.shared.templates import TemplateView, said_by
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Message, Ticket
from escalera.core.writing.actions import undo
from escalera.core.writing.models import Draft, HeldReply
from tests.cast import Desk
from tests.core.channels.shared.plain import KIND, Provider, plain_kind
from tests.core.channels.shared.test_port import knock, said
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts, tree
from tests.faces.desk.test_composer import send

DAY = timedelta(hours=24)
CLOSED = "More than 24 hours have passed since the customer wrote: only a template can be sent."
OFFERED = [
    TemplateView("greeting", "es", "Hola {{1}}, su caso {{2}}: {{3}}.", ("1", "2", "3")),
    TemplateView("other", "es", "Hasta {{1}}.", ("1",)),
]


@pytest.fixture
def offered() -> list[TemplateView]:
    return [*OFFERED]


@pytest.fixture
def provider(offered: list[TemplateView]) -> Iterator[Provider]:
    with plain_kind(window=DAY, templates=offered, replies_to=True) as provider:
        yield provider


@pytest.fixture
def channel(desk: Desk, provider: Provider) -> Channel:
    return Channel.objects.create(kind=KIND, name="Shop", address="plain", team=desk.front)


@pytest.fixture
def number(channel: Channel) -> int:
    """A ticket of somebody who wrote five minutes ago, and has mail too."""
    knock(channel, said(1, "Hello"))
    ticket = Ticket.objects.get()
    Identity.objects.create(contact=ticket.requester, channel="email", address="ana@home.example")
    wrote(timedelta(minutes=5))
    return ticket.pk


@pytest.fixture
def mail(desk: Desk) -> str:
    return f"email:{desk.mailbox.pk}:ana@home.example"


@pytest.fixture
def plain(channel: Channel) -> str:
    return f"plain:{channel.pk}:+34600"


def wrote(ago: timedelta) -> None:
    Thread.objects.update(last_in_at=timezone.now() - ago)


def keep(browser: Client, number: int, **given: Any) -> Any:
    drafts = Draft.objects.filter(ticket=number, kind="reply")
    version = drafts.get().version if drafts else 0
    return browser.post(f"/desk/tickets/{number}/draft/", {"kind": "reply", "text": "", "version": version, **given})


def chosen(page: Any) -> tuple[str | None, str | None]:
    """Return the way that stands ready, and the one that the page knows to be chosen."""
    [found] = tree(page).css("#through input[name=way][checked]")
    return found.attributes["value"], node(page, "#through").attributes["data-chosen"]


def places(page: Any) -> list[str | None]:
    return [one.attributes.get("value") for one in tree(page).css("#through [data-place]")]


def test_the_chosen_way_comes_back_with_the_words(
    desk: Desk, enter: Enter, number: int, mail: str, plain: str
) -> None:
    browser = enter(desk.amira)
    keep(browser, number, text="Hello", way=mail)
    page = browser.get(f"/desk/tickets/{number}/")
    assert (chosen(page), node(page, "textarea").text()) == ((mail, mail), "Hello")
    assert texts(page, "#composer [data-reply-label]") == ["Reply by mail"]
    assert chosen(enter(desk.sara).get(f"/desk/tickets/{number}/")) == (plain, "")
    keep(browser, number, text="Hello", way="")
    assert (chosen(browser.get(f"/desk/tickets/{number}/")), Draft.objects.get().through) == ((plain, ""), None)


def test_what_says_nothing_of_a_way_leaves_it(desk: Desk, enter: Enter, number: int, mail: str) -> None:
    browser = enter(desk.amira)
    keep(browser, number, text="Hello", way=mail)
    keep(browser, number, text="Hello, Ana")
    assert chosen(browser.get(f"/desk/tickets/{number}/")) == (mail, mail)


def test_a_way_without_a_word_is_no_draft(desk: Desk, enter: Enter, number: int, mail: str) -> None:
    keep(enter(desk.amira), number, way=mail)
    assert not Draft.objects.exists()


def test_a_way_that_is_no_more_is_said_and_the_best_stands_ready(
    desk: Desk, enter: Enter, number: int, mail: str, plain: str
) -> None:
    browser = enter(desk.amira)
    keep(browser, number, text="Hello", way=mail)
    Identity.objects.filter(channel="email").delete()
    page = browser.get(f"/desk/tickets/{number}/")
    assert chosen(page) == (plain, "")
    assert texts(page, "#through .notice") == [
        "This draft was to leave by mail ana@home.example, which is closed now."
    ]
    refused = send(browser, number, text="Hello", way=mail)
    words = "The channel that you chose is closed now: look at the one that stands ready."
    assert (refused.status_code, texts(refused, "#composer > form > [role=alert]")) == (422, [words])
    assert not HeldReply.objects.exists()


def test_a_window_that_has_shut_meanwhile_is_said(
    desk: Desk, enter: Enter, number: int, mail: str, plain: str
) -> None:
    Ticket.objects.update(channel="email")
    Ticket.objects.get().messages.update(channel="email", extra=None)
    browser = enter(desk.amira)
    keep(browser, number, text="Hello", way=plain)
    assert chosen(browser.get(f"/desk/tickets/{number}/")) == (plain, plain)
    wrote(DAY + timedelta(minutes=1))
    page = browser.get(f"/desk/tickets/{number}/")
    assert (chosen(page), node(page, "textarea").text()) == ((mail, ""), "Hello")
    assert texts(page, "#through .notice") == [f"This draft was to leave by plain +34600. {CLOSED}"]


def test_a_template_and_what_was_filled_in_are_a_draft_without_a_word(
    desk: Desk, enter: Enter, number: int, offered: list[TemplateView]
) -> None:
    wrote(DAY + timedelta(minutes=1))
    Identity.objects.filter(channel="email").delete()
    browser = enter(desk.amira)
    filled = {"place:1": "Ana\x00", "place:2": "7", "place:3": "mañana"}
    assert keep(browser, number, way="", template="greeting|es", **filled).status_code == 200
    page = browser.get(f"/desk/tickets/{number}/")
    assert (places(page), texts(page, "#through .bubble")) == (
        ["Ana", "7", "mañana"],
        ["Hola Ana, su caso 7: mañana."],
    )
    offered.pop(0)
    page = browser.get(f"/desk/tickets/{number}/")
    gone = "This template is not approved (any more): choose another."
    assert (texts(page, "#through .notice"), len(places(page))) == ([CLOSED, gone], 1)
    keep(browser, number, way="", template="")
    assert not Draft.objects.exists()


def test_what_is_taken_back_is_to_leave_as_it_was(
    desk: Desk, enter: Enter, number: int, mail: str, plain: str
) -> None:
    browser = enter(desk.amira)
    send(browser, number, text="By mail", way=mail)
    undo(held_id=HeldReply.objects.get().pk, by=desk.amira, at=timezone.now())
    page = browser.get(f"/desk/tickets/{number}/")
    assert (chosen(page), node(page, "textarea").text()) == ((mail, mail), "By mail")
    Draft.objects.all().delete()
    filled = {"place:1": "Ana", "place:2": "7", "place:3": "mañana"}
    send(browser, number, text="", way=plain, template="greeting|es", key="f" * 32, **filled)
    undo(held_id=HeldReply.objects.latest("pk").pk, by=desk.amira, at=timezone.now())
    page = browser.get(f"/desk/tickets/{number}/")
    assert (chosen(page), places(page)) == ((plain, ""), ["Ana", "7", "mañana"])


def test_hostile_choices_are_kept_within_bounds(desk: Desk, enter: Enter, number: int) -> None:
    browser = enter(desk.amira)
    hostile = {f"place:{n}\x00": "x" * 9000 for n in range(300)}
    assert (
        keep(browser, number, text="Hi", way="y" * 900, template="z" * 900, answers="9" * 40, **hostile).status_code
        == 200
    )
    kept = Draft.objects.get().through or {}
    assert (len(kept["way"]), len(kept["template"]), len(kept["values"]), kept.get("answers")) == (
        300,
        700,
        100,
        None,
    )
    assert browser.get(f"/desk/tickets/{number}/").status_code == 200


def failed(desk: Desk, number: int, text: str, channel: str, **extra: Any) -> Message:
    message = reply(
        ticket_id=number,
        content=Content(text, extra=extra or None),
        by=desk.amira,
        at=timezone.now(),
        channel=channel,
    )
    Delivery.objects.update(state=DeliveryState.FAILED, answer="blocked")
    return message


def elsewhere(browser: Client, message: Message) -> Any:
    url = f"/desk/tickets/{message.ticket_id}/messages/{message.pk}/elsewhere/"
    return browser.post(url, headers={"HX-Request": "true"})


def test_a_template_that_failed_is_offered_as_words_by_another_way(
    channel: Channel, desk: Desk, enter: Enter, number: int, mail: str
) -> None:
    wrote(DAY + timedelta(minutes=1))
    values = {"1": "Ana", "2": "7", "3": "mañana"}
    text, extra = said_by(channel, "greeting", "es", values)
    message = failed(desk, number, text, KIND, door=channel.pk, to="+34600", **extra)
    answer = elsewhere(enter(desk.amira), message)
    assert (chosen(answer), tree(answer).css("[data-place]")) == ((mail, ""), [])
    assert node(answer, "textarea").text() == "Hola Ana, su caso 7: mañana."
    assert "open" in node(answer, "#through details").attributes
    assert (Draft.objects.get().through or {})["way"] == mail


def test_words_that_failed_stand_beside_the_template_that_the_other_way_needs(
    desk: Desk, enter: Enter, number: int, mail: str, plain: str
) -> None:
    wrote(DAY + timedelta(minutes=1))
    message = failed(desk, number, "The technician\ncomes at ten", "email")
    browser = enter(desk.amira)
    answer = elsewhere(browser, message)
    assert (chosen(answer), texts(answer, "#through .notice")) == ((plain, plain), [CLOSED])
    assert node(answer, ".typed q").text() == "The technician\ncomes at ten"
    assert places(answer) == ["Ana", str(number), "The technician comes at ten"]
    assert texts(answer, "#through .bubble") == [f"Hola Ana, su caso {number}: The technician comes at ten."]
    other = browser.get(f"/desk/tickets/{number}/through/", {"way": plain, "template": "other|es"})
    assert (places(other), node(other, ".typed q").text()) == (
        ["The technician comes at ten"],
        "The technician\ncomes at ten",
    )


def test_with_no_other_way_the_ways_stand_open(channel: Channel, desk: Desk, enter: Enter, number: int) -> None:
    Identity.objects.filter(channel="email").delete()
    desk.mailbox.delete()
    message = failed(desk, number, "Come at ten", KIND)
    answer = elsewhere(enter(desk.amira), message)
    assert (node(answer, "textarea").text(), chosen(answer)) == ("Come at ten", (f"plain:{channel.pk}:+34600", ""))


@pytest.mark.parametrize("more", [0, 3])
def test_the_ways_cost_the_same_however_many_there_are(
    channel: Channel, desk: Desk, enter: Enter, number: int, more: int, django_assert_num_queries: Any
) -> None:
    contact = Ticket.objects.get().requester
    for n in range(more):
        Identity.objects.create(contact=contact, channel="email", address=f"ana{n}@home.example")
        Thread.objects.create(
            channel=channel, address=f"+3461{n}", contact=contact, begun_at=timezone.now(), last_in_at=timezone.now()
        )
    browser = enter(desk.amira)
    browser.get(f"/desk/tickets/{number}/")
    with django_assert_num_queries(17):  # seven of them: the ways, on more channels than mail, and their window
        page = browser.get(f"/desk/tickets/{number}/")
    assert len(tree(page).css("#through input[name=way]")) == 2 + more
