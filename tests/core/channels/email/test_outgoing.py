"""A reply as a mail: whom it goes to, how it threads, what it says."""

from __future__ import annotations

from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from django.utils import timezone

from escalera.base.people.actions import meet
from escalera.base.people.models import Contact, Identity
from escalera.core.channels.email import tokens
from escalera.core.channels.email.outgoing.compose import OutgoingMail, compose, subject_of
from escalera.core.channels.models import Channel, Delivery, DeliveryState, InboundItem
from escalera.core.tickets.actions import Content, NewFile, receive_message, reply, write_automatic
from escalera.core.tickets.links import follow_url
from escalera.core.tickets.models import Message, Participant, Ticket
from tests.cast import NOON, Desk, later, make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def answered(desk: Desk, first: Message, text: str = "Please restart it.", files: Sequence[NewFile] = ()) -> Delivery:
    message = reply(
        ticket_id=first.ticket_id,
        content=Content(text, files=files),
        by=desk.amira,
        at=later(5),
    )
    return Delivery.objects.get(message=message)


def mail_of(delivery: Delivery) -> tuple[OutgoingMail, EmailMessage]:
    mail = compose(delivery, delivery.channel)
    return mail, BytesParser(policy=policy.default).parsebytes(mail.content)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_reply_is_queued_to_the_requester_in_the_same_transaction(desk: Desk) -> None:
    delivery = answered(desk, desk.open())
    assert (delivery.state, delivery.to, delivery.cc) == (DeliveryState.QUEUED, ["farid@customer.example"], [])
    assert (delivery.channel, delivery.queued_at, delivery.next_try_at) == (desk.mailbox, later(5), later(5))


def test_the_customers_reply_to_is_where_the_answer_goes(desk: Desk) -> None:
    first = desk.open(content=Content("Help", extra={"reply_to": "family@customer.example"}))
    assert answered(desk, first).to == ["family@customer.example"]


def test_a_reply_to_of_somebody_else_in_the_conversation_does_not_move_the_answer(desk: Desk) -> None:
    first = desk.open()
    receive_message(
        ticket_id=first.ticket_id, contact=desk.eve, channel="email", at=later(1),
        content=Content("Me too", extra={"reply_to": "trap@elsewhere.example"}),
    )  # fmt: skip
    assert answered(desk, first).to == ["farid@customer.example"]


def test_everybody_in_the_conversation_gets_a_copy_but_never_we_ourselves(desk: Desk) -> None:
    first = desk.open()
    ourselves = meet(channel="email", address="help+t1-abc@desk.example", at=NOON)
    phone_only = Contact.objects.create(name="Phone", created_at=NOON)
    for contact in (desk.eve, ourselves, phone_only, desk.farid):
        Participant.objects.create(ticket_id=first.ticket_id, contact=contact, since=NOON)
    assert answered(desk, first).cc == ["eve@elsewhere.example"]


def test_an_automatic_answer_goes_to_the_requester_alone_and_says_what_it_is(desk: Desk) -> None:
    first = desk.open()
    Participant.objects.create(ticket_id=first.ticket_id, contact=desk.eve, since=NOON)
    message = write_automatic(
        ticket_id=first.ticket_id, content=Content("We have it."), at=NOON, key="k", channel="email"
    )
    delivery = Delivery.objects.get(message=message)
    _mail, parsed = mail_of(delivery)
    assert delivery.cc == []
    assert (parsed["Auto-Submitted"], parsed["X-Auto-Response-Suppress"]) == ("auto-replied", "All")


def test_a_persons_answer_is_not_marked_as_automatic(desk: Desk) -> None:
    _mail, parsed = mail_of(answered(desk, desk.open()))
    assert (parsed["Auto-Submitted"], parsed["X-Auto-Response-Suppress"]) == (None, None)


def test_without_an_address_the_delivery_has_failed_at_once_and_says_why(desk: Desk) -> None:
    Identity.objects.filter(contact=desk.farid).delete()
    delivery = answered(desk, desk.open())
    assert (delivery.state, delivery.answer) == (DeliveryState.FAILED, "El cliente no tiene dirección de correo.")


