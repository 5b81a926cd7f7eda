"""Who may apply presets, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import CONTENT, PEOPLE, SETTINGS

NEEDED = (SETTINGS, CONTENT, PEOPLE)


def why_not_apply(by: Agent) -> str:
    """Return why the agent may not apply presets; "" if they may: a preset touches settings, content and teams."""
    if all(by.may(permission) for permission in NEEDED):
        return ""
    return _("Presets change settings, content and teams at once: your role would need all three rights.")


def why_not_export(by: Agent) -> str:
    """Return why the agent may not read the audit of complaints; "" if they may."""
    return "" if by.may(SETTINGS) else _("Your role cannot read the audit export.")
