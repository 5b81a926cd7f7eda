"""Changes to people and to how they come in."""

from escalera.base.people.actions.access import (
    give_token,
    new_owner_link,
    open_owner_link,
    sign_in,
    use_owner_link,
)  # fmt: skip
from escalera.base.people.actions.contacts import mark_deliverable, mark_undeliverable, meet
from escalera.base.people.actions.customers import (
    add_contact,
    add_identity,
    change_contact,
    note_contact,
    prefer_identity,
    remove_identity,
    remove_note,
    trust_identity,
)
from escalera.base.people.actions.joining import (
    accept_join,
    learn_of,
    meet_proven,
    part_identity,
    propose_join,
    refuse_join,
)  # fmt: skip
from escalera.base.people.actions.keys import begin_use, end_use, forget_uses, make_key, revoke_token
from escalera.base.people.actions.merging import merge_contacts, part_contacts
from escalera.base.people.actions.organizations import add_organization, change_organization
from escalera.base.people.actions.staff import Company, add_agent, found_company

__all__ = [
    "Company", "accept_join", "add_agent", "add_contact", "add_identity", "add_organization", "begin_use",
    "change_contact", "change_organization", "end_use", "forget_uses", "found_company", "give_token", "learn_of",
    "make_key", "mark_deliverable", "mark_undeliverable", "meet", "meet_proven", "merge_contacts", "new_owner_link",
    "note_contact", "open_owner_link", "part_contacts", "part_identity", "prefer_identity", "propose_join",
    "refuse_join", "remove_identity", "remove_note", "revoke_token", "sign_in", "trust_identity", "use_owner_link",
]  # fmt: skip
