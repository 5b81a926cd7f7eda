"""Work of somebody who is away: it stays, goes back to the queue, or goes to who stands in; as each team says."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import WORK
from escalera.base.people.queries import robot
from escalera.base.people.staffing import absent_now, replacement_for
from escalera.base.refusals import Refusal
from escalera.core.routing.choices import OnAbsence
from escalera.core.routing.models import ArmedMove, Queue
from escalera.core.tickets.actions import assign
from escalera.core.tickets.models import Ticket


def move_due(*, at: datetime) -> int:
    """Move the work of everybody whose absence has begun; return how many tickets moved.

    An absence that was ended or put off before it began moves nothing."""
    moved = 0
    for armed in list(ArmedMove.objects.filter(at__lte=at).select_related("agent").order_by("at")[:50]):
        away = absent_now(at, [armed.agent_id]).get(armed.agent_id)
        if away is not None and away.pk == armed.absence_id:
            moved += _move_work(armed.agent, at)
        armed.delete()
    return moved


def _move_work(agent: Agent, at: datetime) -> int:
    rules = dict(Queue.objects.exclude(on_absence=OnAbsence.STAY).values_list("team", "on_absence"))
    held = Ticket.objects.filter(assignee=agent, is_open=True, team__in=rules).order_by("pk")
    other = replacement_for(agent, at)
    moved = 0
    for number, team in list(held.values_list("pk", "team")):
        to = other if rules[team] == OnAbsence.REPLACEMENT and other is not None and other.may(WORK) else None
        moved += _give(number, agent, to, at)
    return moved


def _give(number: int, agent: Agent, to: Agent | None, at: datetime) -> int:
    """Give one ticket on; where who stands in may not have it, it goes to the queue. What moved meanwhile stays."""
    by = robot(_("Absence of %(name)s") % {"name": agent.name})
    for hands in (to, None) if to is not None else (None,):
        try:
            with transaction.atomic():
                ticket = Ticket.objects.lock(number)
                if ticket.assignee_id != agent.pk:
                    return 0
                assign(ticket_id=number, by=by, at=at, to=hands, team=ticket.team)
                return 1
        except Refusal:
            continue
    return 0
