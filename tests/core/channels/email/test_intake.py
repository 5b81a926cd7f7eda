"""From raw bytes to a place on a ticket: each test is a way in which mail was lost, doubled or misplaced somewhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import pytest

from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.people.models import Identity
from escalera.core.channels import gate
from escalera.core.channels.email import tokens
from escalera.core.channels.models import Delivery, InboundItem
from escalera.core.tickets.actions import Content, reply, resolve
from escalera.core.tickets.models import Attachment, Message, Participant, Ticket
from tests.cast import NOON, Desk, later

HELP = "help@desk.example"


def mail(
    sender: str = "Farid Haddad <farid@customer.example>", text: str = "The light is red.", **headers: str
) -> bytes:
    """Return a raw mail; header names are given with _ for -; a header of "" is left out."""
    message = EmailMessage()
    given = {"From": sender, "To": HELP, "Subject": "No internet", "Date": format_datetime(NOON)}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    given.setdefault("Message-ID", f"<{abs(hash((sender, text, tuple(sorted(given.items())))))}@customer.example>")
    for name, value in given.items():
        if value:
            message[name] = value
    message.set_content(text, cte="8bit")
    return message.as_bytes(policy=SMTP)


def said(item: InboundItem) -> Message:
    assert item.message is not None
    return item.message


def take_in(raw: bytes, at: datetime = NOON, **where: object) -> InboundItem:
    item = gate.store(raw, kind="email", source="test", at=at, **where)  # type: ignore[arg-type]
    return gate.understand(item.pk, at=at)[0]


def ended(item: InboundItem) -> tuple[str, str]:
    return item.outcome, item.reason


def our_answer(desk: Desk, number: int, text: str = "Is it plugged in?", minutes: float = 5) -> str:
    """Answer the ticket and return our Message-ID."""
    message = reply(ticket_id=number, content=Content(text), by=desk.amira, at=later(minutes))
    return tokens.message_id(number, message.pk, "desk.example")


# --- a ticket ---------------------------------------------------------------------------------------------------


def test_the_explanation_holds_the_whole_text_beside_the_new_one(desk: Desk) -> None:
    del desk
    whole = "The light is red.\n\nOn Monday, Amira wrote:\n> Is it plugged in?\n"
    item = gate.store(mail(text=whole), kind="email", source="test", at=NOON)
    explanation = gate.understand(item.pk, at=NOON)[1]
    assert (explanation["text"], explanation["body"]) == ("The light is red.", whole)


def test_a_first_mail_becomes_a_ticket_of_the_mailboxs_team(desk: Desk) -> None:
    desk.mailbox.team = desk.sales
    desk.mailbox.save()
    item = take_in(mail())
    assert ended(item) == ("ticket", "new")
    ticket = said(item).ticket
    assert (ticket.subject, ticket.requester, ticket.team) == ("No internet", desk.farid, desk.sales)
    assert said(item).text == "The light is red."


def test_the_original_is_kept_byte_for_byte(desk: Desk) -> None:
    raw = mail(text="Vámonos\r\n.\r\nFrom here" + "x" * 200_000)
    assert gate.original(take_in(raw)) == raw


@pytest.mark.parametrize("header", ["Message_ID", "Date", "Subject", "To"])
def test_a_missing_header_loses_nothing(desk: Desk, header: str) -> None:
    assert take_in(mail(**{header: ""})).outcome == "ticket"


def test_a_mail_without_any_sender_still_becomes_a_ticket(desk: Desk) -> None:
    item = take_in(b"Subject: hello\r\n\r\nWho am I?\r\n")
    assert item.outcome == "ticket"
    assert said(item).ticket.subject == "hello"


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff\x00", b"\r\n\r\n", b"Content-Type: multipart/mixed\r\n\r\n--", b"x" * 5000]
)
def test_any_bytes_end_in_one_outcome(desk: Desk, raw: bytes) -> None:
    assert take_in(raw).outcome in {"ticket", "quarantine", "ignored"}


def test_latin_1_in_raw_headers_and_body_is_read(desk: Desk) -> None:
    raw = "From: Jos\xe9 N\xfa\xf1ez <jose@correo.example>\r\nTo: help@desk.example\r\nSubject: Ay\xfadame\r\n\r\nV\xe1monos ya\r\n"
    item = take_in(raw.encode("latin-1"))
    ticket = said(item).ticket
    assert (ticket.subject, ticket.requester.name, ticket.snippet) == ("Ayúdame", "José Núñez", "Vámonos ya")


def test_quotes_and_signature_are_folded_not_deleted(desk: Desk) -> None:
    text = "Ya funciona, gracias.\n\n--\nFarid\n\nEl lun, 2 mar 2026 a las 12:00, Help (<help@desk.example>) escribió:\n\n> ¿Está conectado?\n"
    message = said(take_in(mail(text=text)))
    assert message.text == "Ya funciona, gracias."
    assert [part["kind"] for part in message.folded or []] == ["signature", "quote"]
    assert "¿Está conectado?" in (message.folded or [])[1]["text"]


def test_html_is_made_safe_and_remote_images_wait(desk: Desk) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "eve@elsewhere.example", HELP, "Hi"
    message.set_content("<p onclick=x()>Hi<script>alert(1)</script><img src='https://spy.example/p.png'></p>", "html")
    kept = said(take_in(message.as_bytes()))
    assert "script" not in (kept.html or "")
    assert "onclick" not in (kept.html or "")
    assert " src=" not in (kept.html or "")
    assert (kept.extra or {})["remote_images"] == 1


def test_attachments_arrive_with_names_and_bytes(desk: Desk) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "farid@customer.example", HELP, "Log"
    message.set_content("See the file")
    message.add_attachment(b"line 1\n", maintype="text", subtype="plain", filename="señal.log")
    item = take_in(message.as_bytes())
    file = Attachment.objects.get(message=said(item))
    assert (file.name, file.content_type, file.size) == ("señal.log", "text/plain", 7)


# --- threading, in its order ------------------------------------------------------------------------------------


def test_the_signed_reply_address_decides_first(desk: Desk) -> None:
    number = desk.open().ticket_id
    other = desk.open().ticket_id
    item = take_in(mail(To=tokens.reply_address(number, HELP), Subject=f"Re: [#{other}]"))
    assert (*ended(item), item.ticket_id) == ("message", "reply-address", number)


def test_our_own_message_id_decides_next(desk: Desk) -> None:
    number = desk.open().ticket_id
    item = take_in(mail(In_Reply_To=f"<{our_answer(desk, number)}>"))
    assert (*ended(item), item.ticket_id) == ("message", "own-message-id", number)


def test_a_forged_message_id_or_reply_address_decides_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    forged_id, forged_to = f"<esc.{number}.1.aaaaaaaaaaaa@desk.example>", f"help+t{number}-aaaaaaaaaaaa@desk.example"
    assert ended(take_in(mail("eve@elsewhere.example", In_Reply_To=forged_id, To=forged_to))) == ("ticket", "new")


def test_the_newest_known_reference_decides(desk: Desk) -> None:
    first = take_in(mail(Message_ID="<a@customer.example>"))
    second = take_in(mail(Message_ID="<b@customer.example>", Subject="Another"))
    item = take_in(mail(References="<a@customer.example> <unknown@x> <b@customer.example>", Message_ID="<c@x>"))
    assert (*ended(item), item.ticket_id) == ("message", "references", second.ticket_id)
    assert first.ticket_id != second.ticket_id


def test_a_colleague_in_cc_who_answers_the_original_joins_the_ticket(desk: Desk) -> None:
    first = take_in(mail(Message_ID="<a@customer.example>", Cc="Nadia <nadia@customer.example>"))
    item = take_in(mail("nadia@customer.example", In_Reply_To="<a@customer.example>", text="Me too"))
    assert (*ended(item), item.ticket_id) == ("message", "references", first.ticket_id)
    assert list(Participant.objects.values_list("contact__name", flat=True)) == ["Nadia"]


def test_our_mark_in_the_body_helps_programs_that_drop_every_header(desk: Desk) -> None:
    number = desk.open().ticket_id
    item = take_in(mail("assistant@customer.example", text=f"Yes.\n\n> Ref. {tokens.body_mark(number)}"))
    assert (item.outcome, item.ticket_id) == ("message", number)
    assert item.reason == "body-mark, sender new to the ticket"
    assert (said(item).extra or {})["outsider"] is True


def test_a_number_in_the_subject_counts_only_for_who_belongs_to_the_ticket(desk: Desk) -> None:
    number = desk.open().ticket_id
    assert ended(take_in(mail(Subject=f"About [#{number}]"))) == ("message", "subject")
    stranger = take_in(mail("eve@elsewhere.example", Subject=f"About [#{number}]"))
    assert ended(stranger) == ("ticket", "new")
    assert stranger.ticket_id != number


def test_a_similar_new_mail_is_not_glued_to_an_old_ticket(desk: Desk) -> None:
    first, second = take_in(mail(Message_ID="<1@x>")), take_in(mail(Message_ID="<2@x>"))
    assert first.ticket_id != second.ticket_id


def test_the_ticket_says_which_rule_decided(desk: Desk) -> None:
    number = desk.open().ticket_id
    item = take_in(mail(Subject=f"[#{number}]"))
    assert (said(item).extra or {})["rule"] == "subject"


# --- copies -----------------------------------------------------------------------------------------------------


def test_the_same_mail_to_two_of_our_addresses_is_one_ticket(desk: Desk) -> None:
    raw = mail(To=f"{HELP}, sales@desk.example")
    first = take_in(raw, source_key="imap:1:7")
    second = take_in(
        b"Received: by another door\r\n" + raw + b"-- \r\nSent through a list\r\n", source_key="imap:2:9"
    )
    assert ended(second) == ("ignored", f"copy of item {first.pk}")
    assert (second.ticket_id, Ticket.objects.count(), Message.objects.count()) == (first.ticket_id, 1, 1)


def test_the_same_arrival_stored_again_is_the_same_item(desk: Desk) -> None:
    first = take_in(mail(), source_key="imap:1:7")
    assert take_in(mail(), source_key="imap:1:7").pk == first.pk
    assert InboundItem.objects.count() == 1


def test_copies_without_message_id_are_known_by_what_they_say(desk: Desk) -> None:
    raw = mail(Message_ID="").replace(b"Message-ID: \r\n", b"")
    first, second = take_in(raw), take_in(raw)
    assert ended(second) == ("ignored", f"copy of item {first.pk}")


def test_a_yearly_mail_with_the_same_message_id_is_not_a_copy(desk: Desk) -> None:
    first = take_in(mail(Message_ID="<yearly@x>", text="Renew the licences for 2025 please, it is that time"))
    other = mail(
        Message_ID="<yearly@x>", text="The printer on floor two smokes", Date=format_datetime(NOON + timedelta(365))
    )
    second = take_in(other, at=NOON + timedelta(365))
    assert (second.outcome, second.ticket_id != first.ticket_id) == ("ticket", True)


def test_an_undated_alarm_without_message_id_rings_again_the_next_day(desk: Desk) -> None:
    raw = b"From: alarm@customer.example\r\nSubject: Disk full\r\n\r\nDisk full on db1\r\n"
    assert take_in(raw).outcome == "ticket"
    assert take_in(raw, at=NOON + timedelta(minutes=5)).outcome == "ignored"
    assert take_in(raw, at=NOON + timedelta(days=1)).outcome == "ticket"


# --- machines ---------------------------------------------------------------------------------------------------


def test_our_own_mail_never_comes_back_in(desk: Desk) -> None:
    number = desk.open().ticket_id
    ours = our_answer(desk, number)
    assert ended(take_in(mail(f"Help <{HELP}>", Message_ID=f"<{ours}>"))) == ("ignored", "our own mail")
    looped = take_in(mail(f"Help <{HELP}>", Subject=f"Re: [#{number}]"))
    assert looped.outcome == "ignored"


def test_an_out_of_office_stands_on_the_ticket_and_reopens_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    ours = our_answer(desk, number)
    resolve(ticket_id=number, by=desk.amira, at=later(6))
    item = take_in(
        mail(In_Reply_To=f"<{ours}>", Subject="Fuera de la oficina", Auto_Submitted="auto-replied"), later(7)
    )
    assert (item.outcome, item.ticket_id) == ("message", number)
    assert said(item).kind == "bot"
    assert Ticket.objects.get(pk=number).status == "resolved"


def test_an_automatic_reply_to_nothing_of_ours_opens_no_ticket(desk: Desk) -> None:
    item = take_in(mail(Subject="Out of office", Auto_Submitted="auto-replied"))
    assert (item.outcome, item.reason[:39]) == ("ignored", "automatic reply to no mail of ours (aut")


def test_a_machine_that_writes_first_is_heard(desk: Desk) -> None:
    item = take_in(mail("monitor@customer.example", Subject="Disk full", Auto_Submitted="auto-generated"))
    assert item.outcome == "ticket"


BOUNCE = """From: MAILER-DAEMON@customer.example
To: help@desk.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; farid@customer.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <farid@customer.example>: User unknown