def test_our_own_address_as_requester_is_never_written_to(desk: Desk) -> None:
    loop = meet(channel="email", address="help@desk.example", at=NOON)
    assert answered(desk, desk.open(requester=loop)).state == DeliveryState.FAILED


def test_an_answer_leaves_by_the_door_that_the_ticket_came_in_by(desk: Desk) -> None:
    sales = Channel.objects.create(kind="email", name="Sales", address="sales@desk.example")
    first = desk.open()
    InboundItem.objects.create(
        channel=sales, source="smtp:x", arrived_at=NOON, size=1, outcome="ticket", message=first
    )
    delivery = answered(desk, first)
    assert delivery.channel == sales
    sales.is_active = False
    sales.save()
    assert answered(desk, first, "More").channel == desk.mailbox


def test_the_headers_thread_and_name_the_ticket(desk: Desk) -> None:
    first = desk.open(content=Content("Help", extra={"message_id": "b@x.example", "references": ["a@x.example"]}))
    delivery = answered(desk, first)
    mail, parsed = mail_of(delivery)
    number = first.ticket_id
    assert parsed["Message-ID"] == f"<{mail.message_id}>"
    assert tokens.read_message_id(mail.message_id) == (number, delivery.message_id)
    assert parsed["In-Reply-To"] == "<b@x.example>"
    assert parsed["References"] == "<a@x.example> <b@x.example>"
    assert parsed["Subject"] == f"Re: No internet [#{number}]"
    assert parsed["To"] == "Farid Haddad <farid@customer.example>"
    assert parsed["From"] == '"Amira (Escalera)" <help@desk.example>'
    assert parsed["Reply-To"] == tokens.reply_address(number, "help@desk.example")
    assert parsed["Date"].datetime == later(5)


def test_composing_again_gives_the_same_message_id_and_date(desk: Desk) -> None:
    delivery = answered(desk, desk.open())
    (one, first), (two, second) = mail_of(delivery), mail_of(delivery)
    assert (one.message_id, first["Date"]) == (two.message_id, second["Date"])


def test_plus_addressing_can_be_switched_off(desk: Desk) -> None:
    desk.mailbox.settings = {"plus_addressing": False}
    desk.mailbox.save()
    _mail, parsed = mail_of(answered(desk, desk.open()))
    assert parsed["Reply-To"] is None


def references(desk: Desk, ids: list[str], last: str) -> list[str]:
    first = desk.open(content=Content("Help", extra={"message_id": last, "references": ids}))
    mail, _parsed = mail_of(answered(desk, first))
    raw = mail.content.partition(b"\r\n\r\n")[0]
    value = raw.partition(b"\r\nReferences: ")[2]
    lines = [value.split(b"\r\n")[0]]
    for line in value.split(b"\r\n")[1:]:
        if not line.startswith(b" "):
            break
        lines.append(line)
    return [one.decode().strip("<>") for one in b"".join(lines).split()]


def test_long_references_keep_the_first_and_the_newest_ten_in_all(desk: Desk) -> None:
    ids = [f"{n}@x.example" for n in range(40)]
    assert references(desk, ids, "last@x.example") == ["0@x.example", *ids[32:], "last@x.example"]


def test_references_stay_under_900_characters_and_are_never_encoded(desk: Desk) -> None:
    ids = [f"{n:02d}" + "a" * 150 + "@mail.example" for n in range(9)]
    kept = references(desk, ids, "z" * 150 + "@mail.example")
    assert kept == [ids[0], *ids[6:], "z" * 150 + "@mail.example"]


