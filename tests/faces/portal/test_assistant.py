"""The assistant in the portal: forms that work without scripts, parts for those who have them, a secret address."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from escalera.base.people.models import Contact
from escalera.core.knowledge.models import Article
from escalera.core.retrieval.models import Asked
from escalera.core.tickets.models import Message, Ticket
from escalera.levels.selfservice.actions import leave_quiet
from escalera.levels.selfservice.models import Assistant, Conversation, Turn
from tests.cast import NOON, Desk
from tests.faces.portal.conftest import ENGLISH, published, signed_in, words

START = "/help/assistant/"
VPN = "my vpn drops every hour, what is wrong with the clock"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def pages(desk: Desk) -> Desk:
    published(desk, "The VPN drops every hour", "Set the VPN clock to automatic and reconnect the VPN.")
    published(desk, "Secret VPN keys", "The VPN master key is in the safe.", audience="internal")
    return desk


def asked(client: Client, text: str = VPN) -> str:
    """The address of a conversation begun with these words."""
    answer = client.post(START, {"text": text})
    assert answer.status_code == 302, words(answer)
    return answer["Location"].partition("#")[0]


def token(client: Client, address: str, *, age_s: float = 30) -> str:
    """The token of a form that was opened so many seconds ago."""
    with patch("django.core.signing.time.time", return_value=time.time() - age_s):
        page = client.get(address).content.decode()
    match = re.search(r'name="token" value="([^"]+)"', page)
    assert match
    return match[1]


def handed(client: Client, address: str, age_s: float = 30, **more: str) -> str:
    """What stands on the page after the form for a person was sent."""
    given = token(client, address, age_s=age_s)
    answer = client.post(
        f"{address}hand-over/", {"token": given, "name": "Farid", "email": "farid@customer.example", **more}
    )
    return words(client.get(address)) if answer.status_code == 302 else words(answer)


def test_a_question_begins_a_conversation_under_a_secret_address(pages: Desk, visitor: Client) -> None:
    address = asked(visitor)
    assert re.fullmatch(r"/help/assistant/[0-9a-f]{40}/", address)
    page = words(visitor.get(address))
    assert [part in page for part in (VPN, "The VPN drops every hour", "revised on", "Did this help?", "Secret")] == [
        True, True, True, True, False,
    ]  # fmt: skip


def test_it_says_that_it_is_a_machine_and_links_what_it_shows(pages: Desk, visitor: Client) -> None:
    page = visitor.get(asked(visitor)).content.decode()
    assert "A machine that quotes our help" in page
    assert 'href="/help/articles/the-vpn-drops-every-hour/"' in page


def test_a_conversation_is_kept_nowhere_and_found_by_nobody(pages: Desk, visitor: Client) -> None:
    answer = visitor.get(asked(visitor))
    kept = (answer["Cache-Control"], answer["X-Robots-Tag"])
    assert kept == ("no-store, private", "noindex, nofollow, noarchive")
    assert [visitor.get(f"{START}{key}/").status_code for key in ("0" * 40, "x", "%00")] == [404, 404, 404]


def test_with_htmx_the_same_address_answers_with_the_part_alone(pages: Desk, visitor: Client) -> None:
    answer = visitor.post(START, {"text": VPN}, headers=HTMX)
    talk = Conversation.objects.get()
    assert (answer.status_code, answer["HX-Replace-Url"]) == (200, f"{START}{talk.key}/")
    fresh = visitor.get(f"{START}{talk.key}/").content.decode()
    part = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).strip()
    assert part in re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", fresh)


def test_words_of_markup_are_shown_as_words(pages: Desk, visitor: Client) -> None:
    page = visitor.get(asked(visitor, "<script>alert(1)</script> vpn {{ settings }}")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; vpn {{ settings }}" in page


def test_a_person_is_one_press_away_and_asks_only_who_one_is(pages: Desk, visitor: Client) -> None:
    address = asked(visitor)
    visitor.post(f"{address}person/")
    page = visitor.get(address).content.decode()
    assert re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"[^>]* required', page) == ["name", "email"]
    assert 'id="words"' not in page
    said = handed(visitor, address, more="Since Monday.")
    ticket = Ticket.objects.get()
    assert f"A person goes on: request {ticket.pk}." in said
    message = Message.objects.get(ticket=ticket)
    assert (message.text, ticket.subject) == (f"{VPN}\n\nSince Monday.", VPN)
    assert "The VPN drops every hour" in (message.folded or [{}])[0]["text"]
    assert (message.extra or {})["rule"] == "portal-unproven"


def test_who_is_signed_in_is_not_asked_who_they_are(pages: Desk) -> None:
    client = signed_in(pages.farid)
    address = asked(client, "I want to talk to a human about my broken screen")
    page = client.get(address).content.decode()
    assert 'name="email"' not in page
    client.post(f"{address}hand-over/", {"token": ""})
    ticket = Ticket.objects.get()
    assert (ticket.requester, f'href="/help/requests/{ticket.pk}/"' in client.get(address).content.decode()) == (
        pages.farid, True,
    )  # fmt: skip


def test_pressed_twice_it_is_handed_over_once(pages: Desk, visitor: Client) -> None:
    address = asked(visitor, "agent")
    handed(visitor, address)
    again = visitor.post(f"{address}hand-over/", {"name": "Eve", "email": "eve@elsewhere.example"})
    assert (again.status_code, Ticket.objects.get().requester) == (302, pages.farid)


def test_a_wrong_address_is_said_and_nothing_is_lost(pages: Desk, visitor: Client) -> None:
    address = asked(visitor, "agent")
    said = handed(visitor, address, email="nobody", more="Since Monday.")
    assert ("“nobody” is not a mail address." in said, "Since Monday." in said) == (True, True)
    assert Ticket.objects.count() == 0


def test_machines_open_nothing(pages: Desk, visitor: Client) -> None:
    address = asked(visitor, "agent")
    assert "faster than anybody types" in handed(visitor, address, age_s=0)
    handed(visitor, address, website="http://spam.example")
    handed(visitor, address, token="forged")
    assert Ticket.objects.count() == 0


def test_after_the_hand_over_the_page_leads_to_the_request_and_takes_no_more_questions(
    pages: Desk, visitor: Client
) -> None:
    address = asked(visitor, "agent")
    handed(visitor, address)
    page = visitor.get(address).content.decode()
    ticket = Ticket.objects.get()
    assert (f'href="/t/{ticket.pk}-' in page, 'id="words"' in page) == (True, False)


def test_it_helped_and_it_did_not_are_one_press(pages: Desk, visitor: Client) -> None:
    good, bad = asked(visitor), asked(visitor)
    visitor.post(f"{good}helped/")
    visitor.post(f"{bad}not-helped/")
    states = [Conversation.objects.get(key=one.split("/")[3]).state for one in (good, bad)]
    assert states == ["helped", "wants"]


def test_the_wish_for_a_person_can_be_taken_back(pages: Desk, visitor: Client) -> None:
    address = asked(visitor, "agent")
    visitor.post(f"{address}on/")
    assert 'id="words"' in visitor.get(address).content.decode()


def test_an_empty_or_endless_question_is_refused_with_its_words(pages: Desk, visitor: Client) -> None:
    empty, endless = visitor.post(START, {"text": " "}), visitor.post(START, {"text": "x" * 2001})
    assert [one.status_code for one in (empty, endless)] == [422, 422]
    assert Conversation.objects.count() == 0


def test_too_much_from_one_network_is_put_off(pages: Desk, visitor: Client) -> None:
    address = asked(visitor)
    for n in range(45):
        last = visitor.post(address, {"text": f"vpn {n}", "once": str(n)})
    assert (last.status_code, "wait a few minutes" in words(last)) == (429, True)


def test_the_same_form_sent_twice_is_said_once(pages: Desk, visitor: Client) -> None:
    address = asked(visitor)
    before = Turn.objects.count()
    for _time in range(2):
        visitor.post(address, {"text": "how does the vpn clock work on weekends", "once": "2"})
    assert Turn.objects.count() == before + 2


def test_nobody_can_be_made_to_write_from_another_site(pages: Desk) -> None:
    client = Client(headers=ENGLISH, enforce_csrf_checks=True)
    assert client.post(START, {"text": VPN}).status_code == 403


def test_who_comes_back_finds_their_conversation(pages: Desk, visitor: Client) -> None:
    address = asked(visitor)
    assert f'href="{address}"' in visitor.get(START).content.decode()
    assert address not in Client(headers=ENGLISH).get(START).content.decode()


def test_a_request_by_the_form_says_that_the_assistant_did_not_help(pages: Desk, visitor: Client) -> None:
    address = asked(visitor)
    visitor.post(f"{address}helped/")
    fields = {"token": token(visitor, "/help/contact/"), "name": "Farid", "email": "farid@customer.example"}
    visitor.post("/help/contact/", {**fields, "text": "It drops again.", "about": "question"})
    assert (Ticket.objects.count(), Conversation.objects.get().returned_at is not None) == (1, True)


def test_switched_off_it_leads_to_the_form(pages: Desk, visitor: Client) -> None:
    Assistant.objects.create(is_on=False)
    assert visitor.get(f"{START}?text=vpn")["Location"] == "/help/contact/?text=vpn"
    assert "/help/assistant/" not in visitor.get("/help/").content.decode()


def test_the_first_words_and_the_name_are_the_companys(pages: Desk, visitor: Client) -> None:
    Assistant.objects.create(name="Tono", welcome={"": "¡Hola!", "en": "Welcome!"})
    page = words(visitor.get(START))
    assert ("Tono" in page, "Welcome!" in page, "¡Hola!" in page) == (True, True, False)


def test_of_several_articles_the_customer_names_the_one_that_helped(pages: Desk, visitor: Client) -> None:
    other = published(pages, "VPN on the phone", "Install the VPN app on the phone and scan the code.")
    address = asked(visitor, "vpn phone clock reconnect app")
    page = visitor.get(address).content.decode()
    assert re.findall(r'name="article" value="(\d+)"', page).count(str(other.pk)) == 1
    visitor.post(f"{address}helped/", {"article": str(other.pk)})
    shown = Turn.objects.get(helped=True)
    assert (Article.objects.get(pk=other.pk).solved, Conversation.objects.get().state) == (1, "helped")
    assert Asked.objects.get(pk=shown.data["asked"]).fate == (
        "right" if shown.data["offers"][0]["article"] == other.pk else "wrong"
    )


@pytest.mark.parametrize("article", ["x", "²", "999999", "-1", "9" * 40])
def test_an_article_that_was_not_shown_is_not_the_one_that_helped(pages: Desk, visitor: Client, article: str) -> None:
    address = asked(visitor)
    assert visitor.post(f"{address}helped/", {"article": article}).status_code == 302
    assert Conversation.objects.get().state == "helped"


def test_who_asked_for_a_person_and_left_finds_the_way_to_one_again(pages: Desk, visitor: Client) -> None:
    address = asked(visitor, "agent")
    leave_quiet(at=timezone.now() + timedelta(hours=1))
    page = visitor.get(address).content.decode()
    assert ('id="handing"' in page, 'id="words"' in page) == (True, False)
    visitor.post(address, {"text": VPN})
    assert (Conversation.objects.get().state, Turn.objects.filter(said="answer").count()) == ("wants", 0)
    assert "A person goes on" in handed(visitor, address)


def test_whoever_holds_its_address_deletes_what_was_said(pages: Desk, visitor: Client) -> None:
    address = asked(visitor)
    after = visitor.post(f"{address}deletion/", follow=True)
    talk = Conversation.objects.get()
    assert ("The conversation is deleted." in words(after), Turn.objects.count(), talk.visitor) == (True, 0, "")
    assert [visitor.get(address).status_code, visitor.post(address, {"text": VPN}).status_code] == [404, 404]
    assert address not in visitor.get(START).content.decode()


def test_a_card_number_is_not_kept_and_the_customer_reads_so(pages: Desk, visitor: Client) -> None:
    address = asked(visitor, "my vpn card is 4111 1111 1111 1111 and my password: hunter2000")
    page = words(visitor.get(address))
    assert [one in page for one in ("•••• 1111", "was covered and is not kept", "4111 1111", "hunter2000")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("turns", [1, 6])
def test_a_conversation_takes_the_same_queries_however_long_it_is(
    pages: Desk, visitor: Client, django_assert_num_queries: DjangoAssertNumQueries, turns: int
) -> None:
    address = asked(visitor)
    talk = Conversation.objects.get()
    for n in range(turns):
        Turn.objects.create(conversation=talk, number=n + 10, side="you", text=f"words {n}", at=NOON)
    with django_assert_num_queries(4):  # conversation, turns, assistant, company
        visitor.get(address)


def test_eve_reads_nothing_of_farids_conversation_by_being_signed_in(pages: Desk) -> None:
    farid, eve = signed_in(pages.farid), signed_in(pages.eve)
    address = asked(farid, "agent")
    farid.post(f"{address}hand-over/", {})
    talk = Conversation.objects.get()
    assert talk.contact == Contact.objects.get(pk=pages.farid.pk)
    assert "request" not in words(eve.get(START)).lower().replace("requests", "")
