"""Who may change what is measured, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.log.asking import SETTINGS
from escalera.base.people.models import Agent


def why_not_change(by: Agent) -> str:
    return "" if by.may(SETTINGS) else _("Your role cannot change the company's settings.")
