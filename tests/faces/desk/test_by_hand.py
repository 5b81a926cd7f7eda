"""A call or a visit, written down in one form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.people.models import Contact, Identity
from escalera.core.channels.models import Delivery
from escalera.core.search.people import index_contact
from escalera.core.tickets.models import Message, Status, Ticket, TimeEntry
from tests.cast import Desk

URL = "/desk/by-hand/"
CALL = {"way": "phone", "said": "No dial tone", "outcome": "open", "seconds": "95", "key": "k1"}


@pytest.fixture
def amira(desk: Desk, client: Client) -> Client:
    client.force_login(desk.amira)
    return client


def test_a_call_of_somebody_new(desk: Desk, amira: Client) -> None:
    answer = amira.post(URL, {**CALL, "name": "Rosa Peña", "address": "+34 600 111 222", "answered": "We look at it"})
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/tickets/{ticket.pk}/")
    assert (ticket.requester.name, ticket.channel, ticket.subject) == ("Rosa Peña", "phone", "No dial tone")
    assert list(ticket.messages.order_by("pk").values_list("text", "channel")) == [
        ("No dial tone", "phone"), ("We look at it", "phone"),
    ]  # fmt: skip
    assert (TimeEntry.objects.get().minutes, ticket.customer_waits_since, Delivery.objects.count()) == (2, None, 0)
    assert Identity.objects.get(contact=ticket.requester).channel == "phone"


def test_sent_twice_it_is_written_once(desk: Desk, amira: Client) -> None:
    for _turn in range(2):
        amira.post(URL, {**CALL, "person": desk.farid.pk})
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_it_goes_on_in_a_ticket_that_is_open(desk: Desk, amira: Client) -> None:
    number = desk.open().ticket_id
    amira.post(URL, {**CALL, "person": desk.farid.pk, "ticket": number, "outcome": "solved"})
    ticket = Ticket.objects.get()
    assert (ticket.pk, ticket.status, ticket.messages.count()) == (number, Status.RESOLVED, 3)


def test_somebody_elses_ticket_is_not_touched(desk: Desk, amira: Client) -> None:
    number = desk.open(requester=desk.eve).ticket_id
    amira.post(URL, {**CALL, "person": desk.farid.pk, "ticket": number})
    assert (Ticket.objects.count(), Message.objects.filter(ticket=number).count()) == (2, 1)


def test_a_promise_to_call_back_is_a_date(desk: Desk, amira: Client) -> None:
    when = (timezone.localtime() + timedelta(hours=2)).replace(second=0, microsecond=0)
    given = {**CALL, "person": desk.farid.pk, "outcome": "call_back"}
    refused = amira.post(URL, given)
    taken = amira.post(URL, {**given, "call_back_at": when.strftime("%Y-%m-%dT%H:%M")})
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert Ticket.objects.get().promised_at == when


def test_passing_it_up_opens_the_hand_over(desk: Desk, amira: Client) -> None:
    answer = amira.post(URL, {**CALL, "person": desk.farid.pk, "outcome": "up"})
    assert answer["Location"] == f"/desk/tickets/{Ticket.objects.get().pk}/escalations/"


@pytest.mark.parametrize(
    "wrong",
    [{"said": " "}, {"way": "drum"}, {"outcome": "never"}, {"person": "999999"}, {"person": "", "address": "@"}],
)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(desk: Desk, amira: Client, wrong: dict[str, str]) -> None:
    answer = amira.post(URL, {**CALL, "person": desk.farid.pk, "answered": "kept words", **wrong})
    assert (answer.status_code, b"kept words" in answer.content, Ticket.objects.count()) == (422, True, 0)


def test_people_are_found_by_their_number(desk: Desk, amira: Client) -> None:
    Identity.objects.create(contact=desk.farid, channel="phone", address="+34600111222")
    index_contact(desk.farid.pk)
    page = amira.get(URL + "people/", {"q": "600111222"}).content.decode()
    chosen = amira.get(URL + "people/", {"person": desk.farid.pk}).content.decode()
    assert ["Farid Haddad" in page, f'name="person" value="{desk.farid.pk}"' in chosen] == [True, True]


def test_who_only_reads_may_not(desk: Desk, client: Client) -> None:
    desk.amira.role.permissions = []
    desk.amira.role.save()
    client.force_login(desk.amira)
    assert (client.post(URL, {**CALL, "person": desk.farid.pk}).status_code, Contact.objects.count()) == (403, 2)
