"""Who decides how far triage goes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SETTINGS


def why_not_settle(by: Agent) -> str:
    """Return why somebody may not change what triage does; "" if they may."""
    return "" if by.may(SETTINGS) else _("Your role can't change what triage does.")
