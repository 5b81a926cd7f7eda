"""The assistant in the portal: forms that work without scripts, parts for those who have them, a secret address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from escalera.base.people.models import Contact
from escalera.core.tickets.models import Message, Ticket
from escalera.faces.portal.contact import guard
from escalera.levels.selfservice.models import Assistant, Conversation, Turn
from tests.cast import NOON, Desk
from tests.faces.portal.conftest import ENGLISH, published, signed_in, words

START = "/help/assistant/"
VPN = "my vpn drops every hour, what is wrong with the clock"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "FASTEST", timedelta(0))  # a test types faster than a person


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


def token(client: Client, address: str) -> str:
    match = re.search(r'name="token" value="([^"]+)"', client.get(address).content.decode())
    assert match
    return match[1]


def handed(client: Client, address: str, **more: str) -> str:
    """What stands on the page after the form for a person was sent."""
    fields = {"token": token(client, address), "name": "Farid", "email": "farid@customer.example", **more}
    answer = client.post(f"{address}hand-over/", fields)
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
