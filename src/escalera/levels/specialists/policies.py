"""Who says what machines may be asked, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SETTINGS


def why_not_keep(by: Agent) -> str:
    """Diagnostics reach into the company's machines: whoever keeps its settings keeps them."""
    return "" if by.may(SETTINGS) else _("Your role cannot change the company's settings.")
