"""Getting to know those who ask, and which of their addresses work. What colleagues change stands in `customers.py`."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from escalera.base.log.actions import record
from escalera.base.people.facts import ContactMet
from escalera.base.people.models import Contact, Identity
from escalera.base.people.queries import address_key, identity_at
from escalera.base.storage.ready import insert


def meet(
    *, channel: str, address: str, name: str = "", at: datetime, wrote: bool = False, known: Identity | None = None
) -> Contact:
    """Return the contact with this address, made now if nobody had it; two at once end with one contact.

    `wrote`: the word came from the address itself, which proves that it works (again); `known`: the
    address's identity, if the caller has looked it up."""
    known = known or identity_at(channel, address)
    if known is not None:
        if wrote and known.undeliverable_since is not None:
            mark_deliverable(channel=channel, address=address)
        return known.contact
    key = address_key(channel, address)
    try:
        with transaction.atomic():
            contact = Contact(name=(name.strip() or key.split("@")[0])[:120], created_at=at)
            insert(contact)
            insert(Identity(contact=contact, channel=channel, address=key))
            record(
                ContactMet(contact_id=contact.pk, contact=contact.name, channel=channel), actor=contact.actor, at=at
            )
    except IntegrityError:  # somebody else met them in this moment
        return Identity.objects.select_related("contact").get(channel=channel, address=key).contact
    return contact


def mark_undeliverable(*, channel: str, address: str, reason: str, at: datetime) -> bool:
    """Note that nothing arrives at this address; return whether anybody has it."""
    changed = Identity.objects.filter(channel=channel, address=address_key(channel, address)).update(
        undeliverable_since=at, undeliverable_reason=reason[:400]
    )
    return changed > 0


def mark_deliverable(*, channel: str, address: str) -> None:
    """A word from the address itself proves that it works again."""
    Identity.objects.filter(
        channel=channel, address=address_key(channel, address), undeliverable_since__isnull=False
    ).update(undeliverable_since=None, undeliverable_reason="")
