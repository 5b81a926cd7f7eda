"""What colleagues change about those who ask; merging and parting."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.people.actions import (
    add_contact,
    add_identity,
    add_organization,
    change_contact,
    change_organization,
    mark_undeliverable,
    merge_contacts,
    note_contact,
    part_contacts,
    prefer_identity,
    remove_identity,
    remove_note,
    trust_identity,
)
from escalera.base.people.actions.customers import AddressTaken, MergedAway
from escalera.base.people.actions.merging import CannotMerge, CannotPart
from escalera.base.people.actions.organizations import NameTaken
from escalera.base.people.customers import card_of, contact_page, coordinators_of
from escalera.base.people.models import Contact, Identity, Role
from escalera.base.people.queries import address_of, contact_at
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.tickets.actions import Content, join, receive_message
from escalera.core.tickets.models import Message, Participant, Ticket
from tests.cast import Desk, later


def facts() -> list[str]:
    names = Event.objects.order_by("pk").values_list("name", flat=True)
    return [name for name in names if name.startswith(("contact", "organization"))][2:]  # the cast was met


def change(desk: Desk, **given: Any) -> Contact:
    values = {
        "contact_id": desk.farid.pk, "name": "Farid Haddad", "organization_id": None, "segment_id": None,
        "language": "", "by": desk.sara, "at": later(1),
    }  # fmt: skip
    return change_contact(**{**values, **given})


def test_each_change_is_a_fact_and_none_is_recorded_twice(desk: Desk) -> None:
    acme = add_organization(name=" Acme  Redes ", notes="pays late", by=desk.sara, at=later(1))
    change(desk, organization_id=acme.pk, language="es", is_coordinator=True)
    change(desk, organization_id=acme.pk, language="es", is_coordinator=True)
    way = add_identity(
        contact_id=desk.farid.pk, channel="phone", address="+57 (300) 123-45.67", by=desk.sara, at=later(2)
    )
    prefer_identity(identity_id=way.pk, by=desk.sara, at=later(3))
    note = note_contact(contact_id=desk.farid.pk, text="Call after five", by=desk.amira, at=later(4))
    remove_note(note_id=note.pk, by=desk.amira, at=later(5))
    remove_identity(identity_id=way.pk, by=desk.sara, at=later(6))
    assert way.address == "+573001234567"
    assert facts() == [
        "organization.added", "contact.changed", "contact.identity-added", "contact.identity-changed", "contact.noted",
        "contact.note-removed", "contact.identity-removed",
    ]  # fmt: skip
    assert [one.name for one in coordinators_of(acme.pk)] == ["Farid Haddad"]


def test_who_may_not_is_told_so(desk: Desk) -> None:
    reader = Role.objects.create(code="reader", name="Reader", permissions=[])
    desk.amira.role = reader
    desk.amira.save()
    for act in (
        lambda: add_contact(name="X", by=desk.amira, at=later(1)),
        lambda: change(desk, by=desk.amira),
        lambda: note_contact(contact_id=desk.farid.pk, text="x", by=desk.amira, at=later(1)),
        lambda: merge_contacts(survivor_id=desk.farid.pk, absorbed_id=desk.eve.pk, by=desk.amira, at=later(1)),
        lambda: add_organization(name="X", by=desk.amira, at=later(1)),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert facts() == []


@pytest.mark.parametrize(
    ("channel", "address"),
    [("email", "no address"), ("email", ""), ("phone", "call me"), ("", "x"), ("e" * 30, "x"), ("chat", "x" * 400)],
)
def test_what_is_no_address_is_refused(desk: Desk, channel: str, address: str) -> None:
    with pytest.raises(BadInput):
        add_identity(contact_id=desk.farid.pk, channel=channel, address=address, by=desk.sara, at=later(1))


def test_somebody_elses_address_is_named(desk: Desk) -> None:
    with pytest.raises(AddressTaken) as refusal:
        add_identity(
            contact_id=desk.farid.pk, channel="email", address="EVE@elsewhere.example", by=desk.sara, at=later(1)
        )
    assert (refusal.value.contact_id, str(refusal.value)) == (desk.eve.pk, "eve@elsewhere.example belongs to Eve.")


def test_two_organizations_have_two_names(desk: Desk) -> None:
    acme = add_organization(name="Acme", by=desk.sara, at=later(1))
    other = add_organization(name="Other", by=desk.sara, at=later(1))
    with pytest.raises(NameTaken):
        add_organization(name="ACME", by=desk.sara, at=later(2))
    with pytest.raises(NameTaken) as refusal:
        change_organization(
            organization_id=other.pk, name="acme", segment_id=None, notes="", by=desk.sara, at=later(2)
        )
    assert refusal.value.organization_id == acme.pk


def test_answers_go_to_the_address_that_works_then_to_the_first(desk: Desk) -> None:
    second = add_identity(
        contact_id=desk.farid.pk, channel="email", address="f@other.example", by=desk.sara, at=later(1)
    )
    assert address_of(desk.farid.pk, "email") == "farid@customer.example"
    prefer_identity(identity_id=second.pk, by=desk.sara, at=later(2))
    assert address_of(desk.farid.pk, "email") == "f@other.example"
    mark_undeliverable(channel="email", address="f@other.example", reason="550", at=later(3))
    assert address_of(desk.farid.pk, "email") == "farid@customer.example"
    trust_identity(identity_id=second.pk, by=desk.sara, at=later(4))
    assert address_of(desk.farid.pk, "email") == "f@other.example"


def state() -> dict[str, list[Any]]:
    """Return whose everything is."""
    return {
        "tickets": list(Ticket.objects.order_by("pk").values_list("pk", "requester")),
        "messages": list(Message.objects.order_by("pk").values_list("pk", "contact")),
        "participants": list(Participant.objects.order_by("pk").values_list("pk", "contact")),
        "identities": list(Identity.objects.order_by("pk").values_list("pk", "contact", "is_primary")),
        "contacts": list(
            Contact.objects.order_by("pk").values_list("pk", "organization", "segment", "language", "merged_into")
        ),
    }


def test_a_merge_takes_everything_along_and_parting_gives_exactly_that_back(desk: Desk) -> None:
    acme = add_organization(name="Acme", by=desk.sara, at=later(1))
    change(desk, contact_id=desk.eve.pk, name="Eve", organization_id=acme.pk, language="pt-br")
    hers, his = desk.open(requester=desk.eve).ticket_id, desk.open().ticket_id
    receive_message(ticket_id=hers, contact=desk.eve, content=Content("more"), channel="email", at=later(2))
    third = desk.open(requester=desk.farid).ticket_id
    join(ticket_id=third, contacts=[desk.eve], actor=desk.sara.actor, at=later(3))
    join(ticket_id=hers, contacts=[desk.eve, desk.farid], actor=desk.sara.actor, at=later(3))
    for one in (desk.eve, desk.farid):
        way = one.identities.get()
        prefer_identity(identity_id=way.pk, by=desk.sara, at=later(3))
    before = state()

    merge = merge_contacts(survivor_id=desk.farid.pk, absorbed_id=desk.eve.pk, by=desk.sara, at=later(4))
    assert set(Ticket.objects.values_list("requester", flat=True)) == {desk.farid.pk}
    assert set(Message.objects.values_list("contact", flat=True)) == {desk.farid.pk}
    assert contact_at("email", "eve@elsewhere.example") == desk.farid
    assert [way.is_primary for way in card_of(desk.farid.pk).identities] == [True, False]
    assert Contact.objects.get(pk=desk.farid.pk).organization == acme
    assert [one.name for one in contact_page().rows] == ["Farid Haddad"]
    since = desk.open(requester=Contact.objects.get(pk=desk.farid.pk), at=later(5)).ticket_id

    part_contacts(merge_id=merge.pk, by=desk.sara, at=later(6))
    part_contacts(merge_id=merge.pk, by=desk.sara, at=later(7))
    after = state()
    assert after["tickets"].pop() == (since, desk.farid.pk)
    after["messages"].pop()
    assert after == before
    assert facts()[-2:] == ["contact.merged", "contact.parted"]
    assert his


def test_what_cannot_be_merged_or_parted_is_said(desk: Desk) -> None:
    third = add_contact(name="Third", by=desk.sara, at=later(1))
    with pytest.raises(CannotMerge):
        merge_contacts(survivor_id=desk.eve.pk, absorbed_id=desk.eve.pk, by=desk.sara, at=later(1))
    first = merge_contacts(survivor_id=desk.farid.pk, absorbed_id=desk.eve.pk, by=desk.sara, at=later(2))
    with pytest.raises(CannotMerge):
        merge_contacts(survivor_id=third.pk, absorbed_id=desk.eve.pk, by=desk.sara, at=later(3))
    with pytest.raises(MergedAway):
        add_identity(contact_id=desk.eve.pk, channel="phone", address="5550001", by=desk.sara, at=later(3))
    second = merge_contacts(survivor_id=third.pk, absorbed_id=desk.farid.pk, by=desk.sara, at=later(4))
    with pytest.raises(CannotPart):
        part_contacts(merge_id=first.pk, by=desk.sara, at=later(5))
    part_contacts(merge_id=second.pk, by=desk.sara, at=later(6))
    part_contacts(merge_id=first.pk, by=desk.sara, at=later(7))
    assert contact_at("email", "eve@elsewhere.example") == desk.eve


def test_pages_by_name_have_no_gaps(desk: Desk) -> None:
    for name in ("Ana", "Ana", "Ana", "Bea", "Zoe"):
        add_contact(name=name, by=desk.sara, at=later(1))
    seen: list[str] = []
    after = ""
    while True:
        page = contact_page(after=after, limit=2)
        seen += [one.name for one in page.rows]
        after = page.next
        if not after:
            break
    assert seen == ["Ana", "Ana", "Ana", "Bea", "Eve", "Farid Haddad", "Zoe"]
