"""A ticket's verbs, through the actions that every face calls."""

from __future__ import annotations

import pytest
from django.db import transaction

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.tickets.actions import (
    Content,
    NewFile,
    classify,
    note,
    open_ticket,
    receive_message,
    release,
    reopen,
    reply,
    resolve,
    take,
    wait_for,
)
from escalera.core.tickets.actions.states import CannotResolve, CannotWait
from escalera.core.tickets.models import Attachment, Message, Status, Ticket
from tests.cast import NOON, Desk, later


def facts(ticket_id: int) -> list[str]:
    return list(Event.objects.filter(ticket_id=ticket_id).order_by("id").values_list("name", flat=True))


def test_a_new_ticket_stands_at_the_entrance_with_its_first_message(desk: Desk) -> None:
    message = desk.open()
    ticket = message.ticket
    assert (ticket.team, ticket.level, ticket.status, ticket.assignee) == (desk.front, desk.front.level, "new", None)
    assert (ticket.opened_at, ticket.customer_waits_since) == (NOON, NOON)
    assert facts(ticket.pk) == ["ticket.opened"]


def test_the_same_key_opens_one_ticket_and_says_one_reply(desk: Desk) -> None:
    first = desk.open(key="form-1")
    assert desk.open(key="form-1").pk == first.pk
    answer = reply(ticket_id=first.ticket_id, content=Content("Hi"), by=desk.amira, at=later(1), key="reply-1")
    again = reply(ticket_id=first.ticket_id, content=Content("Hi"), by=desk.amira, at=later(1), key="reply-1")
    assert again.pk == answer.pk
    assert Message.objects.count() == 2


def test_a_reply_by_somebody_makes_them_assignee_and_owner(desk: Desk) -> None:
    number = desk.open().ticket_id
    reply(ticket_id=number, content=Content("Looking"), by=desk.amira, at=later(5))
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.assignee, ticket.owner, ticket.status) == (desk.amira, desk.amira, Status.OPEN)
    assert ticket.customer_waits_since is None
    assert facts(number) == ["ticket.opened", "ticket.taken", "reply.written"]


def test_the_owner_stays_when_another_takes_the_ticket(desk: Desk) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    take(ticket_id=number, by=desk.sara, at=later(2))
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.owner, ticket.assignee) == (desk.amira, desk.sara)


def test_taking_what_one_holds_changes_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    take(ticket_id=number, by=desk.amira, at=later(2))
    assert facts(number) == ["ticket.opened", "ticket.taken"]


def test_release_puts_it_back_into_the_queue(desk: Desk) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    release(ticket_id=number, by=desk.amira, at=later(2))
    assert Ticket.objects.get(pk=number).assignee is None
    assert facts(number) == ["ticket.opened", "ticket.taken", "ticket.released"]


@pytest.mark.parametrize(("then", "status"), [("", "open"), ("wait", "waiting_customer"), ("resolve", "resolved")])
def test_reply_and_then(desk: Desk, then: str, status: str) -> None:
    number = desk.open().ticket_id
    reply(ticket_id=number, content=Content("Done"), by=desk.amira, at=later(5), then=then)
    assert Ticket.objects.get(pk=number).status == status


def test_a_customers_word_reopens_and_an_automatic_one_does_not(desk: Desk) -> None:
    number = desk.open().ticket_id
    resolve(ticket_id=number, by=desk.amira, at=later(5))
    receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Out"), channel="email", at=later(6), automatic=True
    )
    assert Ticket.objects.get(pk=number).status == Status.RESOLVED
    receive_message(ticket_id=number, contact=desk.farid, content=Content("Again"), channel="email", at=later(7))
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.status, ticket.reopened, ticket.resolved_at) == (Status.OPEN, 1, None)
    assert facts(number)[-2:] == ["message.received", "ticket.reopened"]


