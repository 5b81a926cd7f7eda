"""Who may speak about services, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import CONTENT


def why_not_announce(agent: Agent) -> str:
    return "" if agent.may(CONTENT) else _("Your role cannot change the service status.")
