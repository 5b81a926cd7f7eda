"""Which steps are allowed, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Segment, Team
from escalera.base.people.models.helpers import SEE_ALL
from escalera.core.ladder.models import Escalation, HigherAsk
from escalera.core.tickets.models import Ticket


def why_not_escalate(ticket: Ticket, to_team: Team) -> str:
    if not ticket.is_open:
        return _("The ticket has ended. Reopen it first.")
    if to_team.archived_at is not None:
        return _("%(team)s is archived and takes no tickets.") % {"team": to_team.name}
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


def may_ask_higher(ticket: Ticket) -> bool:
    """Say whether the customer's segment lets them ask: the ticket's, else the person's, else their company's."""
    asker = ticket.requester
    key = ticket.segment_id or asker.segment_id or (asker.organization.segment_id if asker.organization else None)
    return key is not None and Segment.objects.filter(pk=key, may_ask_higher=True).exists()


def why_not_ask_higher(ticket: Ticket) -> str:
    """Return why the customer cannot ask for a higher level now; "" if they can."""
    if not ticket.is_open:
        return _("This request has ended. Write to us and we open it again.")
    if not may_ask_higher(ticket):
        return _("Your agreement with us does not include this. Write to us here.")
    if HigherAsk.objects.filter(ticket=ticket, ended_at__isnull=True).exists():
        return _("You have asked for it already; we are looking at it.")
    if Escalation.objects.filter(ticket=ticket, state="offered").exists():
        return _("Your request is on its way to the next level already.")
    if not Team.objects.filter(level__order__gt=ticket.level.order, archived_at__isnull=True).exists():
        return _("Your request is on the highest level already.")
    return ""
