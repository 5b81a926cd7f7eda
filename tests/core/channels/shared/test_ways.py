"""The ways to one person, which of them stands ready, and that nobody sends by one that is closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils.translation import activate, override

from escalera.base.people.actions import meet
from escalera.base.people.models import Identity
from escalera.base.people.queries import robot
from escalera.base.refusals import BadInput
from escalera.core.channels import gate
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Thread
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared.capabilities import Starts
from escalera.core.channels.shared.templates import TemplateView, filled
from escalera.core.channels.shared.ways import Way, choose, kind_for, ways_of
from escalera.core.deeds.registry import Turn
from escalera.core.deeds.speaking import say
from escalera.core.tickets.actions import Content, NewFile, reply, write_automatic
from escalera.core.tickets.models import Message, Ticket
from escalera.core.writing.actions import Reply, leave_due, reschedule, send
from escalera.core.writing.models import HeldReply, HeldState
from tests.cast import Desk, later, make_desk
from tests.core.channels.shared.plain import KIND, Provider, plain_kind
from tests.core.channels.shared.test_port import knock, said

DAY = timedelta(hours=24)
GREETS = TemplateView("greeting", "es", "Hola {{1}}, su caso es {{2}}.", ("1", "2"), footer="Casa", buttons=("Sí",))
CLOSED = "More than 24 hours have passed since the customer wrote: only a template can be sent."


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def desk(db: None) -> Desk:
    made = make_desk()
    made.amira.language = "en"
    made.amira.save(update_fields=["language"])
    return made


@pytest.fixture
def provider() -> Iterator[Provider]:
    with plain_kind(window=DAY, templates=[GREETS], replies_to=True) as provider:
        yield provider


def wrote(channel: Channel) -> Ticket:
    """Somebody wrote by the plain channel; the thread's last word is at `later(1)`."""
    knock(channel, said(1, "Hello"))
    activate("en")  # the webhook's answer had its own language
    Thread.objects.update(last_in_at=later(1))
    return Ticket.objects.latest("pk")


def note_mail(ticket: Ticket) -> None:
    Identity.objects.create(contact=ticket.requester, channel="email", address="ana@home.example")


def shown(ways: list[Way]) -> list[tuple[str, str, bool, str]]:
    return [(way.kind, way.address, way.is_tickets, way.why_not) for way in ways]


