"""One customer on many channels: what is proven joins at once, what only looks alike is proposed, both can be undone.

Proven is what a provider has verified: the address that somebody writes from, the mail address of a workspace or of a
signed identity, a telephone number on any channel of numbers. What somebody typed proves nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.people.actions.contacts import meet
from escalera.base.people.actions.merging import merge_contacts
from escalera.base.people.facts import (
    ContactChanged,
    ContactMet,
    IdentityAdded,
    IdentityParted,
    JoinProposed,
    JoinRefused,
)
from escalera.base.people.families import between, stands_as
from escalera.base.people.models import Agent, Contact, ContactMerge, Identity, JoinProposal, JoinReason, JoinState
from escalera.base.people.policies import why_not_change_customers
from escalera.base.people.queries import NUMBERS, address_key, identity_at
from escalera.base.refusals import NotAllowed, Refusal
from escalera.base.storage.together import together

MOST_IDENTITIES = 50
MOST_EVIDENCE = 200  # characters of one piece
_E164 = re.compile(r"\+[1-9]\d{6,14}\Z")


class CannotJoin(Refusal):
    """These two can't become one any more, or are already."""


class NotJoined(Refusal):
    """No rule gave this address to its contact."""


@together()
def meet_proven(
    *, channel: str, address: str, name: str = "", proven: Sequence[tuple[str, str]] = (), at: datetime
) -> Contact:
    """Return who wrote from this address. `proven`: other addresses (kind and address) that the provider has verified.

    A new address joins the contact who has one that is proven to be the same person's; two contacts who turn out to
    have one person's addresses are proposed to be one, and stay two until somebody says so."""
    known = identity_at(channel, address)
    ways = [(kind, address_key(kind, one)) for kind, one in proven if address_key(kind, one)]
    owners = _owners([*ways, *_as_number(channel, address)] if known is None else ways)
    if known is not None:
        contact = meet(channel=channel, address=address, at=at, wrote=True, known=known)
    elif owners:
        found = owners[0]
        contact = stands_as(found.contact)
        identity = give_identity(contact, channel, address_key(channel, address), _why(found, at), at)
        contact = (
            identity.contact if identity else meet(channel=channel, address=address, name=name, at=at, wrote=True)
        )
    else:
        contact = meet(channel=channel, address=address, name=name, at=at, wrote=True)
    for owner in owners:
        if (other := stands_as(owner.contact)).pk != contact.pk:
            evidence = {"address": owner.address, "channel": owner.channel}
            propose_join(one=contact, other=other, reason=JoinReason.VERIFIED, evidence=evidence, at=at)
    _keep_verified(contact, channel, address, ways, at)
    return contact


@together()
def learn_of(*, contact: Contact, address: str, name: str, language: str, at: datetime) -> None:
    """Keep what a channel says of somebody where nothing was known: their language, the name of a mere number."""
    changed = []
    if not contact.language and (nearest := nearest_language(language)):
        contact.language = nearest
        changed.append("language")
    name = " ".join(name.replace("\x00", "").split())[:120]
    if name and contact.name == address and name != address:
        contact.name = name
        changed.append("name")
    if changed:
        contact.save(update_fields=changed)
        fact = ContactChanged(contact_id=contact.pk, contact=contact.name, fields=",".join(sorted(changed)))
        record(fact, actor=SYSTEM, at=at)


def nearest_language(code: str) -> str:
    """Return the language of ours that is nearest to a code of the channel ("es_CO", "pt-PT"); "" if none is near."""
    code = code.strip().lower().replace("_", "-")
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", code):
        return ""
    known = dict(settings.LANGUAGES)
    if code in known:
        return code
    if code.startswith("es-") and code != "es-es" and "es-419" in known:
        return "es-419"
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return ""


@together()
def give_identity(
    contact: Contact, channel: str, address: str, why: Mapping[str, str], at: datetime
) -> Identity | None:
    """Let a rule give the contact one more address; return it, whoever has it, or None if they have too many."""
    if contact.identities.count() >= MOST_IDENTITIES:
        return None
    try:
        with transaction.atomic():
            identity = Identity.objects.create(contact=contact, channel=channel, address=address, joined=dict(why))
    except IntegrityError:  # somebody else got it in this moment
        return Identity.objects.select_related("contact").get(channel=channel, address=address)
    fact = IdentityAdded(
        contact_id=contact.pk, contact=contact.name, identity_id=identity.pk, channel=channel, by_rule=why["why"]
    )
    record(fact, actor=SYSTEM, at=at)
    return identity


@together()
def propose_join(
    *, one: Contact, other: Contact, reason: JoinReason, evidence: Mapping[str, str], at: datetime
) -> JoinProposal | None:
    """Ask colleagues whether two are one person; None if they are already, or if it was asked before."""
    one, other = stands_as(one), stands_as(other)
    if one.pk == other.pk or between(one.pk, other.pk) is not None:
        return None
    first, second = sorted((one, other), key=lambda contact: contact.pk)
    kept = {key[:20]: str(value).replace("\x00", "")[:MOST_EVIDENCE] for key, value in evidence.items()}
    made, is_new = JoinProposal.objects.get_or_create(
        contact=first, other=second, defaults={"reason": reason, "evidence": kept, "made_at": at}
    )
    if not is_new:
        return None
    fact = JoinProposed(
        contact_id=first.pk, contact=first.name, other_id=second.pk, other=second.name, proposal_id=made.pk,
        reason=str(reason),
    )  # fmt: skip
    record(fact, actor=SYSTEM, at=at)
    return made


