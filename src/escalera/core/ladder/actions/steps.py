"""The one way in which a ticket changes its place: leave a stay, enter the next."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Team
from escalera.base.refusals import NotAllowed
from escalera.base.storage.ready import Ready, insert, update
from escalera.core.ladder.models import Escalation, LeftBecause, Stay
from escalera.core.tickets import policies as ticket_policies
from escalera.core.tickets.models import STATUS_FIELDS, Ticket

_HERE = Ready(lambda ticket: Stay.objects.select_related("team__level").filter(ticket=ticket, left_at__isnull=True))
_BEFORE = Ready(lambda ticket, team: Stay.objects.filter(ticket=ticket, team=team).values_list("pk")[:1])


def locked(ticket_id: int, by: Agent) -> Ticket:
    """Return the ticket, locked, if the agent may work on it. Raises: NotAllowed, Ticket.DoesNotExist."""
    ticket = Ticket.objects.lock(ticket_id)
    if refusal := ticket_policies.why_not_work(by, ticket):
        raise NotAllowed(refusal)
    return ticket


def current_stay(ticket: Ticket) -> Stay:
    """Return the open stay; an ended ticket that moves again gets a new one at its team."""
    stay = _HERE.first(ticket.pk)
    if stay is None:
        raise Stay.DoesNotExist(f"#{ticket.pk} stands nowhere")
    return stay


def step(
    ticket: Ticket,
    stay: Stay,
    to_team: Team,
    *,
    because: LeftBecause,
    assignee: Agent | None,
    at: datetime,
    continues: Stay | None = None,
) -> Stay:
    """Leave the stay, enter one with `to_team`, and stand the ticket there; return the new stay.

    A robot holds nothing: what comes back to it comes to the team. `continues`: the stay that goes on."""
    assignee = None if assignee is not None and assignee.is_robot else assignee
    again = _BEFORE.exists(ticket.pk, to_team.pk)
    stay.left_at = at
    stay.left_because = because
    update(stay, "left_at", "left_because")
    entered = Stay(
        ticket=ticket,
        team=to_team,
        level_id=to_team.level_id,
        entered_at=at,
        accepted_at=at if assignee else None,
        accepted_by=assignee,
        continues=continues,
        bounces=stay.bounces + again,
    )
    insert(entered)
    ticket.bounces += again
    ticket.place(to_team, assignee)
    ticket.touch(at)
    update(ticket, "team", "level", "assignee", "updated_at", "bounces", *STATUS_FIELDS)
    return entered


def step_words(escalation: Escalation) -> dict[str, object]:
    """Return the fields that the facts about an escalation share."""
    assert escalation.to_team is not None  # a functional one has always one
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
