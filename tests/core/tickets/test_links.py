"""Split, links, and what goes along them."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.tickets.actions import (
    CannotLink,
    Content,
    NewFile,
    StillOpen,
    link,
    note,
    pass_on,
    receive_message,
    reply,
    resolve,
    split,
    unlink,
)
from escalera.core.tickets.models import Attachment, Link, LinkKind, Message, Status, Ticket
from tests.cast import NOON, Desk, later


def texts(number: int) -> list[str]:
    return list(Message.objects.filter(ticket=number).order_by("pk").values_list("text", flat=True))


def test_split_messages_go_over_to_a_linked_ticket(desk: Desk) -> None:
    number = desk.open().ticket_id
    second = receive_message(
        ticket_id=number, contact=desk.eve, content=Content("And my bill is wrong"), channel="email", at=later(3)
    )
    new = split(ticket_id=number, message_ids=[second.pk], by=desk.amira, at=later(5), subject="The bill")
    old = Ticket.objects.get(pk=number)
    new = Ticket.objects.get(pk=new.pk)
    assert (texts(number), texts(new.pk)) == (["The light is red."], ["And my bill is wrong"])
    assert (new.subject, new.requester, new.team, new.opened_at) == ("The bill", desk.eve, desk.front, later(3))
    assert (new.customer_waits_since, old.customer_waits_since, old.snippet) == (later(3), NOON, "The light is red.")
    assert list(Link.objects.values_list("kind", "ticket", "to")) == [("related", number, new.pk)]
    assert list(Event.objects.filter(ticket_id=new.pk).order_by("id").values_list("name", flat=True)) == [
        "ticket.opened", "ticket.split_off", "ticket.linked",
    ]  # fmt: skip


def test_a_copied_message_stands_on_both_with_its_files(desk: Desk) -> None:
    file = NewFile("bill.pdf", "application/pdf", b"%PDF")
    message = desk.open(content=Content("Two things", files=[file]))
    new = split(ticket_id=message.ticket_id, message_ids=[message.pk], by=desk.amira, at=later(5), copy=True)
    assert (texts(message.ticket_id), texts(new.pk)) == (["Two things"], ["Two things"])
    assert list(Attachment.objects.order_by("pk").values_list("message__ticket", "name")) == [
        (message.ticket_id, "bill.pdf"),
        (new.pk, "bill.pdf"),
    ]


def test_something_stays_on_the_old_ticket(desk: Desk) -> None:
    message = desk.open()
    other = desk.open()
    for keys in ([message.pk], [], [other.pk]):
        with pytest.raises(BadInput):
            split(ticket_id=message.ticket_id, message_ids=keys, by=desk.amira, at=later(5))
    with pytest.raises(NotAllowed):
        split(ticket_id=message.ticket_id, message_ids=[message.pk], by=desk.omar, at=later(5), copy=True)


def test_related_tickets_only_know_of_each_other(desk: Desk) -> None:
    one, other = desk.open().ticket_id, desk.open().ticket_id
    made = link(ticket_id=other, to_id=one, kind=LinkKind.RELATED, by=desk.amira, at=later(1))
    assert (made.ticket_id, made.to_id) == (one, other)
    assert link(ticket_id=one, to_id=other, kind=LinkKind.RELATED, by=desk.amira, at=later(2)).pk == made.pk
    resolve(ticket_id=one, by=desk.amira, at=later(3))
    assert Ticket.objects.get(pk=other).is_open
    unlink(link_id=made.pk, by=desk.amira, at=later(4))
    assert not Link.objects.exists()


def test_resolving_the_original_resolves_its_duplicates_and_tells_their_customers(desk: Desk) -> None:
    desk.eve.language = "en"
    desk.eve.save()
    original = desk.open().ticket_id
    copy = desk.open(requester=desk.eve).ticket_id
    link(ticket_id=copy, to_id=original, kind=LinkKind.DUPLICATE, by=desk.amira, at=later(1))
    reply(ticket_id=original, content=Content("Secret of Farid"), by=desk.amira, at=later(2), then="resolve")
    ticket = Ticket.objects.get(pk=copy)
    told = Message.objects.filter(ticket=copy).order_by("-pk").first()
    assert told is not None
    assert (ticket.status, ticket.resolved_at) == (Status.RESOLVED, later(2))
    assert told.text == f"Hello, Eve:\n\nYour request #{copy} has been resolved. If it is not, just answer this."
    assert told.delivery.to == ["eve@elsewhere.example"]
    event = Event.objects.filter(ticket_id=copy).order_by("-id").first()
    assert event is not None
    assert event.fact.sentence("Amira") == f"Amira resolved the ticket with #{original}"


def test_resolving_a_duplicate_leaves_the_original_open(desk: Desk) -> None:
    original, copy = desk.open().ticket_id, desk.open().ticket_id
    link(ticket_id=copy, to_id=original, kind=LinkKind.DUPLICATE, by=desk.amira, at=later(1))
    resolve(ticket_id=copy, by=desk.amira, at=later(2))
    assert Ticket.objects.get(pk=original).is_open


def test_a_whole_is_not_resolved_before_its_parts_unless_somebody_says_so(desk: Desk) -> None:
    whole, part = desk.open().ticket_id, desk.open().ticket_id
    link(ticket_id=part, to_id=whole, kind=LinkKind.PARENT, by=desk.amira, at=later(1))
    with pytest.raises(StillOpen, match=f"Parts of it are still open: #{part}."):
        resolve(ticket_id=whole, by=desk.amira, at=later(2))
    resolve(ticket_id=whole, by=desk.amira, at=later(3), anyway=True)
    assert Ticket.objects.get(pk=part).is_open


def test_a_customer_is_not_asked_about_parts(desk: Desk) -> None:
    whole, part = desk.open().ticket_id, desk.open().ticket_id
    link(ticket_id=part, to_id=whole, kind=LinkKind.PARENT, by=desk.amira, at=later(1))
    resolve(ticket_id=whole, by=desk.farid, at=later(2))
    assert Ticket.objects.get(pk=whole).status == Status.RESOLVED


def test_a_reply_on_the_whole_goes_to_the_open_parts_once(desk: Desk) -> None:
    whole, part = desk.open().ticket_id, desk.open(requester=desk.eve).ticket_id
    done = desk.open(requester=desk.eve).ticket_id
    for number in (part, done):
        link(ticket_id=number, to_id=whole, kind=LinkKind.PARENT, by=desk.amira, at=later(1))
    resolve(ticket_id=done, by=desk.amira, at=later(1))
    answer = reply(ticket_id=whole, content=Content("It works again"), by=desk.amira, at=later(2))
    for _ in range(2):
        pass_on(ticket_id=whole, message_id=answer.pk, by=desk.amira, at=later(3))
    assert texts(part) == ["The light is red.", "It works again"]
    assert texts(done) == ["The light is red."]
    inside = note(ticket_id=whole, content=Content("hush"), by=desk.amira, at=later(4))
    with pytest.raises(BadInput):
        pass_on(ticket_id=whole, message_id=inside.pk, by=desk.amira, at=later(5))


@pytest.mark.parametrize("kind", [LinkKind.DUPLICATE, LinkKind.PARENT])
def test_nothing_stands_above_itself_or_below_two(desk: Desk, kind: str) -> None:
    a, b, c = (desk.open().ticket_id for _ in range(3))
    link(ticket_id=a, to_id=b, kind=kind, by=desk.amira, at=later(1))
    link(ticket_id=b, to_id=c, kind=kind, by=desk.amira, at=later(1))
    with pytest.raises(CannotLink, match="circle"):
        link(ticket_id=c, to_id=a, kind=kind, by=desk.amira, at=later(1))
    with pytest.raises(CannotLink, match="already"):
        link(ticket_id=a, to_id=c, kind=kind, by=desk.amira, at=later(1))
    with pytest.raises(CannotLink):
        link(ticket_id=a, to_id=a, kind=kind, by=desk.amira, at=later(1))
    with pytest.raises(BadInput):
        link(ticket_id=a, to_id=c, kind="cousin", by=desk.amira, at=later(1))


def test_who_sees_only_one_side_may_not_link(desk: Desk) -> None:
    mine, theirs = desk.open().ticket_id, desk.open(team=desk.sales).ticket_id
    with pytest.raises(NotAllowed):
        link(ticket_id=mine, to_id=theirs, kind=LinkKind.RELATED, by=desk.amira, at=later(1))
