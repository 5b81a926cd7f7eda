"""Who it is that wrote: the contact with this address, or one whose verified address says that they are the same."""

from __future__ import annotations

from datetime import datetime

from escalera.base.people.actions import learn_of, meet_proven
from escalera.base.people.models import Contact
from escalera.base.people.queries import address_key
from escalera.core.channels.shared.heard import Person


def meet_person(identity: str, person: Person, at: datetime) -> Contact:
    """Return the contact who wrote, and keep what the channel says of them where nothing was known."""
    proven = [(kind, address) for kind, address in (("email", person.email), ("phone", person.phone)) if address]
    contact = meet_proven(channel=identity, address=person.address, name=person.name, proven=proven, at=at)
    if not contact.language or person.name:
        key = address_key(identity, person.address)
        learn_of(contact=contact, address=key, name=person.name, language=person.language, at=at)
    return contact
