"""Who keeps procedures and who follows them, and why not, in words."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Membership
from escalera.base.people.models.helpers import CONTENT
from escalera.core.procedures.models import Procedure, Run


def why_not_keep(by: Agent) -> str:
    """Return why the agent may not write procedures; "" if they may."""
    return "" if by.may(CONTENT) else _("Your role cannot write scripts and runbooks.")


def usable_by(agent: Agent) -> QuerySet[Procedure]:
    """Return the published procedures that the agent may follow: everybody's and their teams'; who keeps them, all."""
    found = Procedure.objects.filter(version__gt=0, archived_at__isnull=True)
    if agent.may(CONTENT):
        return found
    return found.filter(Q(team__isnull=True) | Q(team__in=Membership.objects.filter(agent=agent).values("team")))


def why_not_follow(by: Agent, run: Run) -> str:
    """Return why the agent may not answer the run's step; "" if they may. Whether they may work on the ticket was
    asked before: whoever may can take the run over."""
    if run.holder_id in (None, by.pk) or by.is_robot:
        return ""
    name = run.holder.name if run.holder else ""
    return _("%(name)s follows this procedure. Take it over first.") % {"name": name}
