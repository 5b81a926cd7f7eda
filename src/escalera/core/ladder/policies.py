"""Which steps are allowed, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import SEE_ALL
from escalera.core.ladder.models import Escalation
from escalera.core.tickets.models import Ticket


def why_not_escalate(ticket: Ticket, to_team: Team) -> str:
    if not ticket.is_open:
        return _("The ticket has ended. Reopen it first.")
    if to_team.level.order <= ticket.level.order:
        return _("%(team)s is not above %(level)s: escalate upwards, or send back.") % {
            "team": to_team.name,
            "level": ticket.level.code,
        }
    if Escalation.objects.filter(ticket=ticket, state="offered").exists():
        return _("The ticket is already offered to another team and waits for their answer.")
    return ""


def why_not_answer(escalation: Escalation, by: Agent) -> str:
    """Return why the agent may not accept or reject; "" if they may."""
    if escalation.state != "offered":
        return _("This escalation is not open any more: %(state)s.") % {
            "state": escalation.get_state_display().lower()
        }
    if not by.may(SEE_ALL) and not by.teams.filter(pk=escalation.to_team_id).exists():
        return _("Only %(team)s can answer this escalation.") % {"team": escalation.to_team.name}
    return ""
