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
def index_newcomer(fact: ContactMet, event: Event) -> None:
    index_contact(fact.contact_id, is_new=True)


def index_person(fact: ContactChanged | IdentityAdded | IdentityRemoved, event: Event) -> None:
    index_contact(fact.contact_id)


def index_both(fact: ContactsMerged | ContactsParted, event: Event) -> None:
    index_contact(fact.contact_id)
    index_contact(fact.absorbed_id)


on(ContactChanged)(index_person)
on(IdentityAdded)(index_person)
on(IdentityRemoved)(index_person)
on(ContactsMerged)(index_both)
on(ContactsParted)(index_both)


@on(OrganizationAdded)
def index_company(fact: OrganizationAdded, event: Event) -> None:
    index_organization(fact.organization_id)


@on(OrganizationChanged)
def index_renamed_company(fact: OrganizationChanged, event: Event) -> None:
    index_organization(fact.organization_id)
    if "name" in fact.fields.split(","):
        reindex_people_of(fact.organization_id)
