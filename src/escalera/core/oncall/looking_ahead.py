"""What will press next on a ticket, and what a policy would do on it: read, never written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.core.conditions.compiling import matches
from escalera.core.oncall.arming import Book, Written, case_of, written
from escalera.core.oncall.choices import ArmedState
from escalera.core.oncall.deeds import PAGE
from escalera.core.oncall.models import ArmedStep, EscalationPolicy, Step
from escalera.core.oncall.queries import on_call
from escalera.core.oncall.situations import episodes
from escalera.core.oncall.wording import what
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import visible_to

MOST = 5


@dataclass(frozen=True, slots=True)
class Coming:
    """What presses at `at`: `words` say what is done, and whom a page would call then."""

    at: datetime
    policy: str
    words: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What a step would do on a ticket. `at` None: its situation is not so now. `past`: that moment is over.
    `by`: who would be asked, for a page."""

    step: Step
    at: datetime | None
    past: bool
    words: str


def coming(ticket_id: int, *, limit: int = MOST) -> list[Coming]:
    """Return what presses next on a ticket, soonest first. Whether the agent may see the ticket was asked before."""
    rows = ArmedStep.objects.filter(ticket=ticket_id, state=ArmedState.ARMED).select_related("step__policy")
    return [
        Coming(row.due_at, row.step.policy.name, words_at(row.step, row.due_at))
        for row in rows.order_by("due_at", "pk")[:limit]
    ]


def words_at(step: Step, at: datetime) -> str:
    """Say what a step does if it presses at `at`: a page names who is on call then."""
    parts = []
    for deed in step.deeds:
        who = on_call(int(deed["rotation"]), at) if deed.get("do") == PAGE else None
        parts.append(_("%(name)s is called") % {"name": who.name} if who is not None else what([deed]))
    return ", ".join(part for part in parts if part)


def fits(policy: EscalationPolicy, ticket: Ticket, at: datetime) -> bool:
    """Say whether the policy's condition holds of the ticket now."""
    return matches(written(policy, ()).condition, ticket, None, at)


def tried(policy: EscalationPolicy, ticket_id: int, *, steps: Sequence[Step], by: Agent, at: datetime) -> list[Tried]:
    """Return when each step would press on a ticket, as it stands now; nothing is done.

    Raises: Ticket.DoesNotExist, if the agent may not see it."""
    ticket = visible_to(by).select_related("team__level", "team__calendar", "requester").get(pk=ticket_id)
    book = Book([Written(policy, written(policy, steps).condition, steps)])
    case = case_of(ticket, {step.situation for step in steps})
    found = []
    for step in steps:
        begun = episodes(step.situation, step.only, case)
        moments = [book.after(one.since, step.minutes, step.hours, ticket) for one in begun]
        due = min((one for one in moments if one is not None), default=None)
        found.append(Tried(step, due, due is not None and due <= at, words_at(step, due or at)))
    return found
