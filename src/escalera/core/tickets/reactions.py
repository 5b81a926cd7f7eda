"""What tickets do when customers are merged or parted: requests, words and places in conversations go along.

Only what the merge moved goes back, so that parting gives exactly what was; what came since stays where it is."""

from __future__ import annotations

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.base.people.actions.merging import remember_moved
from escalera.base.people.facts import ContactsMerged, ContactsParted
from escalera.base.people.models import ContactMerge
from escalera.core.tickets.models import Message, Participant, Ticket

STEP = 500  # keys in one statement


@on(ContactsMerged)
def move_tickets(fact: ContactsMerged, event: Event) -> None:
    """Give the survivor the tickets of the absorbed, what they said, and their places in conversations."""
    old, new = fact.absorbed_id, fact.contact_id
    tickets = list(Ticket.objects.filter(requester=old).order_by("pk").values_list("pk", flat=True))
    places = dict(Participant.objects.filter(contact=old).values_list("pk", "ticket_id"))
    spoken_on = sorted({*tickets, *places.values()})
    messages: list[int] = []
    for some in _steps(spoken_on):
        said = Message.objects.filter(ticket__in=some, contact=old).order_by("pk")
        messages += said.values_list("pk", flat=True)
    taken = set(Participant.objects.filter(contact=new).values_list("ticket_id", flat=True))
    free = sorted(key for key, ticket in places.items() if ticket not in taken)
    _give(tickets, messages, free, old, new)
    remember_moved(fact.merge_id, {"tickets": tickets, "messages": messages, "participants": free})


@on(ContactsParted)
def move_tickets_back(fact: ContactsParted, event: Event) -> None:
    """Give back what the merge moved, as far as it is still where it was put."""
    moved = ContactMerge.objects.values_list("moved", flat=True).get(pk=fact.merge_id)
    keys = [moved.get(kind, []) for kind in ("tickets", "messages", "participants")]
    _give(keys[0], keys[1], keys[2], fact.contact_id, fact.absorbed_id)


def _give(tickets: list[int], messages: list[int], participants: list[int], old: int, new: int) -> None:
    for some in _steps(tickets):
        Ticket.objects.filter(pk__in=some, requester=old).update(requester=new)
    for some in _steps(messages):
        Message.objects.filter(pk__in=some, contact=old).update(contact=new)
    for some in _steps(participants):
        Participant.objects.filter(pk__in=some, contact=old).update(contact=new)


def _steps(keys: list[int]) -> list[list[int]]:
    return [keys[start : start + STEP] for start in range(0, len(keys), STEP)]
