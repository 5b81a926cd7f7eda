"""What the ladder says when somebody rebuilds it: nothing goes on which tickets stand or stood; and what happens to
the tickets of somebody who left."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.base.people.facts import AgentLeft, LevelArchived, LevelRemoved, TeamArchived, TeamChanged, TeamRemoved
from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.core.ladder.models import Escalation, EscalationState, Stay
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.models import Ticket

COUNTED = 1000  # tickets that a refusal counts at most

logger = logging.getLogger(__name__)


class StillNeeded(Refusal):
    """Tickets stand or stood there; the text says what can be done instead."""


@on(LevelRemoved)
def keep_a_level_with_history(fact: LevelRemoved, event: Event) -> None:
    if Stay.objects.filter(level=fact.level_id).exists() or Ticket.objects.filter(level=fact.level_id).exists():
        raise StillNeeded(_("Tickets were solved on this level; their history needs it. Archive it instead."))


@on(TeamRemoved)
def keep_a_team_with_history(fact: TeamRemoved, event: Event) -> None:
    team = fact.team_id
    offers = Escalation.objects.filter(Q(from_team=team) | Q(to_team=team))
    if Stay.objects.filter(team=team).exists() or Ticket.objects.filter(team=team).exists() or offers.exists():
        raise StillNeeded(_("This team had tickets; their history needs it. Archive it instead."))


@on(LevelArchived)
def keep_a_level_with_work(fact: LevelArchived, event: Event) -> None:
    if not fact.back:
        _refuse_open(Q(level=fact.level_id))


@on(TeamArchived)
def keep_a_team_with_work(fact: TeamArchived, event: Event) -> None:
    if not fact.back:
        _refuse_open(Q(team=fact.team_id))
        _refuse_offers(fact.team_id)


@on(TeamChanged)
def keep_a_team_with_work_on_its_level(fact: TeamChanged, event: Event) -> None:
    if fact.to_level is not None:
        _refuse_open(Q(team=fact.team_id))
        _refuse_offers(fact.team_id)


@reader("tickets-of-leavers", facts=(AgentLeft,))
def give_back_tickets(events: Sequence[Event]) -> None:
    """Put what somebody held who left back into their teams' queues, each as if a colleague had done it."""
    for event in events:
        left = Agent.objects.filter(pk=event.data["agent_id"], is_active=False).first()
        by = Agent.objects.filter(pk=event.actor_id or 0).first()
        if left is None or by is None:
            continue
        for number in Ticket.objects.filter(assignee=left, is_open=True).order_by("pk").values_list("pk", flat=True):
            _give_back(number, by, event)
        Ticket.objects.filter(owner=left, is_open=True).update(owner=None)


def _give_back(number: int, by: Agent, event: Event) -> None:
    try:
        with transaction.atomic():
            tickets.assign(ticket_id=number, by=by, at=event.at)
    except Refusal:
        # Whoever manages people need not work on tickets themselves; the ticket must not stay with nobody's account.
        logger.info("ticket %s goes back to the queue without a word", number)
        Ticket.objects.filter(pk=number).update(assignee=None)


def _refuse_open(where: Q) -> None:
    count = Ticket.objects.filter(where, is_open=True)[:COUNTED].count()
    if count:
        words = ngettext(
            "%(count)d open ticket stands here. Move it to another team first.",
            "%(count)d open tickets stand here. Move them to another team first.",
            count,
        )
        raise StillNeeded(words % {"count": count})


def _refuse_offers(team_id: int) -> None:
    waiting = Escalation.objects.filter(Q(from_team=team_id) | Q(to_team=team_id), state=EscalationState.OFFERED)
    if waiting.exists():
        raise StillNeeded(_("An escalation waits for an answer here. Accept or reject it first."))
