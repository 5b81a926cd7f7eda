"""Many waiting tickets handed out at once: what `assign` does for one, in a handful of statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record_many
from escalera.base.people.models import Agent, Membership
from escalera.base.people.models.helpers import SEE_ALL, WORK
from escalera.base.refusals import NotAllowed
from escalera.base.storage.ready import update_many
from escalera.base.storage.together import together
from escalera.core.tickets.actions.placing import GIVEN_FIELDS, give
from escalera.core.tickets.models import Status, Ticket

WAIT_FOR_HANDS = (Status.NEW, Status.OPEN)


@together()
def hand_out(*, given: Mapping[int, Agent], by: Agent, at: datetime) -> set[int]:
    """Give each of these tickets, by number, to a colleague of the team that it stands with; return which were given.

    One that somebody works on in this moment, took meanwhile or ended is left out: it needs nobody any more, or a next
    look. Raises: NotAllowed (who gives must see everything)."""
    if not (by.may(SEE_ALL) and by.may(WORK)):
        raise NotAllowed(_("Your role can't hand out other people's work."))
    found = Ticket.objects.select_for_update(of=("self",), skip_locked=True).select_related("team__level")
    waiting = found.filter(pk__in=list(given), is_open=True, assignee__isnull=True, status__in=WAIT_FOR_HANDS)
    tickets = list(waiting.order_by("pk"))
    places = set(Membership.objects.filter(agent__in={a.pk for a in given.values()}).values_list("agent", "team"))
    tickets = [one for one in tickets if _may_get(given[one.pk], one, places)]
    facts = [give(ticket, ticket.team, given[ticket.pk], at) for ticket in tickets]
    update_many(tickets, *GIVEN_FIELDS)
    record_many(facts, actor=by.actor, at=at)
    return {ticket.pk for ticket in tickets}


def _may_get(agent: Agent, ticket: Ticket, places: set[tuple[int, int]]) -> bool:
    return agent.may(WORK) and ((agent.pk, ticket.team_id) in places or agent.may(SEE_ALL))