def test_a_customers_word_ends_the_wait_for_them_only(desk: Desk) -> None:
    number = desk.open().ticket_id
    wait_for(ticket_id=number, status=Status.WAITING_VENDOR, by=desk.amira, at=later(1))
    receive_message(ticket_id=number, contact=desk.farid, content=Content("And?"), channel="email", at=later(2))
    assert Ticket.objects.get(pk=number).status == Status.WAITING_VENDOR
    wait_for(ticket_id=number, status=Status.WAITING_CUSTOMER, by=desk.amira, at=later(3))
    receive_message(ticket_id=number, contact=desk.farid, content=Content("Here"), channel="email", at=later(4))
    assert Ticket.objects.get(pk=number).status == Status.OPEN


def test_a_note_is_not_an_answer(desk: Desk) -> None:
    number = desk.open().ticket_id
    note(ticket_id=number, content=Content("Seen before"), by=desk.amira, at=later(1))
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.status, ticket.customer_waits_since, ticket.assignee) == (Status.NEW, NOON, None)


def test_refusals_say_why_and_change_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    with pytest.raises(NotAllowed, match="another team"):
        reply(ticket_id=number, content=Content("Hi"), by=desk.omar, at=later(1))
    with pytest.raises(BadInput, match="Write something"):
        reply(ticket_id=number, content=Content("  \n"), by=desk.amira, at=later(1))
    resolve(ticket_id=number, by=desk.amira, at=later(2))
    with pytest.raises(CannotResolve, match="already resolved"):
        resolve(ticket_id=number, by=desk.amira, at=later(3))
    with pytest.raises(CannotWait):
        wait_for(ticket_id=number, status=Status.WAITING_CUSTOMER, by=desk.amira, at=later(3))
    with pytest.raises(BadInput, match="Unknown kind"):
        desk.open(kind="wish")
    assert Message.objects.count() == 1
    assert facts(number) == ["ticket.opened", "ticket.taken", "ticket.resolved"]


def test_a_stranger_can_neither_resolve_nor_reopen(desk: Desk) -> None:
    number = desk.open().ticket_id
    with pytest.raises(NotAllowed):
        resolve(ticket_id=number, by=desk.eve, at=later(1))
    resolve(ticket_id=number, by=desk.farid, at=later(2))
    with pytest.raises(NotAllowed):
        reopen(ticket_id=number, by=desk.eve, at=later(3))
    assert reopen(ticket_id=number, by=desk.farid, at=later(4)).status == Status.OPEN


def test_files_are_kept_once_by_content_and_listed_on_each_message(desk: Desk) -> None:
    file = NewFile("router.png", "image/png", b"\x89PNG same bytes")
    first = desk.open(content=Content("See", files=[file]))
    second = desk.open(content=Content("See again", files=[file]))
    rows = list(Attachment.objects.order_by("id").values_list("message_id", "name", "size", "sha256"))
    assert [row[:3] for row in rows] == [(first.pk, "router.png", 15), (second.pk, "router.png", 15)]
    assert rows[0][3] == rows[1][3]


def test_an_action_is_whole_or_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id

    @transaction.atomic
    def interrupted() -> None:
        reply(ticket_id=number, content=Content("Hi"), by=desk.amira, at=later(1))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert (Message.objects.count(), facts(number)) == (1, ["ticket.opened"])


def test_subjects_are_never_empty_and_nul_bytes_are_dropped(desk: Desk) -> None:
    assert open_ticket(
        requester=desk.farid, subject=" \x00", content=Content("The \x00printer"), channel="api", at=NOON
    ).ticket.subject == "The \x00printer".replace("\x00", "")


def test_classifying_is_recorded_once(desk: Desk) -> None:
    number = desk.open().ticket_id
    classify(ticket_id=number, kind="complaint", priority=4, by=desk.amira, at=later(1))
    classify(ticket_id=number, kind="complaint", priority=4, by=desk.amira, at=later(2))
    assert facts(number) == ["ticket.opened", "ticket.classified"]
