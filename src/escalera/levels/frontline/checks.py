"""Making sure who speaks: asked by a script, kept as a row without the answers, limited against guessing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Contact
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked
from escalera.levels.frontline.facts import IdentityChecked
from escalera.levels.frontline.models import Check

MOST_FAILED = 3  # checks of one person, on any ticket
WITHIN = timedelta(hours=24)
HOLDS_FOR = timedelta(hours=1)  # a conversation later, who speaks may be somebody else
MOST_QUESTIONS = 10


class Locked(Refusal):
    """Too many checks failed: whoever guesses must stop here."""


@together()
def check_identity(*, ticket_id: int, answers: Mapping[str, bool], needed: int, by: Agent, at: datetime) -> Check:
    """Write down which questions were answered right; at least `needed` pass. What was answered is not kept.

    Raises: NotAllowed, BadInput, Locked, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if not 1 <= len(answers) <= MOST_QUESTIONS or not 1 <= needed <= len(answers):
        raise BadInput(_("Say which questions were asked, and how many must be right."))
    if is_locked(ticket.requester, at):
        raise Locked(_("Identity could not be confirmed several times today. Escalate it, or try again tomorrow."))
    right = sum(answers.values())
    made = Check.objects.create(
        ticket=ticket, contact=ticket.requester, asked=list(answers), right=right, needed=needed,
        passed=right >= needed, at=at, by=None if by.is_robot else by,
    )  # fmt: skip
    fact = IdentityChecked(
        ticket_id=ticket.pk, contact_id=ticket.requester_id, passed=made.passed, right=right, asked=len(answers)
    )
    record(fact, actor=by.actor, at=at)
    return made


def is_locked(contact: Contact, at: datetime) -> bool:
    """Say whether too many checks of this person failed since the last that passed, within a day."""
    recent = list(
        Check.objects.filter(contact=contact, at__gt=at - WITHIN).order_by("-pk")
        .values_list("passed", flat=True)[:MOST_FAILED]
    )  # fmt: skip
    return len(recent) == MOST_FAILED and not any(recent)


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of who speaks on a ticket. `check`: the newest one there; `holds`: it passed and still counts."""

    check: Check
    holds: bool
    is_locked: bool


def identity_on(ticket_id: int, contact: Contact, at: datetime) -> Identity | None:
    """Return what is known of who speaks; None while nobody was asked on the ticket."""
    last = Check.objects.filter(ticket=ticket_id, contact=contact).select_related("by").order_by("-pk").first()
    if last is None:
        return None
    holds = last.passed and at - last.at < HOLDS_FOR
    return Identity(last, holds, not holds and is_locked(contact, at))


def confirmed(ticket_id: int, contact_id: int, at: datetime) -> Check | None:
    """Return the newest check of the person on the ticket if it passed and still holds; None otherwise."""
    last = Check.objects.filter(ticket=ticket_id, contact=contact_id).order_by("-pk").first()
    return last if last is not None and last.passed and at - last.at < HOLDS_FOR else None