--B
Content-Type: message/rfc822

From: help@desk.example
To: farid@customer.example
Subject: Re: No internet
Message-ID: <{id}>

Is it plugged in?
--B--
"""


def test_a_bounce_is_tied_to_its_message_and_marks_the_address(desk: Desk) -> None:
    number = desk.open().ticket_id
    ours = our_answer(desk, number)
    item = take_in(BOUNCE.format(id=ours).encode(), later(9))
    delivery = Delivery.objects.get()
    assert (*ended(item), item.ticket_id) == ("bounce", f"bounced: delivery {delivery.pk}", number)
    assert delivery.state == "bounced"
    assert delivery.answer == "550 5.1.1 <farid@customer.example>: User unknown"
    identity = Identity.objects.get(address="farid@customer.example")
    assert identity.undeliverable_since == later(9)
    assert Event.objects.filter(name="delivery.bounced", ticket_id=number).count() == 1
    take_in(mail(text="I am here again", Message_ID="<back@x>"), later(20))
    identity.refresh_from_db()
    assert identity.undeliverable_since is None


def test_a_bounce_that_names_no_mail_of_ours_marks_nobody(desk: Desk) -> None:
    item = take_in(BOUNCE.format(id="esc.1.1.aaaaaaaaaaaa@desk.example").encode())
    assert (item.outcome, item.ticket_id) == ("bounce", None)
    assert Identity.objects.get(address="farid@customer.example").undeliverable_since is None


# --- quarantine -------------------------------------------------------------------------------------------------


def test_one_bad_mail_stays_alone_in_quarantine_and_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no such codec")

    bad = gate.store(mail(), kind="email", source="test", at=NOON)
    with monkeypatch.context() as patch:
        patch.setitem(gate._KINDS, "email", broken)
        gate.understand_waiting(at=NOON)
    good = gate.store(mail(Message_ID="<good@x>"), kind="email", source="test", at=NOON)
    gate.understand_waiting(at=NOON)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (ended(bad), good.outcome) == (("quarantine", "ValueError: no such codec"), "ticket")
    assert "Traceback" in bad.error
    again, _ = gate.understand(bad.pk, at=later(1), again=True)
    assert (again.outcome, again.attempts, again.error) == ("ticket", 2, "")


# --- acknowledgement --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)  # readers see what is committed
def test_a_new_ticket_is_acknowledged_once_with_its_link(desk: Desk) -> None:
    number = take_in(mail()).ticket_id
    read_all()
    read_all()
    said = list(Message.objects.filter(ticket=number, kind="bot"))
    assert len(said) == 1
    assert f"/t/{number}-" in said[0].text
    assert Delivery.objects.get().to == ["farid@customer.example"]


@pytest.mark.django_db(transaction=True)
def test_the_brake_ends_a_loop_of_two_desks(desk: Desk) -> None:
    for n in range(9):
        take_in(mail("other@desk2.example", text=f"We received your message {n}", Message_ID=f"<{n}@x>"), later(n))
    read_all()
    assert Message.objects.filter(kind="bot").count() == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "headers", [{"Precedence": "bulk"}, {"List_Id": "<news.example>"}, {"Auto_Submitted": "auto-generated"}]
)
def test_machines_and_lists_get_no_acknowledgement(desk: Desk, headers: dict[str, str]) -> None:
    take_in(mail("machine@customer.example", **headers))
    read_all()
    assert Message.objects.filter(kind="bot").count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sender", ["no-reply@shop.example", "mailer-daemon@shop.example", "unreadable"])
def test_nobody_answers_an_address_that_nobody_reads(desk: Desk, sender: str) -> None:
    take_in(mail(sender))
    read_all()
    assert Message.objects.filter(kind="bot").count() == 0
