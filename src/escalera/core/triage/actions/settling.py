"""What became of proposals, what is learned from a solved ticket, and how far triage may go."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets.models import Ticket
from escalera.core.triage import asking
from escalera.core.triage.choices import MAY_APPLY, Fate, Field, Mode
from escalera.core.triage.facts import TriageChanged
from escalera.core.triage.models import FieldPolicy, Lesson, Proposal, TriageStamp
from escalera.core.triage.policies import why_not_settle
from escalera.core.triage.values import value_of

_STANDING = (Fate.OPEN, Fate.APPLIED)


def settle(*, ticket_id: int, field: str, value: str, by_id: int | None, at: datetime) -> None:
    """Note what a person set a field to that had a proposal: the same, or something else."""
    for proposal in Proposal.objects.filter(ticket=ticket_id, field=field, fate__in=_STANDING):
        proposal.fate = Fate.CONFIRMED if proposal.value == value else Fate.CHANGED
        proposal.chosen, proposal.by_id, proposal.settled_at = value, by_id, at
        proposal.save(update_fields=["fate", "chosen", "by", "settled_at"])


def learn_from(*, ticket_id: int, at: datetime) -> None:
    """Keep what a solved ticket turned out to be. Values that only triage put there teach nothing."""
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None:
        return
    proposals = {one.field: one for one in Proposal.objects.filter(ticket=ticket_id)}
    values = {name: value_of(ticket, name) for name in Field.values}
    for name, proposal in proposals.items():
        if proposal.fate == Fate.APPLIED and proposal.value == values[name]:
            del values[name]
        elif proposal.fate == Fate.OPEN:
            proposal.fate = Fate.CONFIRMED if proposal.value == values[name] else Fate.IGNORED
            proposal.chosen, proposal.settled_at = values[name], at
            proposal.save(update_fields=["fate", "chosen", "settled_at"])
    Lesson.objects.update_or_create(ticket=ticket, defaults={"values": values, "at": at})


@together()
def save_policy(*, field: str, mode: str, threshold: float, by: Agent, at: datetime) -> FieldPolicy:
    """Say how far a field's proposals go. `threshold`: from 0.5 to 1. Raises: NotAllowed, BadInput."""
    if refusal := why_not_settle(by):
        raise NotAllowed(refusal)
    if field not in Field.values or mode not in Mode.values:
        raise BadInput(_("Choose what triage does with this field."))
    if mode == Mode.APPLY and field not in MAY_APPLY:
        raise BadInput(_("A level is never set by itself: somebody hands the ticket over."))
    if not 0.5 <= threshold <= 1:
        raise BadInput(_("How sure it must be: from 50 to 100 %."))
    row, _made = FieldPolicy.objects.update_or_create(field=field, defaults={"mode": mode, "threshold": threshold})
    renew_stamp()
    record(TriageChanged(field=field, mode=mode, threshold=threshold), actor=by.actor, at=at)
    return row


def ask_to_learn(*, by: Agent) -> None:
    """Let the worker learn anew at once. Raises: NotAllowed."""
    if refusal := why_not_settle(by):
        raise NotAllowed(refusal)
    asking.ask()


def renew_stamp() -> None:
    """Tell every process that models or policies changed."""
    token = secrets.token_hex(16)
    if not TriageStamp.objects.update(token=token):
        TriageStamp.objects.create(token=token)
