"""What colleagues change about those who ask: name, company, addresses, notes."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.facts import (
    ContactChanged,
    ContactMet,
    ContactNoted,
    IdentityAdded,
    IdentityChanged,
    IdentityRemoved,
    NoteRemoved,
)
from escalera.base.people.models import Agent, Contact, ContactNote, Identity, Organization, Segment
from escalera.base.people.policies import why_not_change_customers, why_not_note
from escalera.base.people.queries import NUMBERS, address_key
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together

LONGEST_NOTE = 4000
MOST_IDENTITIES = 50
_MAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,180}\.[^\s@<>\".]{2,24}\Z")
_NUMBER = re.compile(r"\+?\d{4,20}\Z")


class AddressTaken(Refusal):
    """Somebody else has this address. `contact_id`: who, so that the page can offer to look at them."""

    def __init__(self, words: str, contact_id: int) -> None:
        super().__init__(words)
        self.contact_id = contact_id


class MergedAway(Refusal):
    """The contact is part of another one now."""


@together()
def add_contact(
    *,
    name: str,
    channel: str = "",
    address: str = "",
    organization_id: int | None = None,
    segment_id: int | None = None,
    language: str = "",
    by: Agent,
    at: datetime,
) -> Contact:
    """Write down somebody who asks. Raises: NotAllowed, BadInput, AddressTaken."""
    _refuse_strangers(by)
    contact = Contact(name=_name(name), language=language[:10], created_at=at)
    contact.organization, contact.segment = _organization(organization_id), _segment(segment_id)
    contact.save()
    met = ContactMet(contact_id=contact.pk, contact=contact.name, channel=channel[:16])
    record(met, actor=by.actor, at=at)
    if address.strip():
        add_identity(contact_id=contact.pk, channel=channel, address=address, by=by, at=at)
    return contact


@together()
def change_contact(
    *,
    contact_id: int,
    name: str,
    organization_id: int | None,
    segment_id: int | None,
    language: str,
    is_coordinator: bool = False,
    by: Agent,
    at: datetime,
) -> Contact:
    """Make these the contact's name, company, segment and language. The tickets that they have keep theirs.

    `is_coordinator`: sees all requests of their organization. Raises: NotAllowed, BadInput, MergedAway,
    Contact.DoesNotExist."""
    contact = _locked(contact_id, by)
    before = {field: getattr(contact, field) for field in _CHANGED}
    contact.name, contact.language = _name(name), language[:10]
    contact.organization, contact.segment = _organization(organization_id), _segment(segment_id)
    contact.is_coordinator = is_coordinator and organization_id is not None
    changed = [field for field in _CHANGED if getattr(contact, field) != before[field]]
    if changed:
        contact.save(update_fields=changed)
        fact = ContactChanged(contact_id=contact.pk, contact=contact.name, fields=",".join(changed))
        record(fact, actor=by.actor, at=at)
    return contact


_CHANGED = ("name", "organization_id", "segment_id", "language", "is_coordinator")


@together()
def add_identity(*, contact_id: int, channel: str, address: str, by: Agent, at: datetime) -> Identity:
    """Give the contact one more address; one that they have already is returned as it is.

    Raises: NotAllowed, BadInput, AddressTaken, MergedAway, Contact.DoesNotExist."""
    contact = _locked(contact_id, by)
    key = _checked_address(channel, address)
    known = Identity.objects.select_related("contact").filter(channel=channel, address=key).first()
    if known is None:
        if contact.identities.count() >= MOST_IDENTITIES:
            raise BadInput(_("That are too many addresses for one person."))
        try:
            with transaction.atomic():
                identity = Identity.objects.create(contact=contact, channel=channel, address=key)
        except IntegrityError:  # somebody else got it in this moment
            known = Identity.objects.select_related("contact").get(channel=channel, address=key)
    if known is not None:
        if known.contact_id == contact.pk:
            return known
        words = _("%(address)s belongs to %(name)s.") % {"address": key, "name": known.contact.name}
        raise AddressTaken(words, known.contact_id)
    fact = IdentityAdded(
        contact_id=contact.pk, contact=contact.name, identity_id=identity.pk, channel=channel
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return identity


@together()
def remove_identity(*, identity_id: int, by: Agent, at: datetime) -> None:
    """Take an address away from its contact: it is free for somebody else. Raises: NotAllowed, Identity.DoesNotExist."""
    identity, contact = _identity(identity_id, by)
    channel = identity.channel
    identity.delete()
    record(
        IdentityRemoved(contact_id=contact.pk, contact=contact.name, channel=channel), actor=by.actor, at=at
    )  # fmt: skip


@together()
def prefer_identity(*, identity_id: int, by: Agent, at: datetime) -> Identity:
    """Let answers on this channel go to this address first. Raises: NotAllowed, Identity.DoesNotExist."""
    identity, contact = _identity(identity_id, by)
    if identity.is_primary:
        return identity
    contact.identities.filter(channel=identity.channel, is_primary=True).update(is_primary=False)
    identity.is_primary = True
    identity.save(update_fields=["is_primary"])
    _identity_changed(contact, identity, "primary", by, at)
    return identity


@together()
def trust_identity(*, identity_id: int, by: Agent, at: datetime) -> Identity:
    """Say that an address works again, although something came back from it.

    Raises: NotAllowed, Identity.DoesNotExist."""
    identity, contact = _identity(identity_id, by)
    if identity.undeliverable_since is None:
        return identity
    identity.undeliverable_since, identity.undeliverable_reason = None, ""
    identity.save(update_fields=["undeliverable_since", "undeliverable_reason"])
    _identity_changed(contact, identity, "deliverable", by, at)
    return identity


@together()
def note_contact(*, contact_id: int, text: str, by: Agent, at: datetime) -> ContactNote:
    """Leave words about a customer that only colleagues read. Raises: NotAllowed, BadInput, Contact.DoesNotExist."""
    if refusal := why_not_note(by):
        raise NotAllowed(refusal)
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST_NOTE:
        raise BadInput(_("Write a note of at most %(most)d characters.") % {"most": LONGEST_NOTE})
    contact = Contact.objects.get(pk=contact_id)
    note = ContactNote.objects.create(contact=contact, agent=by, text=text, at=at)
    record(ContactNoted(contact_id=contact.pk, contact=contact.name, note_id=note.pk), actor=by.actor, at=at)
    return note


@together()
def remove_note(*, note_id: int, by: Agent, at: datetime) -> None:
    """Take a note away: one's own, or anybody's for those who manage customers.

    Raises: NotAllowed, ContactNote.DoesNotExist."""
    note = ContactNote.objects.select_related("contact").get(pk=note_id)
    if note.agent_id != by.pk and (refusal := why_not_change_customers(by)):
        raise NotAllowed(refusal)
    contact = note.contact
    note.delete()
    record(NoteRemoved(contact_id=contact.pk, contact=contact.name), actor=by.actor, at=at)


def _identity_changed(contact: Contact, identity: Identity, how: str, by: Agent, at: datetime) -> None:
    fact = IdentityChanged(contact_id=contact.pk, contact=contact.name, identity_id=identity.pk, how=how)
    record(fact, actor=by.actor, at=at)


def _identity(identity_id: int, by: Agent) -> tuple[Identity, Contact]:
    identity = Identity.objects.get(pk=identity_id)
    return identity, _locked(identity.contact_id, by)


def _locked(contact_id: int, by: Agent) -> Contact:
    _refuse_strangers(by)
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact_id)
    if contact.merged_into_id is not None:
        raise MergedAway(_("%(name)s was merged into another customer.") % {"name": contact.name})
    return contact


def _refuse_strangers(by: Agent) -> None:
    if refusal := why_not_change_customers(by):
        raise NotAllowed(refusal)


def _name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > 120:
        raise BadInput(_("A name has between 1 and 120 characters."))
    return name


def _organization(key: int | None) -> Organization | None:
    organization = Organization.objects.filter(pk=key).first() if key else None
    if key and organization is None:
        raise BadInput(_("This organization does not exist any more."))
    return organization


def _segment(key: int | None) -> Segment | None:
    segment = Segment.objects.filter(pk=key).first() if key else None
    if key and segment is None:
        raise BadInput(_("This segment does not exist any more."))
    return segment


def _checked_address(channel: str, address: str) -> str:
    """Return the address as it is stored. Raises: BadInput."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{1,15}", channel):
        raise BadInput(_("Choose how this address is used: mail, telephone…"))
    key = address_key(channel, address.replace("\x00", ""))
    if not key or len(address) > 250:
        raise BadInput(_("Write the address."))
    if channel == "email" and not _MAIL.match(key):
        raise BadInput(_("“%(address)s” is no mail address.") % {"address": key[:80]})
    if channel in NUMBERS and not _NUMBER.match(key):
        words = _("“%(address)s” is no telephone number. Write digits, with + and the country first.")
        raise BadInput(words % {"address": key[:80]})
    return key
