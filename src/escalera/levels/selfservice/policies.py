"""Who may change the assistant and read how it does, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import CONTENT, SEE_ALL


def why_not_change(agent: Agent) -> str:
    return "" if agent.may(CONTENT) else _("Your role cannot change the assistant.")


def why_not_measure(agent: Agent) -> str:
    if agent.may(SEE_ALL) or agent.may(CONTENT):
        return ""
    return _("Your role cannot see what everybody asks the assistant.")
