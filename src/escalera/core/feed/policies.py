"""Who may ask colleagues, answer them and end it, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.core.feed.models import Consultation
from escalera.core.tickets import policies
from escalera.core.tickets.models import Ticket


def why_not_consult(agent: Agent, ticket: Ticket) -> str:
    """Return why the agent may not ask somebody about the ticket; "" if they may."""
    if refusal := policies.why_not_work(agent, ticket):
        return refusal
    return "" if ticket.is_open else _("The ticket has ended. Reopen it first.")


def why_not_say(agent: Agent, consultation: Consultation, ticket: Ticket) -> str:
    """Return why the agent may not say anything in the consultation; "" if they may."""
    if not consultation.is_open:
        return _("This question is closed.")
    return policies.why_not_note(agent, ticket)


def why_not_close(agent: Agent, consultation: Consultation, ticket: Ticket) -> str:
    """The side that asked says what came of it."""
    if agent.pk == consultation.asked_by_id:
        return ""
    return policies.why_not_work(agent, ticket)


def is_asked(agent: Agent, consultation: Consultation) -> bool:
    """Say whether the question was put to the agent or to a team of theirs."""
    if consultation.to_agent_id is not None:
        return consultation.to_agent_id == agent.pk
    return agent.teams.filter(pk=consultation.to_team_id).exists()
