"""Who may see and change a saved view."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import CONTENT
from escalera.core.views.models import SavedView, Sharing


def shown_to(agent: Agent, teams: frozenset[int]) -> Q:
    """Return which views stand in an agent's column: their own, their teams' and everybody's."""
    return Q(agent=agent) | Q(sharing=Sharing.ALL) | Q(sharing=Sharing.TEAM, team__in=teams)


def changeable_by(agent: Agent) -> Q:
    """Return which views an agent may change: their own private ones; with the right to it, every shared one."""
    own = Q(agent=agent, sharing=Sharing.PRIVATE)
    return own | ~Q(sharing=Sharing.PRIVATE) if agent.may(CONTENT) else own


def why_not_share(agent: Agent) -> str:
    """Return why the agent may not make or change views for others; "" if they may."""
    return "" if agent.may(CONTENT) else _("Your role may keep views for yourself, but not share them.")


def why_not_change(agent: Agent, view: SavedView) -> str:
    if view.sharing != Sharing.PRIVATE:
        return why_not_share(agent)
    return "" if view.agent_id == agent.pk else _("This view belongs to somebody else.")
