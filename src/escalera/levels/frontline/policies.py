"""Who keeps the canned answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL


def why_not_keep(agent: Agent) -> str:
    """Return why the agent may not change the answers that everybody gives; "" if they may."""
    return "" if agent.may(SEE_ALL) else _("Only supervisors change the canned answers.")
