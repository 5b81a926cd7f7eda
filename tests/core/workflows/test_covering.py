"""Personal data of a segment that asks for it is covered before anything is kept; other segments' words stay."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from random import Random

import pytest

from escalera.base.people.actions import add_agent
from escalera.base.people.actions.segments import save_segment
from escalera.base.people.models import Agent, Segment
from escalera.base.refusals import BadInput
from escalera.core.channels import gate
from escalera.core.channels.email.imap.ledger import OldNumbers, Shelf
from escalera.core.channels.models import InboundItem
from escalera.core.feed.actions import consult, say
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.packets import Handover
from escalera.core.tickets.actions import Content, NewFile, note, open_ticket, receive_message, reply
from escalera.core.tickets.models import Attachment, Message, Ticket
from escalera.core.workflows import actions
from tests.cast import NOON, Desk, later

CARD, SHOWN = "4111 1111 1111 1111", "•••• 1111"


@pytest.fixture
def owner(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


@pytest.fixture
def bank(desk: Desk, owner: Agent) -> Segment:
    """Farid is of a segment whose cards, secrets and identity numbers are covered."""
    found = save_segment(name="Bank", may_ask_higher=False, by=owner, at=NOON)
    actions.save_draft(segment_id=found.pk, data={"covers": ["secret", "id", "card"]}, by=owner, at=NOON)
    actions.publish(segment_id=found.pk, by=owner, at=NOON)
    desk.farid.segment = found
    desk.farid.save()
    return found


def mail(words: str, **headers: str) -> bytes:
    message = EmailMessage()
    given = {"From": "farid@customer.example", "To": "help@desk.example", "Subject": f"Tarjeta {CARD}"}
    for name, value in {**given, "Message-ID": "<1@customer.example>", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    message.add_alternative(f"<p>{words.replace('4111', '<b>4111</b>')}</p>", subtype="html")
    message.add_attachment(b"scan", maintype="image", subtype="png", filename=f"{CARD}.png")
    return message.as_bytes(policy=SMTP)


def take_in(raw: bytes) -> InboundItem:
    item = gate.store(raw, kind="email", source="test", at=NOON)
    return gate.understand(item.pk, at=NOON)[0]


def everything(ticket: Ticket) -> str:
    """Return all that is kept of a ticket's words, in one text."""
    ticket.refresh_from_db()
    said = [f"{m.text} {m.html} {m.folded} {m.extra}" for m in Message.objects.filter(ticket=ticket)]
    names = Attachment.objects.filter(message__ticket=ticket).values_list("name", flat=True)
    return " ".join([ticket.subject, ticket.snippet, *said, *names])


def test_a_mail_is_kept_without_its_cards(desk: Desk, bank: Segment) -> None:
    item = take_in(mail(f"Mi tarjeta es {CARD}, el pin es 1234.\n\nEl lunes, Amira escribió:\n> {CARD}\n"))
    assert item.message is not None
    ticket = item.message.ticket
    assert (ticket.subject, ticket.snippet) == (f"Tarjeta {SHOWN}", f"Mi tarjeta es {SHOWN}, el pin es ••••.")
    kept = everything(ticket)
    assert ("1111 1111" in kept, "1234" in kept, kept.count(SHOWN) >= 5) == (False, False, True)
    assert item.message.extra is not None
    assert item.message.extra["covered"] == ["card", "secret"]


def test_the_mail_as_it_came_is_erased_and_known_again(desk: Desk, bank: Segment) -> None:
    raw = mail(f"Mi tarjeta es {CARD}")
    item = InboundItem.objects.get(pk=take_in(raw).pk)
    assert (item.raw, len(item.raw_sha256)) == (None, 64)
    with pytest.raises(FileNotFoundError):
        gate.original(item)
    again = take_in(b"Received: by another door\r\n" + raw)
    assert (again.outcome, again.reason, again.raw) == ("ignored", f"copy of item {item.pk}", None)
    shelf = Shelf(channel=desk.mailbox, folder="INBOX", uidvalidity=8)
    InboundItem.objects.filter(pk=item.pk).update(channel=desk.mailbox, source_key=f"{shelf.prefix}7:1")
    assert OldNumbers(shelf).renumber(raw, 5) is True


def test_a_large_original_goes_as_well(desk: Desk, bank: Segment) -> None:
    noise = "".join(Random(1).choices("abcdefgh ijklmnopqrstuvwxyz", k=250_000))
    item = InboundItem.objects.get(pk=take_in(mail(f"{noise} tarjeta {CARD}")).pk)
    assert item.message is not None
    assert CARD not in everything(item.message.ticket)


def test_what_others_write_stays_as_it_is(desk: Desk, bank: Segment) -> None:
    desk.farid.segment = None
    desk.farid.save()
    raw = mail(f"Mi tarjeta es {CARD}")
    item = take_in(raw)
    assert item.message is not None
    assert (item.message.text.strip(), gate.original(item)) == (f"Mi tarjeta es {CARD}", raw)


def test_notes_questions_and_hand_overs_are_covered_and_replies_are_not(desk: Desk, bank: Segment) -> None:
    number = open_ticket(
        requester=desk.farid, subject="Hola", content=Content("Llámeme"), channel="phone", at=NOON, by=desk.amira
    ).ticket_id
    left = note(ticket_id=number, content=Content(f"Dice {CARD}"), by=desk.amira, at=later(1))
    assert left.text == f"Dice {SHOWN}"
    assert reply(ticket_id=number, content=Content("Su DNI 12345678Z"), by=desk.amira, at=later(2)).text == (
        "Su DNI 12345678Z"
    )
    asked = consult(
        ticket_id=number, question=f"¿Es de un socio {CARD}?", to_agent=desk.sara, by=desk.amira, at=later(3)
    )
    assert asked.question == f"¿Es de un socio {SHOWN}?"
    assert say(consultation_id=asked.pk, text=f"{CARD} no", by=desk.sara, at=later(4)).text == f"{SHOWN} no"
    packet = Handover(f"No paga con {CARD}", tried="Nada", question="¿Por qué?")
    offer = ladder.escalate(ticket_id=number, to_team=desk.networks, handover=packet, by=desk.amira, at=later(5))
    assert offer.handover["summary"] == f"No paga con {SHOWN}"


def test_an_answer_of_the_customer_is_covered_with_its_files_names(desk: Desk, bank: Segment) -> None:
    first = desk.open()
    said = receive_message(
        ticket_id=first.ticket_id, contact=desk.farid, channel="portal", at=later(1),
        content=Content("Es la de abajo", files=[NewFile("dni-12345678Z.jpg", "image/jpeg", b"x")],
                        folded=[{"kind": "quote", "text": CARD, "header": ""}]),
    )  # fmt: skip
    assert (said.folded, said.text) == ([{"kind": "quote", "text": SHOWN, "header": ""}], "Es la de abajo")
    assert said.attachments.get().name == "dni-•••8Z.jpg"
    assert said.extra == {"covered": []}


def test_only_kinds_that_there_are_can_be_chosen(desk: Desk, owner: Agent) -> None:
    with pytest.raises(BadInput):
        actions.save_draft(segment_id=None, data={"covers": ["shoe size"]}, by=owner, at=NOON)
