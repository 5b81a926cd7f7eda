"""What a person makes of a proposal: take it, or say no."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked
from escalera.core.triage.choices import MAY_APPLY, Fate
from escalera.core.triage.models import Proposal
from escalera.core.triage.values import put

STANDING = (Fate.OPEN, Fate.APPLIED)


class AlreadySettled(Refusal):
    """Somebody answered the proposal before, or the field was set meanwhile."""


@together()
def accept(*, ticket_id: int, field: str, by: Agent, at: datetime) -> Proposal:
    """Take a proposal: the field gets its value, or one that was applied is confirmed.

    A level is not set by this: a hand-over's form does that. Raises: NotAllowed, AlreadySettled, Proposal.DoesNotExist."""
    proposal = _standing(ticket_id, field, by)
    if proposal.fate == Fate.OPEN and field in MAY_APPLY:
        put(ticket_id, field, proposal.value, by=by, at=at)
    return _settled(proposal, Fate.CONFIRMED, by, at)


@together()
def dismiss(*, ticket_id: int, field: str, by: Agent, at: datetime) -> Proposal:
    """Say that a proposal is wrong; the field stays as it is. Raises: as `accept`."""
    return _settled(_standing(ticket_id, field, by), Fate.DISMISSED, by, at)


def _standing(ticket_id: int, field: str, by: Agent) -> Proposal:
    locked(ticket_id, by)
    proposal = Proposal.objects.select_for_update().get(ticket=ticket_id, field=field)
    if proposal.fate not in STANDING:
        raise AlreadySettled(_("This proposal has its answer already."))
    return proposal


def _settled(proposal: Proposal, fate: Fate, by: Agent, at: datetime) -> Proposal:
    proposal.fate, proposal.by, proposal.settled_at = fate, by, at
    proposal.chosen = proposal.value if fate == Fate.CONFIRMED else ""
    proposal.save(update_fields=["fate", "by", "settled_at", "chosen"])
    return proposal
