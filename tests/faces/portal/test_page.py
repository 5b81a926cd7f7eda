"""The customer's page of a ticket: what it shows, what it keeps to itself, what can be done on it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from escalera.base.log.models import Event
from escalera.core.ladder import actions as ladder
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content, NewFile
from escalera.core.tickets.links import follow_key
from escalera.core.tickets.models import Attachment, Message, Ticket
from tests.cast import Desk, later, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    cache.clear()
    return make_desk()


def address(number: int, more: str = "") -> str:
    return f"/t/{follow_key(number)}/{more}"


def seen(client: Client, number: int) -> str:
    """The words of the page, without the tags, in one line."""
    response = client.get(address(number), headers={"Accept-Language": "en"})
    assert response.status_code == 200
    main = response.content.decode().partition("<main ")[2].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def bubbles(client: Client, number: int) -> list[tuple[str, str]]:
    """(side, words) of every message on the page."""
    page = client.get(address(number)).content.decode()
    found = re.findall(
        r'<article class="said" data-side="(\w+)".*?<div class="body"[^>]*>(.*?)</div>', page, re.DOTALL
    )
    return [(side, unescape(re.sub(r"<[^>]+>", "", text))) for side, text in found]


def write(client: Client, number: int, **form: object) -> int:
    return client.post(address(number, "messages/"), {"text": "", **form}).status_code


def test_the_conversation_without_what_is_internal(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    actions.note(ticket_id=number, content=Content("SECRET: a difficult one"), by=desk.amira, at=later(1))
    actions.reply(ticket_id=number, content=Content("Since when, Farid?"), by=desk.amira, at=later(2))
    assert bubbles(client, number) == [("you", "The light is red."), ("us", "Since when, Farid?")]
    assert "SECRET" not in client.get(address(number)).content.decode()


def test_the_state_in_plain_words(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    first = desk.front.level.name
    words = [seen(client, number).split(f" · N1 {first}")[0]]
    actions.take(ticket_id=number, by=desk.amira, at=later(1))
    words.append(seen(client, number).split(f" · N1 {first}")[0])
    actions.wait_for(ticket_id=number, status="waiting_customer", by=desk.amira, at=later(2))
    words.append(seen(client, number).split(f" · N1 {first}")[0])
    actions.resolve(ticket_id=number, by=desk.amira, at=later(3))
    words.append(seen(client, number).split(f" · N1 {first}")[0])
    assert words == ["We have received it", "We are working on it", "We are waiting for your answer", "Solved"]


def test_of_people_only_a_first_name(desk: Desk, client: Client) -> None:
    desk.bruno.name = "Bruno Internal Surname"
    desk.bruno.save()
    number = desk.open().ticket_id
    handover = ladder.Handover("INTERNAL HANDOVER")
    one = ladder.escalate(ticket_id=number, to_team=desk.networks, handover=handover, by=desk.amira, at=later(1))
    ladder.accept(escalation_id=one.pk, by=desk.bruno, at=later(2))
    actions.reply(ticket_id=number, content=Content("Here I am."), by=desk.bruno, at=later(3))
    text = seen(client, number)
    assert ("With Bruno" in text, "Surname" in text, "INTERNAL" in text) == (True, False, False)


def test_the_four_steps(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    ladder.escalate(
        ticket_id=number, to_team=desk.networks, handover=ladder.Handover("x"), by=desk.amira, at=later(1)
    )
    page = client.get(address(number)).content.decode()
    assert re.findall(r'data-state="(\w+)"', page) == ["past", "here", "ahead", "ahead"]


def test_nothing_of_the_page_is_kept_or_passed_on(desk: Desk, client: Client) -> None:
    response = client.get(address(desk.open().ticket_id))
    assert {name: response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Cache-Control": "no-store, private",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
    assert dict(response.cookies) == {}


def test_what_was_written_is_never_markup(desk: Desk, client: Client) -> None:
    number = desk.open("<b>Subject</b>", "<script>alert(1)</script>").ticket_id
    page = client.get(address(number)).content.decode()
    assert ("<script>alert" in page, "<b>Subject" in page) == (False, False)
    assert bubbles(client, number) == [("you", "<script>alert(1)</script>")]


def test_links_leave_no_trace_of_the_page(desk: Desk, client: Client) -> None:
    number = desk.open(text="See https://example.org/x").ticket_id
    page = client.get(address(number)).content.decode()
    assert '<a href="https://example.org/x" rel="nofollow">https://example.org/x</a>' in page


def test_the_language_is_the_browsers(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    spanish = client.get(address(number), headers={"Accept-Language": "es-CO,es;q=0.9"}).content.decode()
    english = client.get(address(number), headers={"Accept-Language": "en"}).content.decode()
    assert [re.findall('<html lang="(..)', page) for page in (spanish, english)] == [["es"], ["en"]]
    assert ("Lo hemos recibido" in spanish, "We have received it" in english) == (True, True)


@pytest.mark.parametrize("key", ["1-aaaaaaaaaaaaaaaaaaaa", "1", "x", "999999999999999999-aaaaaaaaaaaaaaaaaaaa"])
def test_a_wrong_link_says_how_to_get_another(desk: Desk, client: Client, key: str) -> None:
    desk.open()
    response = client.get(f"/t/{key}/", headers={"Accept-Language": "en"})
    text = response.content.decode()
    assert (response.status_code, "This link does not work" in text, "mailto:help@desk.example" in text) == (
        404, True, True,
    )  # fmt: skip


def test_a_link_signed_with_another_key_is_none(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    with override_settings(SECRET_KEY="another"):
        old = address(number)
    assert client.get(old).status_code == 404


def test_the_signed_link_of_a_ticket_that_is_not(desk: Desk, client: Client) -> None:
    assert client.get(address(4711)).status_code == 404


def test_writing_adds_a_message_and_comes_back(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    response = client.post(address(number, "messages/"), {"text": "Still red.", "once": "a"})
    assert (response.status_code, response["Location"]) == (302, address(number))
    message = Message.objects.latest("id")
    assert (message.text, message.contact, message.channel) == ("Still red.", desk.farid, "web")


def test_the_same_form_twice_is_one_message(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    assert [write(client, number, text="Still red.", once="a") for _ in range(2)] == [302, 302]
    assert Message.objects.filter(channel="web").count() == 1


def test_the_same_form_key_on_two_tickets_is_two_messages(desk: Desk, client: Client) -> None:
    for number in (desk.open().ticket_id, desk.open().ticket_id):
        write(client, number, text="Still red.", once="a")
    assert Message.objects.filter(channel="web").count() == 2


def test_lines_end_as_everywhere(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    write(client, number, text="a\r\n" * 10_000)
    assert Message.objects.get(channel="web").text == "a\n" * 10_000


def test_writing_reopens_what_had_ended(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    actions.resolve(ticket_id=number, by=desk.amira, at=later(1))
    write(client, number, text="It is red again.")
    assert (Ticket.objects.get().status, Ticket.objects.get().reopened) == ("open", 1)


def test_an_empty_form_is_refused_and_keeps_the_page(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    response = client.post(address(number, "messages/"), {"text": " "}, headers={"Accept-Language": "en"})
    assert (response.status_code, "Write something, or attach a file." in response.content.decode()) == (422, True)


def test_too_long_a_text_is_refused_and_not_lost(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    response = client.post(address(number, "messages/"), {"text": "x" * 20_001})
    assert (response.status_code, "x" * 20_000 in response.content.decode()) == (422, True)


def test_files_come_in_and_go_out_by_the_link_alone(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    write(client, number, files=[SimpleUploadedFile("página.html", b"<script>", "text/html")])
    one = Attachment.objects.get()
    got: Any = client.get(address(number, f"files/{one.pk}/"))
    assert b"".join(got.streaming_content) == b"<script>"
    assert (got["Content-Type"], got["Content-Disposition"], got["Content-Security-Policy"]) == (
        "application/octet-stream",
        "attachment; filename*=utf-8''p%C3%A1gina.html",
        "default-src 'none'; sandbox",
    )
    other = desk.open().ticket_id
    assert client.get(address(other, f"files/{one.pk}/")).status_code == 404


def test_a_picture_may_be_shown(desk: Desk, client: Client) -> None:
    number = desk.open(content=Content("See.", files=[NewFile("a.png", "image/png", b"PNG")])).ticket_id
    got = client.get(address(number, f"files/{Attachment.objects.get().pk}/"))
    assert (got["Content-Type"], got["Content-Disposition"]) == ("image/png", 'inline; filename="a.png"')


def test_the_files_of_a_note_stay_inside(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    content = Content("Internal.", files=[NewFile("a.txt", "text/plain", b"a")])
    actions.note(ticket_id=number, content=content, by=desk.amira, at=later(1))
    assert client.get(address(number, f"files/{Attachment.objects.get().pk}/")).status_code == 404


def test_too_many_files_are_refused(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]
    assert (write(client, number, text="x", files=files), Message.objects.count()) == (422, 1)


def test_the_customer_says_that_it_is_solved(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    assert [client.post(address(number, "solution/")).status_code for _ in range(2)] == [302, 302]
    assert Ticket.objects.get().status == "resolved"
    assert [event.actor for event in Event.objects.filter(name="ticket.resolved")] == [desk.farid.actor]


def test_a_leaked_link_cannot_flood_the_ticket(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    answers = [write(client, number, text=f"{n}") for n in range(12)]
    assert (answers, Message.objects.filter(channel="web").count()) == ([302] * 10 + [429] * 2, 10)


def test_one_network_cannot_flood_many_tickets(desk: Desk, client: Client) -> None:
    numbers = [desk.open().ticket_id for _ in range(4)]
    answers = [write(client, numbers[n % 4], text=f"{n}") for n in range(32)]
    assert answers == [302] * 30 + [429] * 2


@override_settings(TRUSTED_PROXIES=1)
def test_behind_a_proxy_the_networks_are_told_apart(desk: Desk) -> None:
    numbers = [desk.open().ticket_id for _ in range(4)]
    for n in range(31):
        client = Client(headers={"X-Forwarded-For": f"6.6.6.6, 10.0.0.{n}"})
        assert write(client, numbers[n % 4], text=f"{n}") == 302


def test_forms_need_no_cookie(desk: Desk) -> None:
    number = desk.open().ticket_id
    assert write(Client(enforce_csrf_checks=True), number, text="Still red.") == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_however_long(
    desk: Desk, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    number = desk.open().ticket_id
    for n in range(count):
        content = Content("Yes.", files=[NewFile("a", "text/plain", b"a")])
        actions.reply(ticket_id=number, content=content, by=desk.amira, at=later(n))
    with django_assert_num_queries(7):  # ticket, log, company, stairs, messages, files, workflows
        client.get(address(number))


def test_the_part_is_the_part_of_the_page(desk: Desk, client: Client) -> None:
    number = desk.open().ticket_id
    write(client, number, text="Still red.")
    part = client.get(address(number, "conversation/")).content.decode()
    page = client.get(address(number)).content.decode()
    assert page.partition("<live-part")[2].partition(">\n")[2].partition("\n</live-part>")[0] == part
