"""Which steps are allowed, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Segment, Team
from escalera.base.people.models.helpers import SEE_ALL
from escalera.base.storage.ready import Ready
from escalera.core.ladder.models import Escalation, EscalationKind, HigherAsk, LevelMove
from escalera.core.tickets.models import Ticket
from escalera.core.workflows.queries import flow_for, flows

_OFFERED = Ready(lambda ticket: Escalation.objects.filter(ticket=ticket, state="offered").values_list("pk")[:1])


def is_offered(ticket: Ticket) -> bool:
    """Say whether the ticket waits for a team's answer."""
    return _OFFERED.exists(ticket.pk)


def allowed_levels(ticket: Ticket) -> set[int] | None:
    """Return the keys of the levels that the ticket may go to from where it stands; None if every one above.

    The company's moves and the path of the ticket's segment say so; a path counts only for a level that is on it."""
    here = ticket.level_id
    moves = set(LevelMove.objects.filter(from_level=here).values_list("to_level", flat=True))
    path = flow_for(ticket.segment_id).path
    along = set(path) if here in path else set()
    if moves and along:
        return moves & along
    return moves or along or None


def why_not_go_to(ticket: Ticket, to_team: Team) -> str:
    """Return why the ticket may not step to the team's level; "" if nothing forbids it."""
    allowed = allowed_levels(ticket)
    if allowed is not None and to_team.level_id not in allowed:
        return _("From %(here)s a ticket of this customer can't go to %(there)s.") % {
            "here": ticket.level.code,
            "there": to_team.level.code,
        }
    return ""


def why_not_reroute(ticket: Ticket, to_team: Team, by: Agent) -> str:
    """Return why the ticket can't be put with a team of another level without asking them; "" if it can."""
    if not ticket.is_open:
        return _("The ticket has ended. Reopen it first.")
    if to_team.archived_at is not None:
        return _("%(team)s is archived and takes no tickets.") % {"team": to_team.name}
    if to_team.level_id == ticket.level_id:
        return _("%(team)s stands on the same level: give it to them directly.") % {"team": to_team.name}
    if to_team.level.order > ticket.level.order and not by.is_robot:
        return _("%(team)s is above: escalate it, so that they can say no.") % {"team": to_team.name}
    if is_offered(ticket):
        return _("The ticket is already offered to another team and waits for their answer.")
    return ""


def why_not_help(ticket: Ticket) -> str:
    """Return why nobody can be called to the ticket; "" if somebody can."""
    return "" if ticket.is_open else _("The ticket has ended. Reopen it first.")


def why_not_join(escalation: Escalation, by: Agent) -> str:
    """Return why the agent can't join those who were called; "" if they can."""
    if escalation.state != "open" or escalation.kind not in (EscalationKind.SWARM, EscalationKind.HIERARCHICAL):
        return _("Nobody is called to this ticket any more.")
    called = escalation.helpers.filter(agent=by).exists()
    team = escalation.to_team_id is not None and by.teams.filter(pk=escalation.to_team_id).exists()
    if called or team or by.may(SEE_ALL):
        return ""
    return _("You were not called to this ticket.")


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
    if is_offered(ticket):
        return _("The ticket is already offered to another team and waits for their answer.")
    return ""


def why_not_answer(escalation: Escalation, by: Agent) -> str:
    """Return why the agent may not accept or reject; "" if they may."""
    if escalation.state != "offered":
        return _("This escalation is not open any more: %(state)s.") % {
            "state": escalation.get_state_display().lower()
        }
    if not by.may(SEE_ALL) and not by.teams.filter(pk=escalation.to_team_id).exists():
        team = escalation.to_team.name if escalation.to_team else ""
        return _("Only %(team)s can answer this escalation.") % {"team": team}
    return ""


def may_ask_higher(ticket: Ticket) -> bool:
    """Say whether the customer's segment lets them ask: the ticket's, else the person's, else their company's. A segment
    without a workflow of its own says it itself."""
    asker = ticket.requester
    known = flows()
    key = ticket.segment_id or asker.segment_id or (asker.organization.segment_id if asker.organization else None)
    if key is None:
        return bool(known.default.may_ask_higher)
    own = known.by_segment.get(key)
    return bool(own.may_ask_higher) if own else Segment.objects.filter(pk=key, may_ask_higher=True).exists()


def why_not_ask_higher(ticket: Ticket) -> str:
    """Return why the customer cannot ask for a higher level now; "" if they can."""
    if not ticket.is_open:
        return _("This request has ended. Write to us and we open it again.")
    if not may_ask_higher(ticket):
        return _("Your agreement with us does not include this. Write to us here.")
    if HigherAsk.objects.filter(ticket=ticket, ended_at__isnull=True).exists():
        return _("You have asked for it already; we are looking at it.")
    if is_offered(ticket):
        return _("Your request is on its way to the next level already.")
    if not Team.objects.filter(level__order__gt=ticket.level.order, archived_at__isnull=True).exists():
        return _("Your request is on the highest level already.")
    return ""
