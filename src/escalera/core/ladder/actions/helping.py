"""Help that comes to the ticket: somebody who decides, or many who look at it together. The work stays where it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.ladder import policies
from escalera.core.ladder.actions.steps import current_stay, locked
from escalera.core.ladder.facts import HelpCalled, HelpEnded, HelperJoined
from escalera.core.ladder.models import Escalation, EscalationKind, EscalationState, Helper
from escalera.core.ladder.packets import LONGEST_FIELD
from escalera.core.tickets.actions import let_see
from escalera.core.tickets.models import Ticket

MOST_CALLED = 20
KINDS = (EscalationKind.HIERARCHICAL, EscalationKind.SWARM)


class CannotCall(Refusal):
    """Nobody can be called to the ticket now, or somebody is already."""


@together()
def call_in(
    *,
    ticket_id: int,
    kind: str,
    question: str,
    by: Agent,
    at: datetime,
    agents: Sequence[Agent] = (),
    team: Team | None = None,
) -> Escalation:
    """Call people, or everybody of a team, to the ticket: to decide (hierarchical) or to work on it together (swarm).

    They see the ticket from now on; team, assignee, owner and clocks stay.
    Raises: NotAllowed, CannotCall, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    question = question.replace("\x00", "").strip()[:LONGEST_FIELD]
    _check(ticket, kind, question, agents, team)
    stay = current_stay(ticket)
    call = Escalation.objects.create(
        ticket=ticket, kind=kind, from_stay=stay, from_team=stay.team, to_team=team, state=EscalationState.OPEN,
        handover={"question": question}, offered_by=by, offered_at=at,
    )  # fmt: skip
    Helper.objects.bulk_create([Helper(escalation=call, agent=one, called_at=at) for one in agents])
    let_see(ticket_id=ticket.pk, agents=[one.pk for one in agents], teams=[team.pk] if team else [], at=at)
    ticket.touch(at)
    ticket.save(update_fields=["updated_at"])
    names = [*(one.name for one in agents), *([team.name] if team else [])]
    fact = HelpCalled(
        ticket_id=ticket.pk, escalation_id=call.pk, kind=kind, agent_ids=tuple(one.pk for one in agents),
        team_id=team.pk if team else None, people=", ".join(names),
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return call


@together()
def join_call(*, escalation_id: int, by: Agent, at: datetime) -> Helper:
    """Say that one helps: they get credit for it. Joining twice changes nothing.

    Raises: CannotCall, Escalation.DoesNotExist."""
    call = _locked(escalation_id)
    if refusal := policies.why_not_join(call, by):
        raise CannotCall(refusal)
    helper, _new = Helper.objects.get_or_create(escalation=call, agent=by, defaults={"called_at": at})
    if helper.joined_at is not None and helper.left_at is None:
        return helper
    helper.joined_at, helper.left_at = helper.joined_at or at, None
    helper.save(update_fields=["joined_at", "left_at"])
    let_see(ticket_id=call.ticket_id, agents=[by.pk], at=at)
    fact = HelperJoined(ticket_id=call.ticket_id, escalation_id=call.pk, agent_id=by.pk)
    record(fact, actor=by.actor, at=at)
    return helper


@together()
def end_call(*, escalation_id: int, outcome: str, by: Agent, at: datetime) -> Escalation:
    """End the call with what was decided or found: by who called, who was called, or who works on the ticket.

    Raises: NotAllowed, CannotCall, BadInput, Escalation.DoesNotExist."""
    call = _locked(escalation_id)
    if call.state != EscalationState.OPEN or call.kind not in KINDS:
        raise CannotCall(_("Nobody is called to this ticket any more."))
    if policies.why_not_join(call, by) and call.offered_by_id != by.pk:
        locked(call.ticket_id, by)  # whoever works on the ticket may too
    outcome = outcome.replace("\x00", "").strip()[:LONGEST_FIELD]
    if not outcome:
        raise BadInput(_("Say what was decided or found."))
    call.state, call.answered_by, call.answered_at = EscalationState.ENDED, by, at
    call.answer_reason = outcome
    call.save(update_fields=["state", "answered_by", "answered_at", "answer_reason"])
    call.helpers.filter(left_at__isnull=True).update(left_at=at)
    fact = HelpEnded(ticket_id=call.ticket_id, escalation_id=call.pk, kind=call.kind, outcome=outcome)
    record(fact, actor=by.actor, at=at)
    return call


def _locked(escalation_id: int) -> Escalation:
    """Lock the ticket first, as everywhere, then read the call."""
    found = Escalation.objects.select_related("to_team")
    Ticket.objects.lock(found.get(pk=escalation_id).ticket_id)
    return found.get(pk=escalation_id)


def _check(ticket: Ticket, kind: str, question: str, agents: Sequence[Agent], team: Team | None) -> None:
    if kind not in KINDS:
        raise BadInput(_("Call somebody to decide, or several to help."))
    if refusal := policies.why_not_help(ticket):
        raise CannotCall(refusal)
    if not agents and team is None:
        raise BadInput(_("Choose whom to call."))
    if len(agents) > MOST_CALLED:
        raise BadInput(_("Call at most %(count)d people.") % {"count": MOST_CALLED})
    if not question:
        raise BadInput(_("Say what you need from them."))
    if any(not one.is_active for one in agents):
        raise NotAllowed(_("One of them does not work here any more."))
    asked = Escalation.objects.filter(ticket=ticket, kind=EscalationKind.HIERARCHICAL, state=EscalationState.OPEN)
    if kind == EscalationKind.HIERARCHICAL and asked.exists():
        raise CannotCall(_("Somebody is already asked to decide. End that first."))
