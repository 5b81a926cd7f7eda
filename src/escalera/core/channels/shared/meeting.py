"""Who it is that wrote: the contact with this address, or one whose verified address says that they are the same."""

from __future__ import annotations

from datetime import datetime

from escalera.base.people.actions import meet
from escalera.base.people.models import Contact
from escalera.core.channels.shared.heard import Person


def meet_person(identity: str, person: Person, at: datetime) -> Contact:
    """Return the contact who wrote."""
    return meet(channel=identity, address=person.address, name=person.name, at=at, wrote=True)
