"""Keep the entries true when people and organizations change, in the same transaction."""

from __future__ import annotations

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.base.people.facts import (
    ContactChanged,
    ContactMet,
    ContactsMerged,
    ContactsParted,
    IdentityAdded,
    IdentityRemoved,
    OrganizationAdded,
    OrganizationChanged,
)
from escalera.core.search.people import index_contact, index_organization, reindex_people_of


@on(ContactMet)
@on(ContactChanged)
@on(IdentityAdded)
@on(IdentityRemoved)
def index_person(fact: ContactMet | ContactChanged | IdentityAdded | IdentityRemoved, event: Event) -> None:
    index_contact(fact.contact_id)


@on(ContactsMerged)
@on(ContactsParted)
def index_both(fact: ContactsMerged | ContactsParted, event: Event) -> None:
    index_contact(fact.contact_id)
    index_contact(fact.absorbed_id)


@on(OrganizationAdded)
def index_company(fact: OrganizationAdded, event: Event) -> None:
    index_organization(fact.organization_id)


@on(OrganizationChanged)
def index_renamed_company(fact: OrganizationChanged, event: Event) -> None:
    index_organization(fact.organization_id)
    if "name" in fact.fields.split(","):
        reindex_people_of(fact.organization_id)