def test_references_that_are_no_ids_are_left_out(desk: Desk) -> None:
    assert references(desk, ["a b", "ok@x.example", "<ñ@x>", "in\r\nBcc: x"], "last@x.example") == [
        "ok@x.example", "last@x.example",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "ours"),
    [
        ("No internet", "Re: No internet [#7]"),
        ("Re: No internet", "Re: No internet [#7]"),
        ("RE: Fwd: rv: RES: No internet [#7]", "Re: No internet [#7]"),
        ("Re[2]: No internet [#7] [#7]", "Re: No internet [#7]"),
        ("Rebaja: no es una respuesta", "Re: Rebaja: no es una respuesta [#7]"),
    ],
)
def test_each_mark_stands_in_the_subject_once(subject: str, ours: str) -> None:
    assert subject_of(Ticket(pk=7, subject=subject)) == ours


def test_names_and_subjects_cannot_add_headers(desk: Desk) -> None:
    desk.farid.name = 'Farid"\r\nBcc: victim@x.example'
    desk.farid.save()
    first = desk.open()
    Ticket.objects.update(subject="Hi\r\nBcc: victim@x.example")
    _mail, parsed = mail_of(answered(desk, first))
    assert parsed["Bcc"] is None
    assert parsed["Subject"] == f"Re: Hi Bcc: victim@x.example [#{first.ticket_id}]"


def test_the_text_has_the_answer_the_link_the_line_the_quote_and_the_mark(desk: Desk) -> None:
    first = desk.open(text="The light is red.\nSince noon.")
    _mail, parsed = mail_of(answered(desk, first, "Please restart it.\n\nThank you."))
    number = first.ticket_id
    assert text_of(parsed) == (
        "Please restart it.\n\nThank you.\n\n"
        f"Siga su solicitud aquí: {follow_url(number)}\n\n"
        "##- Escriba su respuesta por encima de esta línea -##\n\n"
        "El 2 de marzo de 2026 a las 07:00, Farid Haddad escribió:\n\n"
        "> The light is red.\n> Since noon.\n\n"
        f"{tokens.body_mark(number)}\n"
    )


def test_the_mail_speaks_the_customers_language(desk: Desk) -> None:
    desk.farid.language = "en"
    desk.farid.save()
    first = desk.open()
    _mail, parsed = mail_of(answered(desk, first))
    assert f"Follow your request here: {follow_url(first.ticket_id)}" in text_of(parsed).splitlines()


def test_html_shows_words_as_words_and_web_addresses_as_links(desk: Desk) -> None:
    _mail, parsed = mail_of(answered(desk, desk.open(), 'See https://x.example/?a=1&b="2". <script>x</script>'))
    body = parsed.get_body(("html",))
    assert body is not None
    html = str(body.get_content())
    link = '<a href="https://x.example/?a=1&amp;b=">https://x.example/?a=1&amp;b=</a>'
    words = f"<div>See {link}&quot;2&quot;. &lt;script&gt;x&lt;/script&gt;</div>"
    assert [line for line in html.splitlines() if line.startswith("<div>")] == [words]


def test_files_travel_with_their_names(desk: Desk) -> None:
    files = [NewFile("informe año.pdf", "application/pdf", b"%PDF-1"), NewFile("a.eml", "message/rfc822", b"From: x")]
    _mail, parsed = mail_of(answered(desk, desk.open(), files=files))
    found = [(p.get_filename(), p.get_content_type(), p.get_content()) for p in parsed.iter_attachments()]
    assert found == [
        ("informe año.pdf", "application/pdf", b"%PDF-1"), ("a.eml", "application/octet-stream", b"From: x"),
    ]  # fmt: skip


def test_the_customers_answer_to_our_mail_is_known_by_every_mark_of_it(desk: Desk) -> None:
    first = desk.open()
    mail, parsed = mail_of(answered(desk, first))
    assert tokens.read_reply_address(str(parsed["Reply-To"])) == first.ticket_id
    assert tokens.read_body_mark(text_of(parsed)) == first.ticket_id
    assert tokens.read_message_id(mail.message_id) == (first.ticket_id, Message.objects.latest("pk").pk)


def test_a_reply_in_another_channel_is_not_mailed(desk: Desk) -> None:
    first = desk.open()
    reply(ticket_id=first.ticket_id, content=Content("x"), by=desk.amira, at=timezone.now(), channel="portal")
    assert Delivery.objects.count() == 0
