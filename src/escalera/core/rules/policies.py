"""Who keeps the rules."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SETTINGS


def why_not_keep(agent: Agent) -> str:
    """Return why the agent may not change rules; "" if they may: a rule may do everything, on every ticket."""
    return "" if agent.may(SETTINGS) else _("Your role can't change what the desk does by itself.")
