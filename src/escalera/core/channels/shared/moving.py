"""A conversation whose other side has another address from now on: a number that was changed, a group that grew; and
one whose provider knows the other side by two names (WhatsApp: a number, and an ID that hides it)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from escalera.base.people.models import Contact, Identity
from escalera.base.people.queries import address_key, identity_at
from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.channels.shared.heard import Moved, Said


def note_move(channel: Channel, event: Moved, at: datetime) -> str:
    """Let the conversation go on at the new address. Where words came from there before the news did, both stay."""
    old, new = event.thread[:200], event.to[:200]
    if not new or old == new:
        return "moved to nowhere"
    threads = Thread.objects.select_for_update(of=("self",)).filter(channel=channel)
    thread = threads.filter(address=old).select_related("contact").first()
    if thread is None and threads.filter(also=old).update(also=new):
        return "they moved: the provider has another name for them"
    if thread is None:
        return "they moved: nobody knew them at the old address"
    if thread.contact is not None:
        _also_at(channel, thread.contact, new)
    if threads.filter(address=new).exists():
        return "they moved: known at the new address already"
    thread.address = new
    thread.data = {**thread.data, "was": [*thread.data.get("was", []), old][-5:]}
    thread.save(update_fields=["address", "data"])
    return "they moved: the conversation goes on at the new address"


def _also_at(channel: Channel, contact: Contact, address: str) -> None:
    """Know the person by the new address too, unless it is somebody's already."""
    can = capabilities_of(channel.kind)
    identity = can.identity if can else channel.kind
    if identity_at(identity, address) is None:
        Identity.objects.get_or_create(
            channel=identity, address=address_key(identity, address), defaults={"contact": contact}
        )


def as_known(channel: Channel, said: Said, at: datetime) -> Said:
    """Return what was said with the address by which its conversation is known, whichever name came with it.

    A conversation that began under the other name goes on at the address."""
    if said.also is None or said.thread:
        return said
    if said.also:
        if Thread.objects.filter(channel=channel, address=said.also[:200]).exists():
            note_move(channel, Moved(said.also, said.person.address), at)
        return said
    names = Thread.objects.filter(channel=channel, also=said.person.address[:200]).order_by("pk")
    address = names.values_list("address", flat=True).first()
    return said if address is None else replace(said, person=replace(said.person, address=address), also=None)
