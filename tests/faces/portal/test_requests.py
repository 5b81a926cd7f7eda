"""A customer's own requests: theirs, their company's if they coordinate it, and never anybody else's."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from escalera.base.jobs.models import Job
from escalera.base.people.actions import portal
from escalera.base.people.models import Contact, Identity, OneTimeLink, Organization, Segment
from escalera.core.ladder.actions import decline_higher
from escalera.core.ladder.models import HigherAsk
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content, NewFile, merge
from escalera.core.tickets.links import follow_key, tracking_key
from escalera.core.tickets.models import Attachment, Message, Ticket
from escalera.core.tickets.queries import standing
from escalera.faces.portal.session import COOKIE
from tests.cast import NOON, Desk, later
from tests.faces.portal.conftest import ENGLISH, signed_in, words

GOOD = "correct horse battery"


def listed(client: Client, view: str = "open") -> list[str]:
    page = client.get(f"/help/requests/?view={view}").content.decode()
    return [unescape(one) for one in re.findall(r'href="/help/requests/\d+/">.*?<b>([^<]+)</b>', page)]


def haddad(desk: Desk, *, coordinator: Contact) -> Contact:
    """Farid and Hana work for one company; one of them coordinates its requests."""
    company = Organization.objects.create(name="Haddad Ltd")
    hana = Contact.objects.create(name="Hana", created_at=NOON, organization=company)
    Identity.objects.create(contact=hana, channel="email", address="hana@customer.example")
    Contact.objects.filter(pk=desk.farid.pk).update(organization=company)
    for one in (desk.farid, hana):
        one.refresh_from_db()
    coordinator = hana if coordinator is not desk.farid else desk.farid
    Contact.objects.filter(pk=coordinator.pk).update(is_coordinator=True)
    return hana


def test_nobody_sees_requests_without_signing_in(desk: Desk, visitor: Client) -> None:
    number = desk.open().ticket_id
    places = [visitor.get(f"/help/requests/{rest}")["Location"] for rest in ("", f"{number}/")]
    assert places == [
        "/help/sign-in/?next=%2Fhelp%2Frequests%2F",
        f"/help/sign-in/?next=%2Fhelp%2Frequests%2F{number}%2F",
    ]


def test_ones_own_open_and_all(desk: Desk) -> None:
    desk.open("First", at=NOON)
    second = desk.open("Second", at=later(1))
    desk.open("Eve's", requester=desk.eve)
    actions.resolve(ticket_id=second.ticket_id, by=desk.amira, at=later(2))
    farid = signed_in(desk.farid)
    assert (listed(farid), listed(farid, "all"), listed(farid, "shared")) == (
        ["First"],
        ["Second", "First"],
        ["First"],
    )


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "rest", ["", "conversation/", "messages/", "solution/", "reopening/", "higher/", "files/{}/"]
)
def test_eve_finds_nothing_of_farids(desk: Desk, method: str, rest: str) -> None:
    number = desk.open(content=Content("x", files=[NewFile("a.txt", "text/plain", b"a")])).ticket_id
    eve = signed_in(desk.eve)
    address = f"/help/requests/{number}/{rest.format(Attachment.objects.get().pk)}"
    response = getattr(eve, method)(address, {"text": "Hello", "reason": "x"})
    assert response.status_code in (404, 405)
    assert (Message.objects.count(), HigherAsk.objects.count(), Ticket.objects.get().status) == (1, 0, "new")


def test_the_page_keeps_what_is_internal(desk: Desk) -> None:
    number = desk.open().ticket_id
    files = [NewFile("secret.txt", "text/plain", b"a")]
    actions.note(ticket_id=number, content=Content("SECRET", files=files), by=desk.amira, at=later(1))
    actions.reply(ticket_id=number, content=Content("Since when?"), by=desk.amira, at=later(2))
    farid = signed_in(desk.farid)
    page = farid.get(f"/help/requests/{number}/").content.decode()
    hidden = farid.get(f"/help/requests/{number}/files/{Attachment.objects.get().pk}/")
    assert ("SECRET" in page, "secret.txt" in page, "Since when?" in page, hidden.status_code) == (
        False, False, True, 404,
    )  # fmt: skip


def test_from_reply_to_solved_and_open_again(desk: Desk) -> None:
    number = desk.open().ticket_id
    farid = signed_in(desk.farid)
    address = f"/help/requests/{number}/"
    states = []
    for rest in ("messages/", "solution/", "reopening/"):
        assert farid.post(f"{address}{rest}", {"text": "Still red."})["Location"] == address
        states.append(Ticket.objects.get().status)
    assert (states, Message.objects.latest("pk").contact) == (["new", "resolved", "open"], desk.farid)


def test_a_coordinator_sees_the_companys_and_acts_in_their_own_name(desk: Desk) -> None:
    hana = haddad(desk, coordinator=desk.eve)
    number = desk.open("Farid's", requester=desk.farid).ticket_id
    browser = signed_in(hana)
    assert (listed(browser), listed(browser, "shared")) == ([], ["Farid's"])
    browser.post(f"/help/requests/{number}/messages/", {"text": "It presses."})
    browser.post(f"/help/requests/{number}/solution/")
    assert (Message.objects.latest("pk").contact, Ticket.objects.get().status) == (hana, "resolved")


def test_a_colleague_who_coordinates_nothing_sees_nothing(desk: Desk) -> None:
    hana = haddad(desk, coordinator=desk.farid)
    number = desk.open("Farid's", requester=desk.farid).ticket_id
    browser = signed_in(hana)
    assert (listed(browser, "shared"), browser.get(f"/help/requests/{number}/").status_code) == ([], 404)


def test_what_was_asked_before_joining_the_company_stays_private(desk: Desk) -> None:
    number = desk.open("Private", requester=desk.farid).ticket_id
    hana = haddad(desk, coordinator=desk.eve)
    browser = signed_in(hana)
    assert (listed(browser, "shared"), browser.get(f"/help/requests/{number}/").status_code) == ([], 404)


def test_pages_of_the_list_follow_each_other(desk: Desk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(35):
        desk.open(f"T{n:02}", at=later(n // 2))
    farid = signed_in(desk.farid)
    with django_assert_num_queries(5):  # session, account, list, company, workflows
        first = farid.get("/help/requests/").content.decode()
    more = re.search(r'hx-get="([^"]+)"', first)
    assert more is not None
    second = farid.get("/help/requests/" + more[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
    found = re.findall(r"<b>(T\d\d)</b>", first + second.content.decode())
    assert found == [f"T{n:02}" for n in reversed(range(35))]


@pytest.mark.parametrize(
    "mark", ["x", "2026-01-01~1", "~", "9999-99-99T00:00:00+00:00~1", "2026-01-01T00:00:00%2B00:00~x"]
)
def test_a_strange_mark_begins_anew(desk: Desk, mark: str) -> None:
    desk.open("Only")
    assert signed_in(desk.farid).get(f"/help/requests/?after={mark}").status_code == 200


def test_asking_for_a_higher_level_where_it_is_allowed(desk: Desk) -> None:
    number = desk.open().ticket_id
    farid = signed_in(desk.farid)
    address = f"/help/requests/{number}/"
    assert "Ask for a higher level" not in words(farid.get(address))
    refused = farid.post(f"{address}higher/", {"reason": "x"})
    assert (refused.status_code, "Your agreement with us does not include this" in words(refused)) == (409, True)
    Ticket.objects.update(segment=Segment.objects.create(code="gold", name="Gold", may_ask_higher=True))
    assert "Ask for a higher level" in words(farid.get(address))
    farid.post(f"{address}higher/", {"reason": "Third time"})
    assert (HigherAsk.objects.get().reason, "You asked for a higher level" in words(farid.get(address))) == (
        "Third time", True,
    )  # fmt: skip


def test_the_answer_to_that_wish_stands_on_the_page(desk: Desk) -> None:
    number = desk.open().ticket_id
    Ticket.objects.update(segment=Segment.objects.create(code="gold", name="Gold", may_ask_higher=True))
    farid = signed_in(desk.farid)
    address = f"/help/requests/{number}/"
    farid.post(f"{address}higher/", {"reason": "Third time"})
    decline_higher(ticket_id=number, reason="A part <b>is</b> on\nits way.", by=desk.amira, at=later(1))
    page = farid.get(address)
    assert ("your request stays where it is: A part <b>is</b> on its way." in words(page)) is True
    assert "Ask for a higher level" in words(page)


def test_a_key_and_the_right_address_open_a_request(desk: Desk, visitor: Client) -> None:
    number = desk.open().ticket_id
    right = visitor.post("/help/follow/", {"key": tracking_key(number).lower(), "email": "FARID@customer.example "})
    assert right["Location"] == f"/t/{follow_key(number)}/"
    wrong = [
        visitor.post("/help/follow/", {"key": key, "email": email}).content.decode().count("No request has this key")
        for key, email in ((tracking_key(number), "eve@elsewhere.example"), ("1-AAA-AAA", "farid@customer.example"))
    ]
    assert wrong == [1, 1]


def test_guessing_keys_is_slowed_down(desk: Desk, visitor: Client) -> None:
    number = desk.open().ticket_id
    for n in range(12):
        visitor.post("/help/follow/", {"key": f"{n}-AAA-AAA", "email": "farid@customer.example"})
    closed = visitor.post("/help/follow/", {"key": tracking_key(number), "email": "farid@customer.example"})
    assert closed.status_code == 429


def test_asking_for_a_link_tells_nobody_who_is_known(desk: Desk, visitor: Client) -> None:
    pages = {}
    for email in ("farid@customer.example", "nobody@nowhere.example"):
        response = visitor.post("/help/sign-in/link/", {"email": email})
        pages[email] = (response.status_code, words(response).replace(email, "X"))
    assert (len(set(pages.values())), Job.objects.count(), OneTimeLink.objects.count()) == (1, 2, 0)


def test_opening_a_mailed_link_uses_nothing_up(desk: Desk, visitor: Client) -> None:
    made = portal.make_link(email="farid@customer.example", at=timezone.now())
    assert made is not None
    for _scan in range(3):
        visitor.get(f"/help/enter/{made[1]}/")
    assert visitor.post(f"/help/enter/{made[1]}/")["Location"] == "/help/requests/"
    assert visitor.post(f"/help/enter/{made[1]}/").status_code == 403


def test_a_session_is_new_at_each_sign_in_and_over_after_signing_out(desk: Desk) -> None:
    farid = signed_in(desk.farid)
    first = farid.cookies[COOKIE].value
    portal.set_password(contact=desk.farid, password=GOOD, at=timezone.now())
    assert farid.get("/help/requests/").status_code == 302  # a new password ends it
    farid.post("/help/sign-in/", {"email": "farid@customer.example", "password": GOOD})
    second = farid.cookies[COOKIE].value
    assert (first == second, farid.get("/help/requests/").status_code) == (False, 200)
    farid.post("/help/sign-out/")
    thief = Client()
    thief.cookies[COOKIE] = second
    assert thief.get("/help/requests/").status_code == 302


def test_neither_session_opens_the_others_door(desk: Desk) -> None:
    farid, amira = signed_in(desk.farid), Client()
    amira.force_login(desk.amira)
    as_agent, as_customer = Client(), Client()
    as_agent.cookies["sessionid"] = farid.cookies[COOKIE].value
    as_customer.cookies[COOKIE] = amira.cookies["sessionid"].value
    assert (as_agent.get("/desk/").status_code, as_customer.get("/help/requests/").status_code) == (302, 302)
    as_customer.post("/help/sign-out/")
    assert amira.get("/desk/").status_code == 200


def test_a_password_is_set_and_the_language_kept(desk: Desk) -> None:
    farid = signed_in(desk.farid)
    assert farid.post("/help/account/password/", {"password": GOOD}).status_code == 302
    assert farid.get("/help/account/").status_code == 200  # this browser stays
    assert (
        farid.post("/help/account/password/", {"password": "other good one", "current": "wrong"}).status_code == 403
    )
    farid.post("/help/account/language/", {"language": "pt-br"})
    desk.farid.refresh_from_db()
    assert desk.farid.language == "pt-br"


def test_forms_of_the_signed_in_check_where_they_come_from(desk: Desk) -> None:
    number = desk.open().ticket_id
    browser: Any = Client(enforce_csrf_checks=True, headers=ENGLISH)
    browser.cookies[COOKIE] = signed_in(desk.farid).cookies[COOKIE].value
    codes = [
        browser.post(address, {"text": "x"}).status_code
        for address in (f"/help/requests/{number}/messages/", "/help/account/password/", "/help/sign-out/")
    ]
    assert codes == [403, 403, 403]


def test_a_merged_request_opens_where_it_goes_on_only_for_its_own_asker(desk: Desk) -> None:
    mine, kept, eves = (desk.open(s, requester=r).ticket_id for s, r in
                        (("A", desk.farid), ("B", desk.farid), ("C", desk.eve)))  # fmt: skip
    closed = {"is_open": False, "status": "closed"}
    Ticket.objects.filter(pk=mine).update(merged_into=kept, **closed)
    assert "<h1>B</h1>" in signed_in(desk.farid).get(f"/help/requests/{mine}/").content.decode()
    Ticket.objects.filter(pk=mine).update(merged_into=eves)
    page = Client(headers={"accept-language": "en"}).get(f"/t/{follow_key(mine)}/").content.decode()
    assert ("<h1>A</h1>" in page, "<h1>C</h1>" in page) == (True, False)
    assert "put together with another one" in page


def test_a_merged_request_opens_for_who_takes_part_but_never_as_its_asker(desk: Desk) -> None:
    mine, eves = desk.open("A").ticket_id, desk.open("C", requester=desk.eve).ticket_id
    merge(survivor_id=eves, absorbed_id=mine, by=desk.amira, at=later(5))
    page = Client(headers={"accept-language": "en"}).get(f"/t/{follow_key(mine)}/").content.decode()
    assert "<h1>C</h1>" in page
    assert "put together with another one" not in page
    assert follow_key(eves) not in page
    Client().post(f"/t/{follow_key(mine)}/messages/", {"text": "Both are mine"})
    assert list(Message.objects.filter(ticket=eves, text="Both are mine").values_list("contact", flat=True)) == [
        desk.farid.pk
    ]
    assert standing(mine) == eves
