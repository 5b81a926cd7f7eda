"""Who is whom after merges, and which pairs may be one person."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from escalera.base.people.models import Contact, JoinProposal, JoinState

DEEPEST = 10  # merges one after the other
MOST = 200  # proposals of one person


def stands_as(contact: Contact) -> Contact:
    """Return who a contact is now: the one whom they were merged into, and so on."""
    for _step in range(DEEPEST):
        if contact.merged_into is None:
            break
        contact = contact.merged_into
    return contact


def family_of(contact_id: int) -> set[int]:
    """Return the keys of a contact and of all who were merged into them."""
    found = {contact_id}
    newest = found
    for _step in range(DEEPEST):
        newest = set(Contact.objects.filter(merged_into__in=newest).values_list("pk", flat=True)) - found
        if not newest:
            break
        found |= newest
    return found


def between(one: int, other: int) -> JoinProposal | None:
    """Return what was proposed of these two, or of who was merged into them; a refusal before anything else."""
    ours, theirs = family_of(one), family_of(other)
    pairs = JoinProposal.objects.filter(Q(contact__in=ours, other__in=theirs) | Q(contact__in=theirs, other__in=ours))
    rows = list(pairs.order_by("pk")[:50])
    return next((row for row in rows if row.state == JoinState.REFUSED), rows[0] if rows else None)


def joins_with(contact_id: int) -> Sequence[tuple[JoinProposal, Contact]]:
    """Return what was ever proposed of a contact, each with who the other one is now: two queries."""
    family = family_of(contact_id)
    rows = JoinProposal.objects.filter(Q(contact__in=family) | Q(other__in=family))
    found = []
    for row in rows.select_related("contact__merged_into", "other__merged_into").order_by("pk")[:MOST]:
        other = stands_as(row.other if row.contact_id in family else row.contact)
        if other.pk not in family:
            found.append((row, other))
    return found


def open_joins(
    contact_id: int, limit: int = 5, known: Sequence[tuple[JoinProposal, Contact]] | None = None
) -> Sequence[tuple[JoinProposal, Contact]]:
    """Return what nobody has settled yet, once for each other person. `known`: what `joins_with` has found."""
    found: dict[int, tuple[JoinProposal, Contact]] = {}
    for row, other in joins_with(contact_id) if known is None else known:
        if row.state == JoinState.OPEN:
            found.setdefault(other.pk, (row, other))
    return [*found.values()][:limit]