@together()
def accept_join(*, proposal_id: int, survivor_id: int | None = None, by: Agent, at: datetime) -> ContactMerge:
    """Let two be one person; the one who is known longer stays, unless `survivor_id` says which.

    Raises: NotAllowed, CannotJoin, CannotMerge, JoinProposal.DoesNotExist."""
    proposal = _locked(proposal_id, by)
    one, other = stands_as(proposal.contact), stands_as(proposal.other)
    if one.pk == other.pk:
        raise CannotJoin(_("They are one person already."))
    survivor, absorbed = (other, one) if survivor_id == other.pk else (one, other)
    merge = merge_contacts(survivor_id=survivor.pk, absorbed_id=absorbed.pk, by=by, at=at)
    _settle(proposal, JoinState.JOINED, by, at, merge)
    return merge


@together()
def refuse_join(*, proposal_id: int, by: Agent, at: datetime) -> JoinProposal:
    """Say that two are not one person: it is not asked again. Raises: NotAllowed, CannotJoin, DoesNotExist."""
    proposal = _locked(proposal_id, by)
    if proposal.state == JoinState.REFUSED:
        return proposal
    if stands_as(proposal.contact).pk == stands_as(proposal.other).pk:
        raise CannotJoin(_("They are one person already."))
    _settle(proposal, JoinState.REFUSED, by, at)
    fact = JoinRefused(
        contact_id=proposal.contact_id, contact=proposal.contact.name, other_id=proposal.other_id,
        other=proposal.other.name, proposal_id=proposal.pk,
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return proposal


@together()
def part_identity(*, identity_id: int, by: Agent, at: datetime) -> Contact:
    """Say that an address which a rule gave to somebody is not theirs: return the new contact whose it is.

    What came from it goes along in the same transaction, and no rule joins the two again.
    Raises: NotAllowed, NotJoined, Identity.DoesNotExist."""
    _refuse_strangers(by)
    identity = Identity.objects.select_for_update(of=("self",)).get(pk=identity_id)
    if identity.joined is None:
        raise NotJoined(_("Nobody joined this address by a rule. Remove it, or part the two customers."))
    old = Contact.objects.select_for_update(of=("self",)).get(pk=identity.contact_id)
    new = Contact.objects.create(name=old.name, language=old.language, created_at=at)
    identity.contact, identity.joined, identity.is_primary = new, None, False
    identity.save(update_fields=["contact", "joined", "is_primary"])
    record(ContactMet(contact_id=new.pk, contact=new.name, channel=identity.channel), actor=by.actor, at=at)
    JoinProposal.objects.create(
        contact=old, other=new, reason=JoinReason.VERIFIED, evidence={"address": identity.address}, made_at=at,
        state=JoinState.REFUSED, by=by, at=at,
    )  # fmt: skip
    fact = IdentityParted(
        contact_id=old.pk, contact=old.name, identity_id=identity.pk, channel=identity.channel,
        address=identity.address, to_id=new.pk,
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return new


def _keep_verified(
    contact: Contact, channel: str, address: str, ways: Sequence[tuple[str, str]], at: datetime
) -> None:
    """Know the contact by what else the provider has verified, as far as nobody has it."""
    why = {"why": "verified", "channel": channel, "address": address_key(channel, address), "at": at.isoformat()}
    for kind, one in ways:
        if identity_at(kind, one) is None:
            give_identity(contact, kind, one, why, at)


def _as_number(channel: str, address: str) -> list[tuple[str, str]]:
    """Return the same number as an address of the other channels of numbers, if it is one of the world's."""
    key = address_key(channel, address)
    if channel not in NUMBERS or not _E164.match(key):
        return []
    return [(kind, key) for kind in NUMBERS if kind != channel]


def _owners(ways: Sequence[tuple[str, str]]) -> list[Identity]:
    """Return whose these addresses are, in the order of the addresses: one identity a contact."""
    found: dict[int, Identity] = {}
    for kind, address in ways:
        if (identity := identity_at(kind, address)) is not None:
            found.setdefault(identity.contact_id, identity)
    return list(found.values())


def _why(found: Identity, at: datetime) -> dict[str, str]:
    why = "number" if found.channel in NUMBERS else "verified"
    return {"why": why, "channel": found.channel, "address": found.address, "at": at.isoformat()}


def _locked(proposal_id: int, by: Agent) -> JoinProposal:
    _refuse_strangers(by)
    rows = JoinProposal.objects.select_for_update(of=("self",)).select_related("contact", "other")
    return rows.get(pk=proposal_id)


def _settle(
    proposal: JoinProposal, state: JoinState, by: Agent, at: datetime, merge: ContactMerge | None = None
) -> None:
    proposal.state, proposal.by, proposal.at, proposal.merge = state, by, at, merge
    proposal.save(update_fields=["state", "by", "at", "merge"])


def _refuse_strangers(by: Agent) -> None:
    if refusal := why_not_change_customers(by):
        raise NotAllowed(refusal)
