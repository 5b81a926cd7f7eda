"""One customer on many channels: joined where it is proven, proposed where it only looks so, and parted again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.people.actions import (
    accept_join,
    add_contact,
    add_identity,
    add_organization,
    merge_contacts,
    part_contacts,
    part_identity,
    refuse_join,
)
from escalera.base.people.actions.joining import NotJoined, nearest_language
from escalera.base.people.families import open_joins
from escalera.base.people.models import Contact, Identity, JoinProposal
from escalera.base.people.queries import contact_at
from escalera.base.refusals import NotAllowed
from escalera.core.channels import gate
from escalera.core.channels.models import Call, Channel, Thread
from escalera.core.tickets.models import Message, Ticket
from tests.cast import Desk, later, make_desk
from tests.core.channels.shared.plain import KIND, Provider, plain_kind

NUMBER = "+573001234567"
COMMITTED = pytest.mark.django_db(transaction=True)  # readers read what is committed


@pytest.fixture
def numbers() -> Iterator[Provider]:
    """The same kind, whose addresses are telephone numbers."""
    with plain_kind(identity="sms") as provider:
        yield provider


_count = iter(range(1, 10_000))


def hear(channel: Channel, text: str = "Hello", *, minutes: float = 1, who: str = "u-1", **more: str) -> Message:
    """Let the provider bring one message, and return what it became."""
    name = f"in-{next(_count)}"
    said = {"type": "said", "from": who, "name": "Ana", "id": name, "text": text, **more}
    answer = Client().post(
        f"/hooks/{KIND}/{channel.hook_key}/", json.dumps([said]), content_type="application/json",
        headers={"x-signature": "good"},
    )  # fmt: skip
    assert answer.status_code == 200
    gate.understand_waiting(at=later(minutes))
    return Message.objects.get(marks__external_id=name)


def proposals() -> list[tuple[str, str, str, str]]:
    rows = JoinProposal.objects.select_related("contact", "other").order_by("pk")
    return [(one.contact.name, one.other.name, one.reason, one.state) for one in rows]


# --- joined by rule ---------------------------------------------------------------------------------------------


def test_a_verified_mail_address_is_the_same_customer_at_once(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    message = hear(channel, email="Farid@Customer.example")
    assert message.contact == desk.farid
    identity = Identity.objects.get(channel=KIND, address="u-1")
    why = identity.joined or {}
    assert (identity.contact, why["why"], why["address"]) == (desk.farid, "verified", "farid@customer.example")
    event = Event.objects.get(name="contact.identity-added")
    assert (event.data["by_rule"], event.actor_kind) == ("verified", "system")
    assert hear(channel).contact == desk.farid


def test_a_new_person_is_known_by_what_was_verified_too(provider: Provider, channel: Channel) -> None:
    message = hear(channel, email="ana@x.example", phone="+57 300 123 4567")
    assert contact_at("email", "ana@x.example") == message.contact
    assert contact_at("phone", NUMBER) == message.contact
    assert list(Identity.objects.filter(contact=message.contact).order_by("pk").values_list("channel", flat=True)) == [
        KIND, "email", "phone",
    ]  # fmt: skip


def test_the_same_number_on_another_channel_is_the_same_customer(
    numbers: Provider, channel: Channel, desk: Desk
) -> None:
    add_identity(contact_id=desk.farid.pk, channel="whatsapp", address="+57 300 1234567", by=desk.sara, at=later(0))
    assert hear(channel, who=NUMBER).contact == desk.farid
    assert hear(channel, who="+573001234568").contact != desk.farid


@pytest.mark.parametrize("address", ["3001234567", "12345", "ACME"])
def test_what_is_no_number_of_the_world_joins_nobody(
    numbers: Provider, channel: Channel, desk: Desk, address: str
) -> None:
    Identity.objects.create(contact=desk.farid, channel="phone", address=address)
    assert hear(channel, who=address).contact != desk.farid


def test_two_whose_addresses_turn_out_to_be_one_person_s_are_proposed(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    ana = hear(channel).contact
    assert hear(channel, email="farid@customer.example").contact == ana
    assert proposals() == [("Farid Haddad", "Ana", "verified", "open")]


def test_the_language_of_the_channel_is_kept_where_none_was_known(provider: Provider, channel: Channel) -> None:
    contact = hear(channel, language="es_CO").contact
    assert contact is not None
    contact.refresh_from_db()
    assert contact.language == "es-419"
    hear(channel, language="en")
    contact.refresh_from_db()
    assert contact.language == "es-419"


@pytest.mark.parametrize(
    ("code", "nearest"),
    [("es", "es"), ("es_ES", "es"), ("es-MX", "es-419"), ("pt-PT", "pt-br"), ("EN-gb", "en"), ("ja", ""), ("", ""),
     ("../x", ""), ("x" * 300, "")],
)  # fmt: skip
def test_the_nearest_language(code: str, nearest: str) -> None:
    assert nearest_language(code) == nearest


def test_a_number_gets_its_name_when_one_is_told(numbers: Provider, channel: Channel) -> None:
    contact = hear(channel, name="", who=NUMBER).contact
    assert contact is not None
    assert contact.name == NUMBER
    hear(channel, name="Ana Paz", who=NUMBER)
    hear(channel, name="Somebody", who=NUMBER)
    contact.refresh_from_db()
    assert contact.name == "Ana Paz"


# --- not theirs after all ---------------------------------------------------------------------------------------


def test_an_address_that_is_not_theirs_is_parted_with_all_that_came_from_it(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    own = desk.open("Mine").ticket_id
    message = hear(channel, "Not mine", email="farid@customer.example")
    identity = Identity.objects.get(channel=KIND)
    new = part_identity(identity_id=identity.pk, by=desk.amira, at=later(5))
    message.refresh_from_db()
    assert (message.contact, message.ticket.requester) == (new, new)
    assert (Ticket.objects.get(pk=own).requester, Thread.objects.get().contact) == (desk.farid, new)
    again = hear(channel, "It is me", email="farid@customer.example", minutes=6)  # the rule does not join them again
    assert (again.contact, again.ticket_id) == (new, message.ticket_id)
    assert [state for *_pair, state in proposals()] == ["refused"]


def test_words_on_a_stranger_s_ticket_stay_but_the_next_go_elsewhere(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    first = hear(channel, email="farid@customer.example", who="u-0", thread="room")
    second = hear(channel, email="farid@customer.example", thread="room", minutes=2)
    assert first.ticket_id == second.ticket_id
    new = part_identity(identity_id=Identity.objects.get(address="u-1").pk, by=desk.amira, at=later(5))
    first.ticket.refresh_from_db()
    assert (first.ticket.requester, list(first.ticket.participants.all())) == (desk.farid, [])
    assert hear(channel, thread="room", minutes=6).ticket_id != first.ticket_id
    second.refresh_from_db()
    assert second.contact == new


def test_only_what_a_rule_joined_is_parted_so_and_only_by_who_may(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    hear(channel, email="farid@customer.example")
    with pytest.raises(NotJoined):
        part_identity(
            identity_id=Identity.objects.get(contact=desk.farid, channel="email").pk, by=desk.sara, at=later(1)
        )
    desk.amira.role.permissions = []
    with pytest.raises(NotAllowed):
        part_identity(identity_id=Identity.objects.get(channel=KIND).pk, by=desk.amira, at=later(1))


# --- proposed ---------------------------------------------------------------------------------------------------


@COMMITTED
def test_a_typed_address_is_proposed_and_never_joined(provider: Provider, channel: Channel, desk: Desk) -> None:
    message = hear(channel, "I am Farid, FARID@customer.example, and not help@desk.example or a@b.example")
    assert message.contact != desk.farid
    read_all()
    assert proposals() == [("Farid Haddad", "Ana", "typed", "open")]
    hear(channel, "farid@customer.example again")
    read_all()
    assert len(proposals()) == 1
    assert JoinProposal.objects.get().evidence == {
        "address": "farid@customer.example", "ticket": str(message.ticket_id),
    }  # fmt: skip


@COMMITTED
def test_the_same_name_is_proposed_in_one_organization_only(db: None) -> None:
    desk = make_desk()
    acme = add_organization(name="Acme", by=desk.sara, at=later(0))
    for number, organization in enumerate((acme.pk, acme.pk, None, None)):
        add_contact(
            name="Nora Paz", channel="email", address=f"nora{number}@x.example", organization_id=organization,
            by=desk.sara, at=later(number),
        )  # fmt: skip
    read_all()
    assert proposals() == [("Nora Paz", "Nora Paz", "name", "open")]


@COMMITTED
def test_the_same_number_in_another_spelling_is_proposed(db: None) -> None:
    desk = make_desk()
    add_contact(name="Nora", channel="phone", address="300 123 4567", by=desk.sara, at=later(0))
    add_contact(name="N. Paz", channel="whatsapp", address=NUMBER, by=desk.sara, at=later(1))
    read_all()
    assert proposals() == [("Nora", "N. Paz", "phone", "open")]


@COMMITTED
def test_joining_moves_conversations_and_undoing_moves_them_back(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    ana = hear(channel, "farid@customer.example").contact
    read_all()
    merge = accept_join(proposal_id=JoinProposal.objects.get().pk, by=desk.amira, at=later(5))
    assert (merge.survivor, merge.absorbed, Thread.objects.get().contact) == (desk.farid, ana, desk.farid)
    assert proposals()[0][3] == "joined"
    assert hear(channel, minutes=6).contact == desk.farid
    part_contacts(merge_id=merge.pk, by=desk.amira, at=later(7))
    assert Thread.objects.get().contact == ana
    assert proposals()[0][3] == "refused"
    hear(channel, "farid@customer.example", minutes=8)
    read_all()
    assert [state for *_pair, state in proposals()] == ["refused"]


@COMMITTED
def test_what_was_refused_is_not_asked_again_even_of_who_they_became(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    ana = hear(channel, "farid@customer.example").contact
    read_all()
    assert ana is not None
    refuse_join(proposal_id=JoinProposal.objects.get().pk, by=desk.amira, at=later(5))
    eve = Contact.objects.get(pk=desk.eve.pk)
    merge_contacts(survivor_id=eve.pk, absorbed_id=ana.pk, by=desk.amira, at=later(6))
    hear(channel, "farid@customer.example", minutes=7)
    read_all()
    assert [state for *_pair, state in proposals()] == ["refused"]


@COMMITTED
def test_a_proposal_follows_who_somebody_became(provider: Provider, channel: Channel, desk: Desk) -> None:
    ana = hear(channel, "farid@customer.example").contact
    read_all()
    assert ana is not None
    merge_contacts(survivor_id=desk.eve.pk, absorbed_id=ana.pk, by=desk.amira, at=later(6))
    assert [(one.pk, other.name) for one, other in open_joins(desk.farid.pk)] == [
        (JoinProposal.objects.get().pk, "Eve")
    ]
    assert [other for _one, other in open_joins(desk.eve.pk)] == [desk.farid]


@COMMITTED
def test_a_user_name_that_a_colleague_wrote_down_is_proposed(
    provider: Provider, channel: Channel, desk: Desk
) -> None:
    add_identity(contact_id=desk.farid.pk, channel=KIND, address="@Farid_H", by=desk.sara, at=later(0))
    message = hear(channel)
    Thread.objects.filter(contact=message.contact).update(data={"username": "Farid_H"})
    hear(channel, minutes=2)
    read_all()
    assert proposals() == [("Farid Haddad", "Ana", "username", "open")]
    assert JoinProposal.objects.get().evidence == {"username": "Farid_H", "channel": KIND}


def test_calls_go_along_with_a_merge_and_come_back(provider: Provider, channel: Channel, desk: Desk) -> None:
    thread = Thread.objects.create(channel=channel, address="u-9", contact=desk.eve, begun_at=later(0))
    call = Call.objects.create(channel=channel, thread=thread, contact=desk.eve, begun_at=later(0), direction="in")
    merge = merge_contacts(survivor_id=desk.farid.pk, absorbed_id=desk.eve.pk, by=desk.amira, at=later(1))
    call.refresh_from_db()
    assert call.contact == desk.farid
    part_contacts(merge_id=merge.pk, by=desk.amira, at=later(2))
    call.refresh_from_db()
    assert call.contact == desk.eve
