"""Who may say what of whom, and who decides how queues work."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import PEOPLE, SEE_ALL, SETTINGS, WORK


def why_not_speak_for(by: Agent, agent: Agent) -> str:
    """Return why somebody may not say whether this person is available; "" for oneself and for supervisors."""
    if by.pk == agent.pk:
        return "" if by.may(WORK) else _("Your role does not get work from queues.")
    if by.may(SEE_ALL) or by.may(PEOPLE):
        return ""
    return _("Only they themselves, or a supervisor, say whether they are available.")


def why_not_settle(by: Agent) -> str:
    """Return why somebody may not change rules, needs and queues."""
    return "" if by.may(SETTINGS) else _("Your role can't change how work is handed out.")


def why_not_staff(by: Agent) -> str:
    """Return why somebody may not change what people know and how much they take."""
    return "" if by.may(PEOPLE) else _("Your role can't change skills and capacity.")


def why_not_watch(by: Agent, team_ids: frozenset[int], team_id: int) -> str:
    """Return why somebody may not look at a team's queue: their own teams', or all for who sees everything."""
    if by.may(SEE_ALL) or team_id in team_ids:
        return ""
    return _("You can look at the queues of your own teams.")
