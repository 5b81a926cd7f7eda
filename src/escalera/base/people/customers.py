"""Lists and cards of those who ask. Lists come by keyset pages, by name."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from escalera.base.people.models import Contact, ContactMerge, ContactNote, Identity, Organization, Segment
from escalera.base.refusals import BadInput

PAGE = 40
MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class ContactPage:
    """`next`: the mark of the following page, "" at the end."""

    rows: Sequence[Contact]
    next: str


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """Each row has `people`, how many belong to it."""

    rows: Sequence[Organization]
    next: str


@dataclass(frozen=True, slots=True)
class Card:
    """A customer with what their page shows; `merges`: who was merged into them and can be parted again."""

    contact: Contact
    identities: Sequence[Identity]
    notes: Sequence[ContactNote]
    merges: Sequence[ContactMerge]


def contact_page(
    *,
    keys: Sequence[int] | None = None,
    segment_id: int | None = None,
    organization_id: int | None = None,
    after: str = "",
    limit: int = PAGE,
) -> ContactPage:
    """Return customers by name, merged ones left out. `keys`: only these. Raises: BadInput for a broken mark."""
    rows = Contact.objects.filter(merged_into__isnull=True).select_related("organization", "segment")
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    if segment_id is not None:
        rows = rows.filter(segment=segment_id)
    if organization_id is not None:
        rows = rows.filter(organization=organization_id)
    ways = Prefetch("identities", Identity.objects.order_by("-is_primary", "pk"))
    found = list(_page(rows, after, limit).prefetch_related(ways))
    return ContactPage(found[:limit], _mark(found[limit - 1]) if len(found) > limit else "")


def organization_page(
    *, keys: Sequence[int] | None = None, segment_id: int | None = None, after: str = "", limit: int = PAGE
) -> OrganizationPage:
    """Return organizations by name. `keys`: only these. Raises: BadInput for a broken mark."""
    people = Count("contact", filter=Q(contact__merged_into__isnull=True))
    rows = Organization.objects.select_related("segment")
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    if segment_id is not None:
        rows = rows.filter(segment=segment_id)
    found = list(_page(rows, after, limit))
    counted = dict(
        Organization.objects.filter(pk__in=[one.pk for one in found]).annotate(n=people).values_list("pk", "n")
    )
    for one in found:
        one.people = counted.get(one.pk, 0)
    return OrganizationPage(found[:limit], _mark(found[limit - 1]) if len(found) > limit else "")


def card_of(contact_id: int) -> Card:
    """Return a customer's card. Raises: Contact.DoesNotExist."""
    contact = Contact.objects.select_related("organization", "segment", "merged_into").get(pk=contact_id)
    return Card(
        contact,
        list(contact.identities.order_by("channel", "-is_primary", "pk")),
        list(contact.notes.select_related("agent").order_by("-pk")[:MOST_NOTES]),
        list(contact.merges.filter(undone_at__isnull=True).select_related("absorbed", "agent").order_by("-pk")[:20]),
    )


def coordinators_of(organization_id: int) -> Sequence[Contact]:
    """Return who sees all requests of an organization."""
    people = Contact.objects.filter(organization=organization_id, is_coordinator=True, merged_into__isnull=True)
    return list(people.order_by("name", "pk")[:50])


def segments() -> list[tuple[int, str]]:
    return list(Segment.objects.order_by("name").values_list("pk", "name")[:200])


def organizations() -> list[tuple[int, str]]:
    """Return organizations to choose from; of very many, the first thousand."""
    return list(Organization.objects.order_by("name").values_list("pk", "name")[:1000])


def _page(rows: QuerySet[Any], after: str, limit: int) -> QuerySet[Any]:
    if after:
        name, key = _read_mark(after)
        rows = rows.filter(Q(name__gte=name), ~Q(name=name) | Q(pk__gt=key))
    return rows.order_by("name", "pk")[: limit + 1]


def _mark(row: Contact | Organization) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.name, row.pk]).encode()).decode().rstrip("=")


def _read_mark(mark: str) -> tuple[str, int]:
    try:
        name, key = json.loads(base64.urlsafe_b64decode(mark[:1500] + "=" * (-len(mark) % 4)))
        return str(name)[:160].replace("\x00", ""), int(key)
    except (ValueError, TypeError, binascii.Error):
        raise BadInput(_("This page mark is not one of ours. Start from the first page.")) from None
