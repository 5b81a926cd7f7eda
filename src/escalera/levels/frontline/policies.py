"""Who keeps the macros."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Membership
from escalera.base.people.models.helpers import CONTENT, WORK
from escalera.levels.frontline.models import Macro


def usable_by(agent: Agent) -> QuerySet[Macro]:
    """Return the macros that the agent may use: their own, everybody's, and their teams'; the desk itself, all shared."""
    if agent.is_robot:
        return Macro.objects.filter(owner__isnull=True)
    teams = Membership.objects.filter(agent=agent).values("team")
    return Macro.objects.filter(
        Q(owner=agent) | Q(owner__isnull=True, team__isnull=True) | Q(owner=None, team__in=teams)
    )


def visible_to(agent: Agent) -> QuerySet[Macro]:
    """Return the macros that the agent sees in the settings: who keeps the shared ones sees those of all teams."""
    if agent.may(CONTENT):
        return Macro.objects.filter(Q(owner=agent) | Q(owner__isnull=True))
    return usable_by(agent)


def why_not_keep(agent: Agent, owner_id: int | None) -> str:
    """Return why the agent may not change a macro of this owner (None: everybody's); "" if they may."""
    if owner_id is not None:
        if owner_id != agent.pk:
            return _("This macro is somebody else's.")
        return "" if agent.may(WORK) else _("Your role can read tickets but not work on them.")
    return "" if agent.may(CONTENT) else _("Your role cannot change the macros of everybody; keep it as your own.")
