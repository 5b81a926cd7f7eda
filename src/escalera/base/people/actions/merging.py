"""Two contacts that are one person: merged, and parted again exactly as they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.facts import ContactsMerged, ContactsParted
from escalera.base.people.models import (
    Agent,
    Contact,
    ContactAccount,
    ContactMerge,
    ContactNote,
    Identity,
    JoinProposal,
    JoinReason,
    JoinState,
)
from escalera.base.people.policies import why_not_change_customers
from escalera.base.refusals import NotAllowed, Refusal
from escalera.base.storage.together import together

_FILLED = ("organization", "segment", "language")  # taken over where the survivor has none


class CannotMerge(Refusal):
    """These two can't become one."""


class CannotPart(Refusal):
    """This merge can't be undone, or not yet."""


@together()
def merge_contacts(*, survivor_id: int, absorbed_id: int, by: Agent, at: datetime) -> ContactMerge:
    """Let one contact be the other too: addresses, notes and the way into the portal go over, and what other rooms
    hold of them (tickets…) in the same transaction. Nothing is deleted.

    Raises: NotAllowed, CannotMerge, Contact.DoesNotExist."""
    _refuse_strangers(by)
    survivor, absorbed = _both(survivor_id, absorbed_id)
    if survivor.pk == absorbed.pk:
        raise CannotMerge(_("Choose two different people."))
    for one in (survivor, absorbed):
        if one.merged_into_id is not None:
            raise CannotMerge(_("%(name)s was merged into another customer.") % {"name": one.name})
    merge = ContactMerge.objects.create(survivor=survivor, absorbed=absorbed, agent=by, at=at, moved={})
    merge.moved = _move(survivor, absorbed)
    merge.save(update_fields=["moved"])
    _settle_joins(survivor, absorbed, JoinState.JOINED, by, at, merge)
    absorbed.merged_into = survivor
    absorbed.save(update_fields=["merged_into"])
    fact = ContactsMerged(
        contact_id=survivor.pk, contact=survivor.name, absorbed_id=absorbed.pk, absorbed=absorbed.name,
        merge_id=merge.pk,
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    merge.refresh_from_db(fields=["moved"])
    return merge


@together()
def part_contacts(*, merge_id: int, by: Agent, at: datetime) -> ContactMerge:
    """Undo a merge: everything that went over goes back; what came since stays with the survivor.

    Undoing twice changes nothing. Raises: NotAllowed, CannotPart, ContactMerge.DoesNotExist."""
    _refuse_strangers(by)
    merge = ContactMerge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    if merge.undone_at is not None:
        return merge
    survivor, absorbed = _both(merge.survivor_id, merge.absorbed_id)
    if survivor.merged_into_id is not None:
        words = _("%(name)s was merged into another customer since. Undo that first.")
        raise CannotPart(words % {"name": survivor.name})
    _move_back(merge, survivor, absorbed)
    absorbed.merged_into = None
    absorbed.save(update_fields=["merged_into"])
    _settle_joins(survivor, absorbed, JoinState.REFUSED, by, at)
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    fact = ContactsParted(
        contact_id=survivor.pk, contact=survivor.name, absorbed_id=absorbed.pk, absorbed=absorbed.name,
        merge_id=merge.pk,
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return merge


def remember_moved(merge_id: int, moved: dict[str, Sequence[int]]) -> None:
    """Note what another room moved over in the merge's own transaction, by kind and key."""
    merge = ContactMerge.objects.get(pk=merge_id)
    merge.moved = {**merge.moved, **{kind: list(keys) for kind, keys in moved.items() if keys}}
    merge.save(update_fields=["moved"])


def _settle_joins(
    one: Contact, other: Contact, state: JoinState, by: Agent, at: datetime, merge: ContactMerge | None = None
) -> None:
    """Let what was proposed of these two say how it ended; whom somebody parted, no rule joins again."""
    first, second = sorted((one.pk, other.pk))
    values = {"state": state, "by": by, "at": at, "merge": merge}
    pair = JoinProposal.objects.filter(contact=first, other=second)
    if not pair.update(**values) and state == JoinState.REFUSED:
        JoinProposal.objects.create(
            contact_id=first, other_id=second, reason=JoinReason.NAME, made_at=at, **values
        )  # fmt: skip


def _move(survivor: Contact, absorbed: Contact) -> dict[str, list[int]]:
    moved: dict[str, list[int]] = {}
    primary = list(absorbed.identities.filter(is_primary=True).values_list("pk", flat=True))
    for kind, model in (("identities", Identity), ("notes", ContactNote)):
        keys = list(model.objects.filter(contact=absorbed).order_by("pk").values_list("pk", flat=True))
        model.objects.filter(pk__in=keys).update(contact=survivor)
        moved[kind] = keys
    taken = set(survivor.identities.filter(is_primary=True).exclude(pk__in=primary).values_list("channel", flat=True))
    lost = list(Identity.objects.filter(pk__in=primary, channel__in=taken).values_list("pk", flat=True))
    Identity.objects.filter(pk__in=lost).update(is_primary=False)
    moved["primary"] = lost
    if not ContactAccount.objects.filter(contact=survivor).exists():
        moved["accounts"] = list(ContactAccount.objects.filter(contact=absorbed).values_list("pk", flat=True))
        ContactAccount.objects.filter(pk__in=moved["accounts"]).update(contact=survivor)
    return {kind: keys for kind, keys in moved.items() if keys} | _fill(survivor, absorbed)


def _fill(survivor: Contact, absorbed: Contact) -> dict[str, list[int]]:
    filled = [name for name in _FILLED if not getattr(survivor, name) and getattr(absorbed, name)]
    for name in filled:
        setattr(survivor, name, getattr(absorbed, name))
    if filled:
        survivor.save(update_fields=filled)
    return {f"filled_{name}": [survivor.pk] for name in filled}


def _move_back(merge: ContactMerge, survivor: Contact, absorbed: Contact) -> None:
    moved = merge.moved
    Identity.objects.filter(pk__in=moved.get("identities", []), contact=survivor).update(contact=absorbed)
    Identity.objects.filter(pk__in=moved.get("primary", []), contact=absorbed).update(is_primary=True)
    ContactNote.objects.filter(pk__in=moved.get("notes", []), contact=survivor).update(contact=absorbed)
    ContactAccount.objects.filter(pk__in=moved.get("accounts", []), contact=survivor).update(contact=absorbed)
    # what somebody changed by hand since is theirs
    filled = [n for n in _FILLED if f"filled_{n}" in moved and getattr(survivor, n) == getattr(absorbed, n)]
    for name in filled:
        setattr(survivor, name, "" if name == "language" else None)
    if filled:
        survivor.save(update_fields=filled)


def _both(survivor_id: int, absorbed_id: int) -> tuple[Contact, Contact]:
    """Lock both in the order of their keys, so that two merges never wait for each other."""
    rows = Contact.objects.select_for_update(of=("self",)).filter(pk__in=(survivor_id, absorbed_id)).order_by("pk")
    found = {one.pk: one for one in rows}
    for key in (survivor_id, absorbed_id):
        if key not in found:
            raise Contact.DoesNotExist(f"there is no customer {key}")
    return found[survivor_id], found[absorbed_id]


def _refuse_strangers(by: Agent) -> None:
    if refusal := why_not_change_customers(by):
        raise NotAllowed(refusal)
