"""The assistant in the acknowledgement: what may answer a mail, a link that says it did, and silence after a person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from escalera.base.log.readers import read_all
from escalera.base.people.models import Contact
from escalera.core.ladder.packets import known
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import Content
from escalera.core.tickets.models import Message, MessageKind, Ticket
from escalera.levels.selfservice import actions
from escalera.levels.selfservice.models import Assistant, Conversation
from tests.cast import Desk, later
from tests.faces.portal.conftest import ENGLISH, signed_in
from tests.levels.selfservice.conftest import begun, say

pytestmark = pytest.mark.django_db(transaction=True)
VPN = "my vpn drops every hour, what is wrong with the clock"


def mailed(desk: Desk, text: str = VPN, **change: Any) -> Ticket:
    Contact.objects.update(language="en")
    content = Content(text, extra={"from": "farid@customer.example"})
    return desk.open("The VPN drops", content=content, **change).ticket


def acknowledged(ticket: Ticket) -> str:
    read_all()
    return Message.objects.get(ticket=ticket, kind=MessageKind.BOT).text


def link_in(text: str) -> str:
    match = re.search(r"/help/assistant/[0-9a-f]{40}/helped/", text)
    assert match
    return match[0]


def test_the_acknowledgement_shows_what_may_answer_it_with_day_and_link(help_pages: Desk) -> None:
    text = acknowledged(mailed(help_pages))
    assert "“The VPN drops every hour” (revised on March 2, 2026)" in text
    assert "/help/articles/the-vpn-drops-every-hour/" in text
    assert "Secret" not in text
    assert Conversation.objects.get().channel == "email"


def test_a_mail_that_nothing_answers_gets_the_plain_acknowledgement(help_pages: Desk) -> None:
    content = Content("zyxwv qponm lkjih", extra={"from": "farid@customer.example"})
    assert "/help/articles/" not in acknowledged(help_pages.open("Gfedc bazyx", content=content).ticket)
    assert Conversation.objects.count() == 0


def test_opening_the_link_only_asks_and_pressing_solves_the_request(help_pages: Desk) -> None:
    ticket = mailed(help_pages)
    address = link_in(acknowledged(ticket))
    client = Client(headers=ENGLISH)
    assert client.get(address).status_code == 200
    assert Ticket.objects.get(pk=ticket.pk).is_open
    for _press in range(2):
        assert client.post(address).status_code == 302
    assert (Ticket.objects.get(pk=ticket.pk).status, Conversation.objects.get().state) == ("resolved", "helped")


def test_a_solved_request_that_is_opened_again_did_not_hold(help_pages: Desk) -> None:
    ticket = mailed(help_pages)
    acknowledged(ticket)
    actions.confirm(conversation_id=Conversation.objects.get().pk, at=later(5))
    tickets.reopen(ticket_id=ticket.pk, by=help_pages.farid, at=later(10))
    read_all()
    assert Conversation.objects.get().returned_at == later(10)


def test_it_says_nothing_where_a_person_has_answered_already(help_pages: Desk) -> None:
    ticket = mailed(help_pages)
    tickets.reply(ticket_id=ticket.pk, content=Content("I look at it."), by=help_pages.amira, at=later(1))
    assert "/help/articles/" not in acknowledged(ticket)
    assert Conversation.objects.count() == 0


def test_once_a_person_answers_it_is_with_them(help_pages: Desk) -> None:
    ticket = mailed(help_pages)
    address = link_in(acknowledged(ticket))
    tickets.reply(ticket_id=ticket.pk, content=Content("I look at it."), by=help_pages.amira, at=later(1))
    read_all()
    talk = Conversation.objects.get()
    assert (talk.state, talk.reason) == ("handed", "mail")
    assert Client(headers=ENGLISH).post(address).status_code == 409


def test_the_company_can_switch_it_off_for_mail(help_pages: Desk) -> None:
    Assistant.objects.create(in_mail=False)
    assert "/help/articles/" not in acknowledged(mailed(help_pages))


def test_a_request_that_the_assistant_handed_over_is_not_answered_by_it_again(help_pages: Desk) -> None:
    talk = begun()
    say(talk, VPN)
    extra = {"from": "farid@customer.example"}
    message = actions.hand_over(conversation_id=talk.pk, contact=help_pages.farid, extra=extra, at=later(2))
    assert "/help/articles/" not in acknowledged(message.ticket)


def test_a_hand_over_between_levels_knows_what_was_said_and_shown(help_pages: Desk) -> None:
    talk = begun()
    say(talk, VPN)
    actions.deny(conversation_id=talk.pk, at=later(2))
    ticket = actions.hand_over(conversation_id=talk.pk, contact=help_pages.farid, at=later(3)).ticket
    told = known(ticket)
    assert told["symptom"] == VPN
    assert "The VPN drops every hour" in told["tried"]
    assert "it did not help" in told["tried"]


def test_a_new_ticket_within_the_week_says_that_it_did_not_hold(help_pages: Desk) -> None:
    read_all()  # a reader begins behind what was there before it
    talk = begun(help_pages.farid)
    say(talk, VPN)
    actions.confirm(conversation_id=talk.pk, at=later(2))
    mailed(help_pages, at=later(60 * 24))
    read_all()
    assert Conversation.objects.get(pk=talk.pk).returned_at == later(60 * 24)


def test_the_customers_page_of_a_mailed_answer_leads_to_their_request(help_pages: Desk) -> None:
    ticket = mailed(help_pages)
    address = link_in(acknowledged(ticket))
    page = signed_in(help_pages.farid).get(address).content.decode()
    assert f'href="/help/requests/{ticket.pk}/"' in page
