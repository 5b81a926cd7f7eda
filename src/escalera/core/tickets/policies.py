"""Who may see and work on a ticket, and why not, in words."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import SEE_ALL, WORK
from escalera.base.people.staffing import represented_by
from escalera.core.tickets.models import Sight, Ticket


def visible_to(agent: Agent) -> QuerySet[Ticket]:
    """Return the tickets that the agent may see: all, or those of their teams, those that they own or work on, those
    of absent people for whom they stand in, and those that they were called into or asked about."""
    if agent.may(SEE_ALL):
        return Ticket.objects.all()
    teams = agent.teams.values("pk")
    aside = Sight.objects.filter(Q(agent=agent) | Q(team__in=teams)).values("ticket")
    return Ticket.objects.filter(Q(team__in=teams) | held_by(agent) | Q(pk__in=aside))


def held_by(agent: Agent) -> Q:
    """Return the condition of tickets that the agent owns or works on, or answers for while their colleague is away."""
    away = represented_by(agent.pk)
    return Q(owner=agent) | Q(assignee=agent) | Q(owner__in=away) | Q(assignee__in=away)


def may_see(agent: Agent, ticket: Ticket) -> bool:
    return is_theirs(agent, ticket) or sees_aside(agent, ticket)


def is_theirs(agent: Agent, ticket: Ticket) -> bool:
    """Say whether the ticket is the agent's to work on: theirs, their team's, or everything is."""
    if agent.may(SEE_ALL) or agent.pk in (ticket.owner_id, ticket.assignee_id):
        return True
    return is_in_team(agent, ticket) or stands_in(agent, ticket)


def stands_in(agent: Agent, ticket: Ticket) -> bool:
    """Say whether who owns the ticket or works on it is away, and the agent stands in for them."""
    people = [one for one in (ticket.owner_id, ticket.assignee_id) if one is not None]
    return bool(people) and represented_by(agent.pk).filter(agent__in=people).exists()


def sees_aside(agent: Agent, ticket: Ticket) -> bool:
    """Say whether the agent, or a team of theirs, was called into the ticket or asked about it."""
    return Sight.objects.filter(
        Q(agent=agent) | Q(team__in=agent.teams.values("pk")), ticket=ticket.pk
    ).exists()  # fmt: skip


def is_in_team(agent: Agent, ticket: Ticket) -> bool:
    """Say whether the agent works in the team that the ticket stands with now."""
    return agent.teams.filter(pk=ticket.team_id).exists()


def why_not_work(agent: Agent, ticket: Ticket) -> str:
    """Return why the agent may not write on or move the ticket; "" if they may."""
    if not agent.may(WORK):
        return _("Your role can read tickets but not work on them.")
    if not is_theirs(agent, ticket):
        return _("This ticket stands with another team.")
    return _merged(ticket)


def why_not_note(agent: Agent, ticket: Ticket) -> str:
    """Return why the agent may not leave words that stay inside; "" if they may: whoever was called in answers so."""
    if not agent.may(WORK):
        return _("Your role can read tickets but not work on them.")
    if not may_see(agent, ticket):
        return _("This ticket stands with another team.")
    return _merged(ticket)


def why_not_take(agent: Agent, ticket: Ticket) -> str:
    """Only those whose queue it stands in take a ticket: an owner on another level still answers to the customer."""
    if agent.may(SEE_ALL) or ticket.assignee_id == agent.pk or is_in_team(agent, ticket):
        return ""
    if ticket.assignee_id is not None and stands_in(agent, ticket):
        return ""
    return _("This ticket stands with %(team)s: one of them can take it, or send it back.") % {
        "team": ticket.team.name
    }


def why_not_resolve(ticket: Ticket) -> str:
    if not ticket.is_open:
        return _("The ticket is already %(status)s.") % {"status": ticket.get_status_display().lower()}
    return ""


def why_not_wait(ticket: Ticket) -> str:
    if not ticket.is_open:
        return _("The ticket is not open. Reopen it first.")
    return ""


def _merged(ticket: Ticket) -> str:
    if ticket.merged_into_id is None:
        return ""
    return _("This ticket was merged into #%(number)d: go on there.") % {"number": ticket.merged_into_id}


def why_not_merge(survivor: Ticket, absorbed: Ticket) -> str:
    """Return why the one can't go on in the other. Whether the agent may work on both was asked before."""
    if not survivor.is_open and absorbed.is_open:
        words = _("#%(number)d has ended: reopen it first, or merge the other way round.")
        return words % {"number": survivor.pk}
    return ""


def why_not_assign(ticket: Ticket, team: Team, to: Agent | None) -> str:
    """Return why the ticket can't be given to that team or colleague."""
    if team.level_id != ticket.level_id:
        return _("%(team)s stands on another level: escalate the ticket, or send it back.") % {"team": team.name}
    if to is None:
        return ""
    if not to.may(WORK):
        return _("%(name)s can't work on tickets.") % {"name": to.name}
    if not (to.may(SEE_ALL) or to.teams.filter(pk=team.pk).exists()):
        return _("%(name)s is not in %(team)s.") % {"name": to.name, "team": team.name}
    return ""


def no_settings() -> str:
    return _("Your role can't change the desk's settings.")


def no_lists() -> str:
    return _("Your role can't change the company's tags, fields, forms and checklists.")
