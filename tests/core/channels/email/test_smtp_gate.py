"""The SMTP and LMTP gate, spoken to by real clients over loopback."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from escalera.core.channels import gate
from escalera.core.channels.email import arrivals, smtp_gate, tokens
from escalera.core.channels.email.doors import forget_doors
from escalera.core.channels.email.smtp_gate import Gate, start_gate
from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.tickets.models import Ticket
from tests.cast import Desk, later
from tests.peers.raw_smtp import RawSmtp

pytestmark = [pytest.mark.peer, pytest.mark.django_db(transaction=True)]
MAIL = (
    b"From: farid@customer.example\r\nTo: help@desk.example\r\nSubject: No internet\r\n"
    b"Message-ID: <one@customer.example>\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n\r\nThe light is red.\r\n"
)


@pytest.fixture
def open_gate(desk: Desk) -> Iterator[Gate]:
    opened = start_gate("127.0.0.1:0", "127.0.0.1:0")
    yield opened
    opened.stop()


def send(opened: Gate, raw: bytes = MAIL, to: str | list[str] = "help@desk.example", **options: str) -> None:
    with smtplib.SMTP("127.0.0.1", opened.smtp_port or 0, timeout=30) as client:
        client.sendmail(options.get("mail_from", "farid@customer.example"), to, raw)


def items() -> list[InboundItem]:
    return list(InboundItem.objects.order_by("id"))


def begin_data(opened: Gate, to: str = "help@desk.example") -> RawSmtp:
    client = RawSmtp(opened.smtp_port or 0)
    client.say("EHLO client.example")
    client.say("MAIL FROM:<farid@customer.example>")
    assert client.say(f"RCPT TO:<{to}>") == "250 2.1.5 OK"
    assert client.say("DATA").startswith("354")
    return client


def test_a_mail_is_in_the_ledger_as_it_came_when_it_is_acknowledged(open_gate: Gate, desk: Desk) -> None:
    client = begin_data(open_gate)
    client.write(MAIL + b".\r\n")
    answer = client.answer()
    (item,) = items()
    assert answer == f"250 2.0.0 Kept as item {item.pk}"
    assert gate.original(item) == MAIL
    assert (item.outcome, item.channel_id, item.source) == (Outcome.WAITING, desk.mailbox.pk, "smtp:127.0.0.1")
    assert item.envelope == {
        "from": "farid@customer.example", "to": ["help@desk.example"], "peer": "127.0.0.1", "hello": "client.example",
    }  # fmt: skip


def test_the_same_bytes_sent_again_after_a_lost_answer_are_one_item(open_gate: Gate) -> None:
    client = begin_data(open_gate)
    client.write(MAIL + b".\r\n")
    client.hang_up()
    until = time.monotonic() + 30
    while not items() and time.monotonic() < until:
        time.sleep(0.02)
    send(open_gate)
    assert len(items()) == 1


def test_two_mails_that_differ_in_one_header_are_two_items(open_gate: Gate) -> None:
    send(open_gate)
    send(open_gate, MAIL.replace(b"<one@", b"<two@"))
    assert len(items()) == 2


def test_a_bare_alarm_may_repeat_after_an_hour_but_not_at_once(desk: Desk) -> None:
    arrival = arrivals.Arrival(
        "m@x.example", ("help@desk.example",), "127.0.0.1", "", "smtp", b"Subject: full\r\n\r\n"
    )
    first, again, next_hour = (arrivals.keep(arrival, at=later(minutes)) for minutes in (0, 5, 70))
    assert first.pk == again.pk
    assert next_hour.pk != first.pk


def test_a_mail_to_two_of_our_addresses_is_one_item(open_gate: Gate, desk: Desk) -> None:
    Channel.objects.create(kind="email", name="Sales", address="sales@desk.example", team=desk.sales)
    forget_doors()
    send(open_gate, to=["help@desk.example", "sales@desk.example"])
    (item,) = items()
    assert (item.envelope or {})["to"] == ["help@desk.example", "sales@desk.example"]
    assert item.channel_id == desk.mailbox.pk


@pytest.mark.parametrize(
    "address",
    [
        "help@desk.example",
        "HELP@Desk.Example",
        "help+anything@desk.example",
        "postmaster@desk.example",
        "postmaster",
        "old@desk.example",
        "x@old.example",
    ],
)
def test_our_addresses_are_taken_whatever_they_look_like(open_gate: Gate, desk: Desk, address: str) -> None:
    desk.mailbox.settings = {"aliases": ["old@desk.example", "@old.example"]}
    desk.mailbox.save()
    forget_doors()
    send(open_gate, to=address)
    assert len(items()) == 1


def test_a_signed_reply_address_is_taken(open_gate: Gate) -> None:
    send(open_gate, to=tokens.reply_address(7, "help@desk.example"))
    assert len(items()) == 1


def test_somebody_elses_address_is_refused_for_good(open_gate: Gate) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(open_gate, to="nobody@desk.example")
    code, words = refused.value.recipients["nobody@desk.example"]
    assert (code, words) == (550, b"5.1.1 <nobody@desk.example> is not an address of this desk")


def test_a_channel_switched_off_puts_mail_off_instead_of_losing_it(open_gate: Gate, desk: Desk) -> None:
    Channel.objects.update(is_active=False)
    forget_doors()
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(open_gate)
    assert refused.value.recipients["help@desk.example"][0] == 450


def test_a_desk_without_any_channel_puts_mail_off_but_takes_postmasters(open_gate: Gate) -> None:
    Channel.objects.all().delete()
    forget_doors()
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(open_gate)
    send(open_gate, to="postmaster@anything.example")
    code, words = refused.value.recipients["help@desk.example"]
    assert (code, words) == (450, b"4.2.1 This desk has no mail channel yet, try again later")
    assert len(items()) == 1


def test_a_bounce_without_a_sender_is_taken(open_gate: Gate) -> None:
    send(open_gate, mail_from="")
    assert [(item.envelope or {})["from"] for item in items()] == ["<>"]


def test_lines_longer_than_the_standard_allows_arrive_whole(open_gate: Gate) -> None:
    raw = MAIL + b"x" * 300_000 + b"\r\n.starts with a dot\r\n..two\r\n"
    client = begin_data(open_gate)
    client.write(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    assert client.answer().startswith("250")
    assert [gate.original(item) for item in items()] == [raw]


def test_a_bare_newline_cannot_smuggle_a_second_mail_in(open_gate: Gate) -> None:
    hidden = (
        b"\n.\nMAIL FROM:<boss@desk.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\nFrom: boss\r\n\r\nPay!\r\n"
    )
    client = begin_data(open_gate)
    client.write(MAIL + hidden + b".\r\n")
    client.answer()
    assert [gate.original(item) for item in items()] == [MAIL + hidden]


@pytest.fixture
def small_limit(settings: pytest.FixtureRequest) -> int:
    settings.MAX_MAIL_BYTES = 2000  # type: ignore[attr-defined]
    return 2000


def test_a_size_announced_too_large_is_refused_and_stands_in_the_ledger(small_limit: int, open_gate: Gate) -> None:
    client = RawSmtp(open_gate.smtp_port or 0)
    assert "250-SIZE 2000" in client.say("EHLO client.example").splitlines()
    assert client.say("MAIL FROM:<farid@customer.example> SIZE=2001").startswith("552")
    assert client.say("NOOP").startswith("250")
    (item,) = items()
    assert item.outcome == Outcome.IGNORED
    assert item.envelope == {
        "from": "farid@customer.example", "to": [], "peer": "127.0.0.1", "hello": "client.example", "size": 2001,
    }  # fmt: skip


def test_a_mail_that_turns_out_too_large_is_refused_and_stands_in_the_ledger_with_its_header(
    small_limit: int, open_gate: Gate
) -> None:
    client = begin_data(open_gate)
    client.write(MAIL + b"x" * 70 + b"\r\n" + b"y" * 3000 + b"\r\n.\r\n")
    answer = client.answer()
    (item,) = items()
    assert answer.startswith("552 5.3.4 Too large")
    assert item.outcome == Outcome.IGNORED
    assert gate.original(item) == MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert client.say("MAIL FROM:<next@customer.example>").startswith("250")


def test_a_database_that_does_not_answer_makes_the_sender_come_again(open_gate: Gate) -> None:
    send(open_gate, MAIL.replace(b"<one@", b"<zero@"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_inbounditem RENAME TO away")
    try:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(open_gate)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO channels_inbounditem")
    assert refused.value.smtp_code == 451
    send(open_gate)
    assert len(items()) == 2


def test_lmtp_answers_once_for_each_recipient(open_gate: Gate) -> None:
    client = RawSmtp(open_gate.lmtp_port or 0)
    assert client.say("EHLO x").startswith("500")
    assert client.say("LHLO mta.example").startswith("250")
    client.say("MAIL FROM:<farid@customer.example>")
    answers = [client.say(f"RCPT TO:<{a}>")[:3] for a in ("help@desk.example", "no@desk.example", "postmaster")]
    client.say("DATA")
    client.write(MAIL + b".\r\n")
    (kept, again) = (client.answer(), client.answer())
    (item,) = items()
    assert answers == ["250", "550", "250"]
    assert kept == again == f"250 2.0.0 Kept as item {item.pk}"
    assert item.source == "lmtp:127.0.0.1"


def test_a_hundred_clients_at_once_are_all_served(open_gate: Gate) -> None:
    def one(number: int) -> None:
        send(open_gate, MAIL.replace(b"<one@", b"<%d@" % number))

    clients = [RawSmtp(open_gate.smtp_port or 0) for _n in range(60)]
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(one, range(100)))
    for client in clients:
        client.hang_up()
    assert len(items()) == 100


def test_one_connection_too_many_is_asked_to_come_later(open_gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_gate, "MOST_CONNECTIONS", 2)
    first, second, third = (RawSmtp(open_gate.smtp_port or 0) for _n in range(3))
    assert first.greeting.startswith("220")
    assert second.greeting.startswith("220")
    assert third.greeting == "421 4.3.2 Too many connections, try again later"
    first.hang_up()
    until = time.monotonic() + 30
    while not (again := RawSmtp(open_gate.smtp_port or 0)).greeting.startswith("220") and time.monotonic() < until:
        time.sleep(0.02)
    assert again.greeting.startswith("220")


def test_a_client_that_falls_silent_is_let_go(open_gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_gate, "IDLE_S", 0.2)
    client = begin_data(open_gate)
    client.write(MAIL)
    assert client.answer() == ""
    assert items() == []


def test_what_came_through_the_gate_becomes_a_ticket(open_gate: Gate, desk: Desk) -> None:
    send(open_gate)
    assert gate.understand_waiting(at=later(0)) == 1
    assert [(t.subject, t.requester_id, t.team_id) for t in Ticket.objects.all()] == [
        ("No internet", desk.farid.pk, desk.front.pk)
    ]
