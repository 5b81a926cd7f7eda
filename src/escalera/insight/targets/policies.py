"""Who may set goals, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SETTINGS


def why_not_set(by: Agent) -> str:
    """Return why the agent may not set goals; "" if they may."""
    return "" if by.may(SETTINGS) else _("Your role cannot set goals.")
