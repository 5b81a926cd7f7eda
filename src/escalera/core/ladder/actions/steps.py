"""The one way in which a ticket changes its place: leave a stay, enter the next."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Team
from escalera.base.refusals import NotAllowed
from escalera.core.ladder.models import Escalation, LeftBecause, Stay
from escalera.core.tickets import policies as ticket_policies
from escalera.core.tickets.models import Ticket


def locked(ticket_id: int, by: Agent) -> Ticket:
    """Return the ticket, locked, if the agent may work on it. Raises: NotAllowed, Ticket.DoesNotExist."""
    ticket = Ticket.objects.lock(ticket_id)
    if refusal := ticket_policies.why_not_work(by, ticket):
        raise NotAllowed(refusal)
    return ticket


def current_stay(ticket: Ticket) -> Stay:
    """Return the open stay; an ended ticket that moves again gets a new one at its team."""
    return Stay.objects.select_related("team__level").get(ticket=ticket, left_at__isnull=True)


def step(
    ticket: Ticket,
    stay: Stay,
    to_team: Team,
    *,
    because: LeftBecause,
    assignee: Agent | None,
    at: datetime,
) -> Stay:
    """Leave the stay, enter one with `to_team`, and stand the ticket there; return the new stay."""
    stay.left_at = at
    stay.left_because = because
    stay.save(update_fields=["left_at", "left_because"])
    entered = Stay.objects.create(
        ticket=ticket,
        team=to_team,
        level_id=to_team.level_id,
        entered_at=at,
        accepted_at=at if assignee else None,
        accepted_by=assignee,
    )
    ticket.place(to_team, assignee)
    ticket.touch(at)
    ticket.save(update_fields=["team", "level", "assignee", "updated_at", "status", "is_open"])
    return entered


def step_words(escalation: Escalation) -> dict[str, object]:
    """Return the fields that the facts about an escalation share."""
    return {
        "ticket_id": escalation.ticket_id,
        "escalation_id": escalation.pk,
        "from_team": escalation.from_team.name,
        "to_team": escalation.to_team.name,
        "from_level": escalation.from_team.level.order,
        "to_level": escalation.to_team.level.order,
    }


def no_open_ticket() -> str:
    return _("The ticket has ended. Reopen it first.")
