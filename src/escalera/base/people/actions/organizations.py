"""The companies of those who ask."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.facts import OrganizationAdded, OrganizationChanged
from escalera.base.people.models import Agent, Organization, Segment
from escalera.base.people.policies import why_not_change_customers
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together

LONGEST_NOTES = 10_000


class NameTaken(Refusal):
    """There is an organization of this name. `organization_id`: which."""

    def __init__(self, words: str, organization_id: int) -> None:
        super().__init__(words)
        self.organization_id = organization_id


@together()
def add_organization(
    *, name: str, segment_id: int | None = None, notes: str = "", by: Agent, at: datetime
) -> Organization:
    """Write down a customer's company. Raises: NotAllowed, BadInput, NameTaken."""
    _refuse_strangers(by)
    organization = Organization(name=_name(name), segment=_segment(segment_id), notes=_notes(notes))
    if (twin := Organization.objects.filter(name__iexact=organization.name).first()) is not None:
        raise NameTaken(_("There is already an organization called “%(name)s”.") % {"name": twin.name}, twin.pk)
    organization.save()
    fact = OrganizationAdded(organization_id=organization.pk, organization=organization.name)
    record(fact, actor=by.actor, at=at)
    return organization


@together()
def change_organization(
    *, organization_id: int, name: str, segment_id: int | None, notes: str, by: Agent, at: datetime
) -> Organization:
    """Make these the organization's name, segment and notes.

    Raises: NotAllowed, BadInput, NameTaken, Organization.DoesNotExist."""
    _refuse_strangers(by)
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    before = (organization.name, organization.segment_id, organization.notes)
    organization.name, organization.segment = _name(name), _segment(segment_id)
    organization.notes = _notes(notes)
    after = (organization.name, organization.segment_id, organization.notes)
    changed = [field for field, old, new in zip(_FIELDS, before, after, strict=True) if old != new]
    if "name" in changed:
        twin = Organization.objects.filter(name__iexact=organization.name).exclude(pk=organization.pk).first()
        if twin is not None:
            raise NameTaken(_("There is already an organization called “%(name)s”.") % {"name": twin.name}, twin.pk)
    if changed:
        organization.save(update_fields=changed)
        fact = OrganizationChanged(
            organization_id=organization.pk, organization=organization.name, fields=",".join(changed)
        )
        record(fact, actor=by.actor, at=at)
    return organization


_FIELDS = ("name", "segment_id", "notes")


def _refuse_strangers(by: Agent) -> None:
    if refusal := why_not_change_customers(by):
        raise NotAllowed(refusal)


def _name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > 160:
        raise BadInput(_("A name has between 1 and 160 characters."))
    return name


def _notes(notes: str) -> str:
    if len(notes) > LONGEST_NOTES:
        raise BadInput(_("The notes are too long: at most %(most)d characters.") % {"most": LONGEST_NOTES})
    return notes.replace("\x00", "").strip()


def _segment(key: int | None) -> Segment | None:
    segment = Segment.objects.filter(pk=key).first() if key else None
    if key and segment is None:
        raise BadInput(_("This segment does not exist any more."))
    return segment
