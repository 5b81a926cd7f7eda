"""What conversations do when customers are merged or parted: they go along, and come back."""

from __future__ import annotations

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.base.people.actions.merging import remember_moved
from escalera.base.people.facts import ContactsMerged, ContactsParted
from escalera.base.people.models import ContactMerge
from escalera.levels.selfservice.models import Conversation

STEP = 500  # keys in one statement


@on(ContactsMerged)
def move_conversations(fact: ContactsMerged, event: Event) -> None:
    """Give the survivor what the absorbed said to the assistant."""
    keys = list(Conversation.objects.filter(contact=fact.absorbed_id).order_by("pk").values_list("pk", flat=True))
    _give(keys, fact.absorbed_id, fact.contact_id)
    remember_moved(fact.merge_id, {"conversations": keys})


@on(ContactsParted)
def move_conversations_back(fact: ContactsParted, event: Event) -> None:
    """Give back what the merge moved, as far as it is still where it was put."""
    moved = ContactMerge.objects.values_list("moved", flat=True).get(pk=fact.merge_id)
    _give(moved.get("conversations", []), fact.contact_id, fact.absorbed_id)


def _give(keys: list[int], old: int, new: int) -> None:
    for start in range(0, len(keys), STEP):
        Conversation.objects.filter(pk__in=keys[start : start + STEP], contact=old).update(contact=new)
