"""Where an ended ticket is filed: another team after its end, as other desks' histories tell of it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.refusals import Refusal
from escalera.base.storage.ready import insert, update
from escalera.base.storage.together import together
from escalera.core.ladder.actions.steps import locked
from escalera.core.ladder.facts import TicketRerouted
from escalera.core.ladder.models import LeftBecause, Stay
from escalera.core.tickets.models import Ticket


class CannotRefile(Refusal):
    """Only an ended ticket is filed elsewhere; an open one moves."""


@together()
def refile(*, ticket_id: int, to_team: Team, reason: str, by: Agent, at: datetime) -> Ticket:
    """File an ended ticket with another team, whatever its level; nobody works on it there, so the stay has no length.

    Raises: NotAllowed, CannotRefile, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if ticket.is_open:
        raise CannotRefile(_("The ticket is open: escalate it, send it back or give it to the team."))
    before = ticket.team
    if before.pk == to_team.pk:
        return ticket
    insert(
        Stay(
            ticket=ticket, team=to_team, level_id=to_team.level_id, entered_at=at, left_at=at,
            left_because=LeftBecause.ENDED,
        )
    )  # fmt: skip
    ticket.place(to_team, None)
    ticket.touch(at)
    update(ticket, "team", "level", "assignee", "updated_at")
    fact = TicketRerouted(
        ticket_id=ticket.pk, from_team=before.name, to_team=to_team.name, from_level=before.level.order,
        to_level=to_team.level.order, reason=reason,
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return ticket
