"""What can happen to those who ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class _OfContact(Fact):
    contact_id: int
    contact: str  # their name at that time


@dataclass(frozen=True, kw_only=True)
class ContactMet(_OfContact):
    """Somebody is known from now on: they wrote, or a colleague wrote them down."""

    name: ClassVar[str] = "contact.met"
    channel: str

    def sentence(self, who: str) -> str:
        return _("%(contact)s became known") % {"contact": self.contact}


@dataclass(frozen=True, kw_only=True)
class ContactChanged(_OfContact):
    """`fields`: which, by name, with commas."""

    name: ClassVar[str] = "contact.changed"
    fields: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed %(contact)s") % {"who": who, "contact": self.contact}


@dataclass(frozen=True, kw_only=True)
class IdentityAdded(_OfContact):
    """`by_rule`: why a rule did it ("number", "verified"); "" where a colleague did."""

    name: ClassVar[str] = "contact.identity-added"
    identity_id: int
    channel: str
    by_rule: str = ""

    def sentence(self, who: str) -> str:
        return _("%(who)s added an address of %(contact)s") % {"who": who, "contact": self.contact}


@dataclass(frozen=True, kw_only=True)
class IdentityChanged(_OfContact):
    """`how`: "primary" or "deliverable"."""

    name: ClassVar[str] = "contact.identity-changed"
    identity_id: int
    how: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed an address of %(contact)s") % {"who": who, "contact": self.contact}


@dataclass(frozen=True, kw_only=True)
class IdentityRemoved(_OfContact):
    name: ClassVar[str] = "contact.identity-removed"
    channel: str

    def sentence(self, who: str) -> str:
        return _("%(who)s removed an address of %(contact)s") % {"who": who, "contact": self.contact}


@dataclass(frozen=True, kw_only=True)
class ContactNoted(_OfContact):
    name: ClassVar[str] = "contact.noted"
    note_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s left a note on %(contact)s") % {"who": who, "contact": self.contact}


@dataclass(frozen=True, kw_only=True)
class NoteRemoved(_OfContact):
    name: ClassVar[str] = "contact.note-removed"

    def sentence(self, who: str) -> str:
        return _("%(who)s removed a note on %(contact)s") % {"who": who, "contact": self.contact}


@dataclass(frozen=True, kw_only=True)
class ContactsMerged(_OfContact):
    """The contact now is `absorbed_id` too; what went over stands in the merge."""

    name: ClassVar[str] = "contact.merged"
    absorbed_id: int
    absorbed: str
    merge_id: int

    def sentence(self, who: str) -> str:
        words = {"who": who, "contact": self.contact, "absorbed": self.absorbed}
        return _("%(who)s merged %(absorbed)s into %(contact)s") % words


@dataclass(frozen=True, kw_only=True)
class ContactsParted(_OfContact):
    """A merge was undone: `absorbed_id` is somebody of their own again."""

    name: ClassVar[str] = "contact.parted"
    absorbed_id: int
    absorbed: str
    merge_id: int

    def sentence(self, who: str) -> str:
        words = {"who": who, "contact": self.contact, "absorbed": self.absorbed}
        return _("%(who)s parted %(absorbed)s from %(contact)s") % words


@dataclass(frozen=True, kw_only=True)
class IdentityParted(_OfContact):
    """An address that a rule had given to the contact is somebody else's: `to_id` has it now."""

    name: ClassVar[str] = "contact.identity-parted"
    identity_id: int
    channel: str
    address: str
    to_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s said that an address is not of %(contact)s") % {"who": who, "contact": self.contact}


@dataclass(frozen=True, kw_only=True)
class JoinProposed(_OfContact):
    """`reason`: a `JoinReason`."""

    name: ClassVar[str] = "contact.join-proposed"
    other_id: int
    other: str
    proposal_id: int
    reason: str

    def sentence(self, who: str) -> str:
        return _("%(contact)s and %(other)s may be the same person") % {"contact": self.contact, "other": self.other}


@dataclass(frozen=True, kw_only=True)
class JoinRefused(_OfContact):
    name: ClassVar[str] = "contact.join-refused"
    other_id: int
    other: str
    proposal_id: int

    def sentence(self, who: str) -> str:
        words = {"who": who, "contact": self.contact, "other": self.other}
        return _("%(who)s said that %(contact)s and %(other)s are not the same person") % words


@dataclass(frozen=True, kw_only=True)
class _OfOrganization(Fact):
    organization_id: int
    organization: str  # its name at that time


@dataclass(frozen=True, kw_only=True)
class OrganizationAdded(_OfOrganization):
    name: ClassVar[str] = "organization.added"

    def sentence(self, who: str) -> str:
        return _("%(who)s added the organization %(organization)s") % {"who": who, "organization": self.organization}


@dataclass(frozen=True, kw_only=True)
class OrganizationChanged(_OfOrganization):
    """`fields`: which, by name, with commas."""

    name: ClassVar[str] = "organization.changed"
    fields: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the organization %(organization)s") % {
            "who": who, "organization": self.organization,
        }  # fmt: skip