def test_the_tickets_own_way_comes_first_and_mail_is_one_too(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    ticket = wrote(channel)
    note_mail(ticket)
    ways = ways_of(ticket, later(2))
    assert shown(ways) == [(KIND, "+34600", True, ""), ("email", "ana@home.example", False, "")]
    assert (choose(ways).way, choose(ways).why) == (ways[0], "")
    assert ways[0].ends_at == later(1) + DAY


def test_the_best_open_one_stands_ready_when_the_first_is_closed(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    ticket = wrote(channel)
    late = later(1) + DAY
    alone = choose(ways_of(ticket, late))
    assert alone.way is not None
    assert (alone.way.kind, alone.way.by_template, alone.why) == (KIND, True, CLOSED)
    note_mail(ticket)
    both = choose(ways_of(ticket, late))
    assert both.way is not None
    assert (both.way.kind, both.why) == ("email", CLOSED)


def test_who_wrote_by_mail_last_is_answered_by_mail(provider: Provider, channel: Channel, desk: Desk) -> None:
    message = desk.open()
    Thread.objects.create(
        channel=channel, address="+34600", contact=desk.farid, begun_at=later(0), last_in_at=later(1)
    )
    ways = ways_of(message.ticket, later(2))
    assert shown(ways) == [
        ("email", "farid@customer.example", True, ""),
        (KIND, "+34600", False, ""),
    ]
    assert kind_for(message.ticket) == "email"


def test_a_closed_door_and_who_said_stop_are_no_ways(provider: Provider, channel: Channel, desk: Desk) -> None:
    ticket = wrote(channel)
    Thread.objects.update(stopped_at=later(2))
    assert shown(ways_of(ticket, later(3))) == [
        (KIND, "+34600", True, "The customer does not want messages here any more.")
    ]
    Channel.objects.filter(pk=channel.pk).update(is_active=False)
    nothing = choose(ways_of(ticket, later(3)))
    assert (nothing.way, nothing.why) == (
        None, "There is no way to this customer: note an address of theirs first.",
    )  # fmt: skip


def test_where_we_may_begin_an_address_is_a_way(channel: Channel, desk: Desk) -> None:
    message = desk.open()
    meet(channel=KIND, address="+34600", name="Farid", at=later(0))
    Identity.objects.filter(channel=KIND).update(contact=desk.farid)
    with plain_kind(starts=Starts.ANYBODY) as provider:
        assert [way.kind for way in ways_of(message.ticket, later(1))] == ["email", KIND]
        reply(ticket_id=message.ticket_id, content=Content("Hi"), by=desk.amira, at=later(2), channel=KIND)
        send_messages(now=later(3))
        assert [part.text for part in provider.sent] == ["Hi"]
    with plain_kind(starts=Starts.CUSTOMER):
        Thread.objects.all().delete()
        assert [way.kind for way in ways_of(message.ticket, later(4))] == ["email"]


REFUSED = [
    (Content("x" * 401), 2, "The text has 401 characters; Plain takes 400."),
    (Content("", files=[NewFile("a.pdf", "application/pdf", b"1")]), 2, "Plain does not take files like “a.pdf”."),
    (
        Content("", files=[NewFile("a.png", "image/png", b"1" * 200_001)]), 2,
        "“a.png” has 0.2 MB; Plain takes 0.0.",
    ),
    (Content("Late"), 2000, CLOSED),
    (
        Content("x", extra={"template": {"name": "gone", "language": "es", "values": {}}}), 2,
        "This template is not approved (any more): choose another.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "minutes", "words"), REFUSED)
def test_a_reply_that_cannot_leave_is_refused_in_words_and_nothing_is_written(
    provider: Provider, channel: Channel, desk: Desk, content: Content, minutes: int, words: str
) -> None:
    ticket = wrote(channel)
    with pytest.raises(BadInput) as refused:
        reply(ticket_id=ticket.pk, content=content, by=desk.amira, at=later(minutes))
    assert (str(refused.value), Message.objects.count(), Delivery.objects.count()) == (words, 1, 0)


def test_a_template_leaves_where_free_words_may_not(provider: Provider, channel: Channel, desk: Desk) -> None:
    ticket = wrote(channel)
    template = {"name": "greeting", "language": "es", "values": {"1": "Ana", "2": "7"}}
    text = filled(GREETS, {"1": "Ana", "2": "7"})
    content = Content(text, extra={"template": template})
    reply(ticket_id=ticket.pk, content=content, by=desk.amira, at=later(2000))
    send_messages(now=later(2001), clock=lambda: later(2001))
    assert [(part.text, part.template) for part in provider.sent] == [
        ("Hola Ana, su caso es 7.\n\nCasa\n\n[Sí]", template)
    ]


def test_what_the_desk_says_by_itself_is_recorded_with_the_reason(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    ticket = wrote(channel)
    write_automatic(ticket_id=ticket.pk, content=Content("We got it"), at=later(2000), key="a", channel=KIND)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.answer, provider.sent) == (DeliveryState.FAILED, CLOSED, [])


def test_a_rules_words_that_cannot_leave_say_why(provider: Provider, channel: Channel, desk: Desk) -> None:
    ticket = wrote(channel)
    turn = Turn(ticket_id=ticket.pk, by=robot(), at=later(2000), key="rule")
    assert (say("Hello", turn), Message.objects.count()) == (f"wrote nothing: {CLOSED}", 1)


def test_a_reply_for_later_is_refused_now_if_its_door_will_be_closed_then(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    ticket = wrote(channel)
    words = Reply("Hi", channel=KIND, extra={"door": channel.pk, "to": "+34600"})
    with pytest.raises(BadInput) as refused:
        send(ticket_id=ticket.pk, reply=words, by=desk.amira, at=later(2), key="k1", send_at=later(2000))
    assert str(refused.value) == CLOSED
    held = send(ticket_id=ticket.pk, reply=words, by=desk.amira, at=later(2), key="k2", send_at=later(60))
    reschedule(held_id=held.pk, send_at=later(2000), by=desk.amira, at=later(3))
    leave_due(at=later(2001))
    settled = HeldReply.objects.get()
    assert (settled.state, settled.reason, Message.objects.count()) == (HeldState.RETURNED, CLOSED, 1)


def test_a_held_reply_leaves_by_the_door_that_was_chosen(provider: Provider, channel: Channel, desk: Desk) -> None:
    wrote(channel)
    other = Channel.objects.create(kind=KIND, name="Other", address="other", team=desk.front)
    knock(other, said(2, "Here too"))
    Thread.objects.update(last_in_at=later(1))
    ticket = Thread.objects.get(channel=channel).ticket
    assert ticket is not None
    for key, door in (("k1", channel), ("k2", other)):
        words = Reply(f"By {door.name}", channel=KIND, extra={"door": door.pk, "to": "+34600"})
        send(ticket_id=ticket.pk, reply=words, by=desk.amira, at=later(2), key=key)
    leave_due(at=later(4))
    assert list(Delivery.objects.order_by("pk").values_list("channel", flat=True)) == [channel.pk, other.pk]
    gate.understand_waiting(at=later(5))
