"""What a customer writes on the page of a request that has ended is subject to the rule of reopen, append or new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from escalera.core.channels.models import ConversationRule, WhenEnded
from escalera.core.tickets import actions
from escalera.core.tickets.links import follow_key
from escalera.core.tickets.models import Link, Message, Ticket
from tests.cast import Desk, later, make_desk
from tests.faces.desk.conftest import Enter, enter
from tests.faces.desk.reading import texts
from tests.faces.portal.conftest import signed_in, words
from tests.faces.portal.test_page import address, seen, write
from tests.faces.portal.test_requests import haddad

__all__ = ["enter"]
FORM = "Is something still wrong? Write, and a new request begins"


@pytest.fixture
def desk(db: None) -> Desk:
    cache.clear()
    return make_desk()


def rule(**change: Any) -> None:
    ConversationRule.objects.create(kind="portal", **{"when_ended": WhenEnded.NEW, **change})


def ended(desk: Desk) -> int:
    number = desk.open().ticket_id
    actions.resolve(ticket_id=number, by=desk.amira, at=later(1))
    return number


def placed(message: Message) -> tuple[int, str]:
    return message.ticket_id, (message.extra or {})["placed"]["code"]


def test_where_nobody_wrote_a_rule_it_is_opened_again_and_the_ticket_says_why(
    desk: Desk, client: Client, enter: Enter
) -> None:
    number = ended(desk)
    assert "Write, and we open it again" in seen(client, number)
    write(client, number, text="It is red again.")
    assert (placed(Message.objects.latest("pk")), Ticket.objects.get().is_open) == ((number, "reopen"), True)
    page = enter(desk.amira).get(f"/desk/tickets/{number}/")
    assert "It opened the ticket again" in page.content.decode()


def test_where_the_rule_says_new_it_begins_a_linked_one_and_the_customer_is_led_there(
    desk: Desk, client: Client, enter: Enter
) -> None:
    rule()
    number = ended(desk)
    assert (FORM in seen(client, number), "Open it again" in seen(client, number)) == (True, False)
    for _click in range(2):
        answer = client.post(address(number, "messages/"), {"text": "Now the fan is loud.", "once": "a"})
    message = Message.objects.latest("pk")
    new = message.ticket
    assert (Ticket.objects.count(), Message.objects.count(), placed(message)) == (2, 2, (new.pk, "ended-new"))
    assert (new.subject, new.requester, new.channel) == ("Now the fan is loud.", desk.farid, "portal")
    assert Link.objects.filter(ticket=number, to=new.pk).exists()
    assert not Ticket.objects.get(pk=number).is_open
    assert answer["Location"] == f"/t/{follow_key(new.pk)}/?after={number}"
    there = words(client.get(f"/t/{follow_key(new.pk)}/?after={number}", headers={"Accept-Language": "en"}))
    assert f"What you wrote is a new request: number {number} had ended. We see both." in there
    sentence = f"A new ticket, because by the rule one that has ended is not opened again (#{number})."
    amira = enter(desk.amira)
    assert sentence in " ".join(texts(amira.get(f"/desk/tickets/{new.pk}/"), "#thread .message"))
    amira.post(f"/desk/tickets/{new.pk}/messages/{message.pk}/place/", {"to": str(number)})  # one click
    assert (Ticket.objects.get(pk=new.pk).merged_into_id, Ticket.objects.get(pk=number).is_open) == (number, True)


def test_it_is_the_same_for_who_is_signed_in(desk: Desk) -> None:
    rule()
    number = ended(desk)
    answer = signed_in(desk.farid).post(f"/help/requests/{number}/messages/", {"text": "Another thing"})
    new = Ticket.objects.latest("pk").pk
    assert (answer["Location"], new == number) == (f"/help/requests/{new}/?after={number}", False)


def test_an_open_one_goes_on_whatever_the_rule_says(desk: Desk, client: Client) -> None:
    rule(when_open="new", idle_hours=1)
    number = desk.open(at=later(-60 * 24 * 9)).ticket_id
    write(client, number, text="Still red.")
    assert (Ticket.objects.count(), placed(Message.objects.latest("pk"))) == (1, (number, "answered"))


def test_a_form_that_was_open_before_is_refused_in_words(desk: Desk, client: Client) -> None:
    rule()
    number = ended(desk)
    answer = client.post(address(number, "reopening/"), headers={"Accept-Language": "en"})
    told = "This request is not opened again. Write to us: a new one begins with your words."
    assert (answer.status_code, told in words(answer), Ticket.objects.get().is_open) == (422, True, False)


def test_mere_thanks_begin_nothing(desk: Desk, client: Client) -> None:
    rule()
    number = ended(desk)
    Ticket.objects.update(resolved_at=timezone.now() - timedelta(days=1))
    write(client, number, text="Thank you!")
    assert (Ticket.objects.count(), Message.objects.latest("pk").ticket_id) == (1, number)


def test_a_colleague_who_acts_for_the_customer_stays_on_it(desk: Desk) -> None:
    rule()
    hana = haddad(desk, coordinator=desk.eve)
    number = ended(desk)
    signed_in(hana).post(f"/help/requests/{number}/messages/", {"text": "It presses."})
    assert (Ticket.objects.count(), Ticket.objects.get().is_open) == (1, True)


def test_too_many_or_empty_words_are_refused_as_ever(desk: Desk, client: Client) -> None:
    rule()
    number = ended(desk)
    assert (write(client, number, text=" "), write(client, number, text="x" * 20_001)) == (422, 422)
    assert Ticket.objects.count() == 1
